import { isObject, type JsonObject, member } from "../../contract/index.ts";
import { describeNames, nearestName } from "../../contract/known-names.ts";
import { memberSchema, propertiesOf, resolveSchema } from "./schema-place.ts";

type Step = string | number;

/** A value for one path in the arguments: `["items", 0, "sku"]`. */
export interface Assignment {
  readonly path: readonly Step[];
  readonly value: unknown;
}

/** More items than anybody sets one by one. */
const INDEX_MAX = 999;

/**
 * Reads the values of `--set`, by path. A dot leads into an object and `[0]` into a list: `item.sku`, `items[0].sku`. If a declared name contains a
 * dot or a bracket, the longest declared name wins. `\.` is always part of a name.
 * @param set the values, by path as written
 * @param parameters the JSON Schemas of the actions that run
 * @throws Error with one line for the user: a path that no action declares, or two paths that exclude each other
 */
export function readAssignments(set: JsonObject, parameters: readonly JsonObject[]): Assignment[] {
  const assignments = Object.entries(set).map(([place, value]) => ({ path: resolvePlace(place, parameters), value }));
  checkTogether(assignments);
  return assignments;
}

/** Values by path, written as `path=value`. A number or a list is written as JSON, and read according to the parameter's schema. */
export function readPairs(pairs: readonly string[], refusal: (pair: string) => Error): JsonObject {
  const values = new Map<string, string>();
  for (const pair of pairs) {
    const [, place, value = ""] = /^((?:\\.|[^=\\])+)=(.*)$/s.exec(pair) ?? [];
    if (place === undefined) throw refusal(pair);
    if (values.has(place)) throw new Error(`${place} is set twice. Set it once.`);
    values.set(place, value);
  }
  return Object.fromEntries(values);
}

export function assign(args: JsonObject, assignments: readonly Assignment[]): JsonObject {
  return assignments.reduce<unknown>((value, { path, value: part }) => withPart(value, path, part), args) as JsonObject;
}

