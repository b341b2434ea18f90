import { isObject, isUnset, type JsonObject, jsonEqual, member } from "../contract/value.ts";
import { Definition } from "../definition/definition.ts";
import { digest } from "../definition/digest.ts";
import { DECLARED } from "./properties.ts";

/**
 * The program's values that differ from the outputs, because somebody changed the tool outside Pulumi and the program hasn't changed since. It has
 * the shape of the inputs, with a digest for each value. The state contains it as `__declared`, but only while there is a difference.
 */
export type Declared = { [input: string]: Declared | string };

/** @returns `undefined` if inputs and outputs agree */
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
 * The program's last definition, as far as it is known. It has the program's value if the digest still matches, otherwise the value in the state.
 * @param otherwise the replacement for an old value that is no longer known. @default the value in the state
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
