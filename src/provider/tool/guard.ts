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
  valueAt,
} from "../../contract/index.ts";
import { fieldOfInput, toInputPath } from "../../contract/wire.ts";
import { compareThree, type Sides } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { formerDefinition } from "../../state-format/declared.ts";
import { NORMALIZED } from "../../state-format/properties.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { withoutControls } from "../../tavus-api/terminal.ts";
import { isIgnored } from "./property-path.ts";
import { planUpdate, reasonToLook } from "./update-plan.ts";

/** Longer values are cut: the message is for a terminal. */
const VALUE_MAX = 80;

/**
 * What somebody has changed at Tavus since the state was written, and that is about to be overwritten or deleted; `undefined` if nothing.
 * The API has no If-Match: between this look, which is one list for all tools of an `up`, and the write there remains a window of as long as
 * the `up` takes up to then.
 * @param state what was last applied
 * @param news what should be there; `undefined` for a deletion
 * @param ignoreChanges properties of which the program ignores changes
 */
export async function guardTool(
  client: TavusClient,
  id: string,
  state: JsonObject,
  news: JsonObject | undefined,
  ignoreChanges: readonly string[] = [],
): Promise<Endangered | undefined> {
  const tool = await client.readToolAtStart(id);
  // Gone: there is nothing of anybody to lose.
  if (tool === undefined) return undefined;
  const actual = Definition.found(tool);
  const applied = formerDefinition(state, news ?? state, news && FORMER);
  const wanted = news && Definition.said(news);
  const changed = compareThree(wanted ?? applied, applied, actual, state[NORMALIZED])
    .filter((side) => !jsonEqual(side.actual, side.applied))
    // What the program says as well is not lost.
    .filter((side) => news === undefined || !jsonEqual(side.actual, side.wanted))
    .filter(({ path }) => !isIgnored(toInputPath(path), ignoreChanges));
  if (changed.length === 0) return undefined;
  const lost = news === undefined ? changed : changed.filter(isLostIn(resultOf(state, news, actual), actual));
  const when = tool.updated_at == null ? "" : ` (last at ${tool.updated_at})`;
  // Of several changes only those that are lost.
  const told = (lost.length > 0 ? lost : changed).map(describe).join("; ");
  const text = `The tool ${id} was changed outside of Pulumi since the last up${when}: ${told}.`;
  return { text, isLost: lost.length > 0 };
}

/** What somebody has changed, as a sentence, and whether it is lost or stays unchanged. */
export interface Endangered {
  readonly text: string;
  readonly isLost: boolean;
}

/** Stands for what the program said before an update that left somebody else's change as it was. */
const FORMER = "(as the program said)";

/** The tool after the update, as far as the request says it. */
function resultOf(state: JsonObject, news: JsonObject, actual: Definition): Definition {
  const there = reasonToLook(state, news) === undefined ? undefined : actual;
  return Definition.sent({ ...actual.wire, ...planUpdate(state, news, there).patch });
}

function isLostIn(result: Definition, actual: Definition): (side: Sides) => boolean {
  return ({ path }) => {
    const [before, after] = [valueAt(actual.canonical, path), valueAt(result.canonical, path)];
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
 * A provider is not told which of its inputs the program keeps secret, so no value is shown where a program may have put a credential:
 * the URLs and their query (webhooks with a secret path), headers, the body, what `auth` holds.
 */
function mayBeSecret(path: Path): boolean {
  const field = fieldOfInput(path);
  if (path[0] !== "delivery") return false;
  return field?.fields !== undefined || field?.isSecret === true || field?.credentials !== undefined;
}

/** What somebody else has written is in no list of secrets. */
function holdsCredential(path: Path, value: unknown): boolean {
  return [...stringsOf(value, path)].some((one) => splitCredentials(one.path, one.text) !== undefined);
}

function show(value: unknown): string {
  if (value === undefined) return "absent";
  const text = withoutControls(stringifyExact(value));
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
}