function resolvePlace(place: string, parameters: readonly JsonObject[]): Step[] {
  const tokens = tokensOf(place);
  const declaring = parameters.filter((schema) => nameIn(propertiesOf(schema), [place], tokens) !== undefined);
  if (declaring.length === 0) {
    const declared = parameters.flatMap((schema) => Object.keys(propertiesOf(schema)));
    // A declared name can contain a dot, and a path can be written as in a program: `item["sku"]`.
    const wanted = nearestName(place, declared) === undefined ? String(tokens[0]).replace(/\[.*$/s, "") : place;
    throw new Error(`${formatPlace(tokens.slice(0, 1))} is not a parameter. ${describeNames(wanted, declared)}`);
  }
  // T-22: a fixed value stays, so this value would be silently ignored.
  const name = String(tokens[0]);
  if (
    declaring.every(
      (schema) =>
        member(member(propertiesOf(schema), place) ?? member(propertiesOf(schema), name), "const") !== undefined,
    )
  )
    throw new Error(
      `${formatPlace(tokens.slice(0, 1))} is fixed in the definition, so Tavus never fills it. Change the program to try another value.`,
    );
  let problem: unknown;
  for (const schema of declaring) {
    try {
      return Object.hasOwn(propertiesOf(schema), place) ? [place] : walk(tokens, schema);
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

function walk(tokens: readonly Step[], root: JsonObject): Step[] {
  const path: Step[] = [];
  let schema: unknown = { ...root, type: "object" };
  for (let at = 0; at < tokens.length; ) {
    const { step, count } = nextStep(tokens.slice(at), resolveSchema(schema, root), path);
    schema = memberSchema(resolveSchema(schema, root), step);
    path.push(step);
    at += count;
  }
  return path;
}

/** The next step into the schema, and the number of path parts that it uses. */
function nextStep(tokens: readonly Step[], schema: JsonObject, path: readonly Step[]): { step: Step; count: number } {
  const [token = ""] = tokens;
  const [where, place] = [formatPlace(path), formatPlace([...path, token])];
  const types = [schema["type"] ?? []].flat().filter((type) => type !== "null");
  const mayBe = (type: string): boolean => types.length === 0 || types.includes(type);
  if (typeof token === "number" || (types.includes("array") && /^\d+$/.test(token))) {
    if (!mayBe("array")) throw new Error(`${place}: ${where} is not a list but ${nameOf(types)}.`);
    if (Number(token) > INDEX_MAX) throw new Error(`${place}: the largest index is ${INDEX_MAX}.`);
    return { step: Number(token), count: 1 };
  }
  if (!mayBe("object")) {
    const how = types.includes("array") ? `Write ${where}[0].` : `Write ${where}=<value>.`;
    throw new Error(`${place}: ${where} is not an object but ${nameOf(types)}. ${how}`);
  }
  const properties = propertiesOf(schema);
  const declared = nameIn(properties, [], tokens);
  if (declared !== undefined) return declared;
  // An object without declared members accepts any member.
  const others = schema["additionalProperties"];
  if (Object.keys(properties).length === 0 || others === true || isObject(others)) return { step: token, count: 1 };
  throw new Error(`${place}: ${where} has no member ${token}. ${describeNames(token, Object.keys(properties))}`);
}

/** The longest declared name at the beginning of a path. */
function nameIn(
  properties: JsonObject,
  whole: readonly string[],
  tokens: readonly Step[],
): { step: string; count: number } | undefined {
  const names = tokens.slice(
    0,
    Math.max(
      0,
      [...tokens, 0].findIndex((token) => typeof token === "number"),
    ),
  );
  const joined = names.map((_, i) => names.slice(0, names.length - i).join("."));
  const step = [...whole, ...joined].find((name) => Object.hasOwn(properties, name));
  return step === undefined ? undefined : { step, count: Math.max(1, names.length - joined.indexOf(step)) };
}

const nameOf = (types: readonly unknown[]): string =>
  types
    .map((type) => (type === "array" ? "a list" : `${/^[aeio]/.test(String(type)) ? "an" : "a"} ${type}`))
    .join(" or ");

const formatPlace = (path: readonly Step[]): string =>
  path.map((step, i) => (typeof step === "number" ? `[${step}]` : `${i === 0 ? "" : "."}${step}`)).join("");

/** `a.b[0]` is a, b, 0. A backslash makes the next character part of the name. */
function tokensOf(place: string): Step[] {
  const parts = place.match(/\[\d+\]|(?:\\.|[^.[\\]|\[(?!\d+\]))+/gs) ?? [];
  return parts.map((part) => (/^\[\d+\]$/.test(part) ? Number(part.slice(1, -1)) : part.replace(/\\(.)/gs, "$1")));
}

/** `item` and `item.sku` can't both be set, and a list can't have gaps. */
function checkTogether(assignments: readonly Assignment[]): void {
  const startsWith = (path: readonly Step[], start: readonly Step[]): boolean =>
    start.every((step, i) => step === path[i]);
  for (const one of assignments)
    for (const other of assignments)
      if (one !== other && startsWith(other.path, one.path))
        throw new Error(`${formatPlace(one.path)} and ${formatPlace(other.path)} are both set. Set one of them.`);
  for (const { path } of assignments)
    for (const [at, step] of path.entries()) {
      if (typeof step !== "number" || step === 0) continue;
      const before = [...path.slice(0, at), step - 1];
      if (!assignments.some((one) => startsWith(one.path, before)))
        throw new Error(`${formatPlace(path.slice(0, at + 1))} is set, but ${formatPlace(before)} is not. Set it too.`);
    }
}

function withPart(value: unknown, [step, ...rest]: readonly Step[], part: unknown): unknown {
  if (step === undefined) return part;
  if (typeof step === "number") {
    const items = Array.isArray(value) ? [...value] : [];
    items[step] = withPart(items[step], rest, part);
    return items;
  }
  const members = new Map(isObject(value) ? Object.entries(value) : []);
  members.set(step, withPart(members.get(step), rest, part));
  return Object.fromEntries(members);
}
