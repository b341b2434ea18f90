import { isObject, type JsonObject } from "../../contract/index.ts";
import { type FillContext, longest } from "./context.ts";
import type { Check, Mismatch } from "./schema.ts";

/** Enough for any real definition. If no value fits a schema, it stops earlier. */
const MAX_STEPS = 60;
const MAX_CONSTANTS = 100;

/**
 * Changes arguments until they are valid. At each path with a mismatch, it tries the values in the schema, texts from the call, and the simplest
 * values of each type. Then it tries the surrounding paths. The same input gives the same output.
 * @returns the arguments, valid or as close as they got
 */
export function repair(filled: JsonObject, schema: JsonObject, context: FillContext, check: Check): JsonObject {
  const pool = [...constantsOf(schema), ...textsOf(context), ...SIMPLE];
  let value = filled;
  let found = check(value);
  for (let step = 0; found.length > 0 && step < MAX_STEPS; step += 1) {
    const next = improve(value, found, pool, check);
    if (next === undefined) break;
    [value, found] = [next, check(next)];
  }
  return value;
}

type Place = readonly string[];

function improve(
  value: JsonObject,
  found: readonly Mismatch[],
  pool: readonly unknown[],
  check: Check,
): JsonObject | undefined {
  // Starts with the deepest path, so that as much as possible stays from the call.
  const places = found.map(({ place }) => place).sort((a, b) => b.length - a.length);
  for (const place of places)
    for (let length = place.length; length >= 0; length -= 1)
      for (const changed of changesAt(value, place.slice(0, length), pool))
        if (isObject(changed) && check(changed).length < found.length) return changed;
  return undefined;
}

function* changesAt(root: unknown, place: Place, pool: readonly unknown[]): Generator<unknown> {
  const current = place.reduce<unknown>(inside, root);
  // An optional argument that can't be filled is left out, as an AI would.
  for (const smaller of smallerThan(current)) yield replaced(root, place, smaller);
  for (const candidate of pool) yield replaced(root, place, candidate);
  yield replaced(root, place, undefined);
}

/** Smaller versions of a value: without one of its parts, or with only the first parts. */
function* smallerThan(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) for (let length = value.length - 1; length >= 0; length -= 1) yield value.slice(0, length);
  if (isObject(value))
    for (const name of Object.keys(value))
      yield Object.fromEntries(Object.entries(value).filter(([own]) => own !== name));
}

function inside(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** @param part `undefined` removes the value at the path */
function replaced(value: unknown, place: Place, part: unknown): unknown {
  const [step, ...rest] = place;
  if (step === undefined) return part;
  if (Array.isArray(value)) {
    const at = Number(step);
    const changed = replaced(value[at], rest, part);
    // The path can be new if a given value adds it (assignment.ts).
    return changed === undefined ? value.toSpliced(at, 1) : [...value.slice(0, at), changed, ...value.slice(at + 1)];
  }
  const entries = isObject(value) ? Object.entries(value) : [];
  const changed = replaced(inside(value, step), rest, part);
  const isOld = entries.some(([name]) => name === step);
  // Doesn't assign properties, because a parameter can be named __proto__.
  return Object.fromEntries([
    ...entries.flatMap(([name, old]) =>
      name !== step ? [[name, old]] : changed === undefined ? [] : [[name, changed]],
    ),
    ...(isOld || changed === undefined ? [] : [[step, changed]]),
  ]);
}

function constantsOf(schema: JsonObject): unknown[] {
  const found: unknown[] = [];
  JSON.stringify(schema, (key, value: unknown) => {
    if (key === "const") found.push(value);
    if (key === "enum" && Array.isArray(value)) found.push(...value);
    return value;
  });
  return found.slice(0, MAX_CONSTANTS);
}

function textsOf({ caller, pal }: FillContext): string[] {
  const text = longest([...caller, ...pal]);
  return [...(text === undefined ? [] : [text, ...(text.match(/[\p{L}\p{N}]+/gu)?.slice(0, 3) ?? [])]), "text", ""];
}

const SIMPLE: readonly unknown[] = [0, 1, -1, 30, 0.5, true, false, [], {}, ["text"], [0], [1, 2, 3], null];
