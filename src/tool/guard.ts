import type { TavusClient } from "../tavus-api/client.ts";
import {
  canonicalTool,
  differingSides,
  formatPath,
  isUnset,
  type JsonObject,
  jsonEqual,
  MASK,
  type Path,
  type Sides,
  stringifyExact,
  stringsOf,
  type Tool,
  valueAt,
} from "../tavus-api/contract/index.ts";
import { accountView } from "./account-view.ts";
import { splitCredentials } from "./credentials.ts";
import { formerDefinition } from "./declared.ts";
import { isIgnored } from "./property-path.ts";
import { looksFirst, planUpdate } from "./update-plan.ts";
import { DEFINITION_INPUTS, SECRET_INPUT_PATHS, toInputPath, toWire } from "./wire.ts";

/** Longer values are cut: the message is for a terminal. */
const VALUE_MAX = 80;

/**
 * What somebody has changed at Tavus since the state was written, and that is about to be overwritten or deleted; `undefined` where nothing.
 * The API has no If-Match: between this look, which is one list for all tools of an `up`, and the write there remains a window of as long as
 * the `up` takes up to then.
 * @param state what was last applied
 * @param news what shall be there; `undefined` for a deletion
 * @param ignoreChanges properties of which the program ignores changes
 */
export async function guardTool(
  client: TavusClient,
  id: string,
  state: JsonObject,
  news: JsonObject | undefined,
  ignoreChanges: readonly string[] = [],
): Promise<Endangered | undefined> {
  const actual = await client.readToolAtStart(id);
  // Gone: there is nothing of anybody to lose.
  if (actual === undefined) return undefined;
  const applied = toWire(formerDefinition(state, news ?? state, news && FORMER)).wire;
  const before = canonicalTool(applied);
  const wanted = news && canonicalTool(toWire(definitionOf(news)).wire);
  const sides = differingSides(wanted ?? before, before, accountView(applied, actual, state["__normalized"]));
  const changed = [...sides]
    .filter((side) => !jsonEqual(side.actual, side.applied))
    // What the program says as well is not lost.
    .filter((side) => news === undefined || !jsonEqual(side.actual, side.wanted))
    .filter(({ path }) => !isIgnored(toInputPath(path), ignoreChanges));
  if (changed.length === 0) return undefined;
  const lost = news === undefined ? changed : changed.filter(isLostIn(resultOf(state, news, actual), actual));
  const when = actual.updated_at == null ? "" : ` (last at ${actual.updated_at})`;
  // Of several changes only those that are lost.
  const told = (lost.length > 0 ? lost : changed).map(describe).join("; ");
  const text = `The tool ${id} was changed outside of Pulumi since the last up${when}: ${told}.`;
  return { text, isLost: lost.length > 0 };
}

/** What somebody has changed, as a sentence, and whether it is lost or stays as it is. */
export interface Endangered {
  readonly text: string;
  readonly isLost: boolean;
}

/** Stands for what the program said before an update that left somebody else's change as it was. */
const FORMER = "(as the program said)";

/** The tool after the update, as far as the request says it. */
function resultOf(state: JsonObject, news: JsonObject, actual: Tool): JsonObject {
  return { ...actual, ...planUpdate(state, news, looksFirst(state, news) && actual).patch };
}

function isLostIn(result: JsonObject, actual: JsonObject): (side: Sides) => boolean {
  const [now, then] = [canonicalTool(actual), canonicalTool(result)];
  return ({ path }) => {
    const [before, after] = [valueAt(now, path), valueAt(then, path)];
    // K-13: a secret that isn't sent stays as it is.
    return !jsonEqual(before, after) && !(before === MASK && isUnset(after));
  };
}

function definitionOf(state: JsonObject): JsonObject {
  return Object.fromEntries(DEFINITION_INPUTS.map((key) => [key, state[key]]));
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
  const field = String(path[2]);
  if (path[0] !== "delivery") return false;
  if (field === "auth")
    return (
      path.length < 4 ||
      path[3] === "tokenUrl" ||
      SECRET_INPUT_PATHS.some((secret) => formatPath(secret) === formatPath(path))
    );
  return path.length < 3 || ["url", "headers", "queryParams", "bodyTemplate"].includes(field);
}

/** What somebody else has written is in no list of secrets. */
function holdsCredential(path: Path, value: unknown): boolean {
  return [...stringsOf(value, path)].some((one) => splitCredentials(one.path, one.text) !== undefined);
}

function show(value: unknown): string {
  if (value === undefined) return "absent";
  const text = stringifyExact(value).replace(/\p{Cc}/gu, "\ufffd");
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
}
