import { isObject, isUnset, type JsonObject, jsonEqual, member } from "../contract/value.ts";
import { Definition } from "../definition/definition.ts";
import { digest } from "../definition/digest.ts";
import { DECLARED } from "./properties.ts";

/**
 * What the program says where the outputs tell something else, because somebody changed it outside of Pulumi and the program didn't touch it
 * since. In the shape of the inputs, a digest for each value. In the state as `__declared`, and only while there is a difference.
 */
export type Declared = { [input: string]: Declared | string };

/** @returns `undefined` if both say the same */
export function declaredOf(actual: JsonObject, said: JsonObject): Declared | undefined {
  const difference = differenceOf(actual, said);
  return isTree(difference) ? difference : undefined;
}

function differenceOf(actual: unknown, said: unknown): Declared | string | undefined {
  if (jsonEqual(actual, said)) return undefined;
  if (!isObject(actual) || !isObject(said)) return isUnset(actual) && isUnset(said) ? undefined : digest(said);
  const keys = new Set([...Object.keys(actual), ...Object.keys(said)]);
  const found = [...keys].flatMap((key) => {
    const inner = differenceOf(member(actual, key), member(said, key));
    return inner === undefined ? [] : [[key, inner] as const];
  });
  return Object.fromEntries(found);
}

/**
 * The definition that the program gave last, as far as it matters: where it still says the same, that; elsewhere what the state tells.
 * @param otherwise what stands for a former value that isn't known any more. @default what the state tells
 */
export function formerDefinition(state: JsonObject, news: JsonObject, otherwise?: string): Definition {
  const restore = (actual: unknown, declared: Declared | string, now: unknown): unknown => {
    if (typeof declared === "string") return digest(now) === declared ? now : (otherwise ?? actual);
    const restored = { ...(isObject(actual) ? actual : {}) };
    for (const [key, inner] of Object.entries(declared)) {
      const value = restore(restored[key], inner, member(now, key));
      if (value === undefined) delete restored[key];
      else restored[key] = value;
    }
    return restored;
  };
  const declared = state[DECLARED];
  return Definition.said(isTree(declared) ? (restore(state, declared, news) as JsonObject) : state);
}

function isTree(value: unknown): value is Declared {
  return isObject(value) && Object.keys(value).length > 0;
}
