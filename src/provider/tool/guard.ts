import { splitCredentials } from "../../contract/credentials.ts";
import {
  formatPath,
  isUnset,
  type JsonObject,
  jsonEqual,
  MASK,
  type Path,
  stringifyExact,
  stringsOf,
} from "../../contract/index.ts";
import { fieldOfInput, toInputPath } from "../../contract/wire.ts";
import { compare, compareThree, type Sides } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { formerDefinition } from "../../state-format/declared.ts";
import { NORMALIZED } from "../../state-format/properties.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { withoutControls } from "../../tavus-api/terminal.ts";
import { isIgnored } from "./property-path.ts";
import { planUpdate, reasonToLook } from "./update-plan.ts";

/** Longer values are shortened, because the message is for a terminal. */
const VALUE_MAX = 80;

/**
 * Finds changes that somebody made at Tavus since the state was written and that would now be overwritten or deleted. `undefined` if there are none.
 * One list serves all tools of an `up`. The API has no If-Match, so a change between this list and the write goes unnoticed.
 * @param state the last applied state
 * @param news the new definition, `undefined` for a deletion
 * @param ignoreChanges properties whose changes the program ignores
 */
export async function guardTool(
  client: TavusClient,
  id: string,
  state: JsonObject,
  news: JsonObject | undefined,
  ignoreChanges: readonly string[] = [],
): Promise<Endangered | undefined> {
  const tool = await client.readToolAtStart(id);
  // The tool is gone, so no change can be lost.
  if (tool === undefined) return undefined;
  const actual = Definition.found(tool);
  const applied = formerDefinition(state, news ?? state, news && FORMER);
  // Most tools are unchanged, so the three-way comparison isn't needed.
  if (compare(applied, actual, state[NORMALIZED]).fields.length === 0) return undefined;
  const wanted = news && Definition.said(news);
  const changed = compareThree(wanted ?? applied, applied, actual, state[NORMALIZED])
    .filter((side) => !jsonEqual(side.actual, side.applied))
    // A change that the program also makes isn't lost.
    .filter((side) => news === undefined || !jsonEqual(side.actual, side.wanted))
    .filter(({ path }) => !isIgnored(toInputPath(path), ignoreChanges));
  if (changed.length === 0) return undefined;
  const lost = news === undefined ? changed : changed.filter(isLostIn(resultOf(state, news, actual), actual));
  const when = tool.updated_at == null ? "" : ` (last at ${tool.updated_at})`;
  // If some changes are lost, the message names only those.
  const told = (lost.length > 0 ? lost : changed).map(describe).join("; ");
  const text = `The tool ${id} was changed outside of Pulumi since the last up${when}: ${told}.`;
  return { text, isLost: lost.length > 0 };
}

/** Somebody's changes, as a sentence, and whether they are lost or stay. */
export interface Endangered {
  readonly text: string;
  readonly isLost: boolean;
}

/** The program's value before an update that kept somebody else's change. */
const FORMER = "(as the program said)";

/** The tool after the update, according to the request. */
function resultOf(state: JsonObject, news: JsonObject, actual: Definition): Definition {
  const there = reasonToLook(state, news) === undefined ? undefined : actual;
  return Definition.sent({ ...actual.wire, ...planUpdate(state, news, there).patch });
}

function isLostIn(result: Definition, actual: Definition): (side: Sides) => boolean {
  return ({ path }) => {
    const [before, after] = [actual.meaningOf(path), result.meaningOf(path)];
    // K-13: a secret that isn't sent stays unchanged.
    return !jsonEqual(before, after) && !(before === MASK && isUnset(after));
  };
}

function describe({ path, applied, actual }: Sides): string {
  const names = toInputPath(path);
  const where = formatPath(names);
  if (mayBeSecret(names) || holdsCredential(names, applied) || holdsCredential(names, actual))
    return `${where} (pulumi-tavus drift shows the values)`;
  if (applied === FORMER) return `${where} is ${show(actual)}`;
  return `${where} was ${show(applied)}, is ${show(actual)}`;
}

/**
 * A provider doesn't know which inputs the program keeps secret. So messages show no value that may contain a credential: URLs and their query
 * (webhooks with a secret path), headers, the body, and the fields of `auth`.
 */
function mayBeSecret(path: Path): boolean {
  const field = fieldOfInput(path);
  if (path[0] !== "delivery") return false;
  return field?.fields !== undefined || field?.isSecret === true || field?.credentials !== undefined;
}

/** Looks for credentials in a value that somebody else wrote, because no list of secrets contains them. */
function holdsCredential(path: Path, value: unknown): boolean {
  return [...stringsOf(value, path)].some((one) => splitCredentials(one.path, one.text) !== undefined);
}

function show(value: unknown): string {
  if (value === undefined) return "absent";
  const text = withoutControls(stringifyExact(value));
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
}
