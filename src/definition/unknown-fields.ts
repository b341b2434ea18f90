import { canonicalAt } from "../contract/canonical.ts";
import { isCredentialField } from "../contract/credentials.ts";
import { type Fields, TOOL } from "../contract/fields.ts";
import { isObject, isUnset, type JsonObject, MASK, mapJson, type Path } from "../contract/index.ts";
import { inputName, PLACES } from "../contract/wire.ts";

/** The fields of an answer that aren't part of the definition (T-1, T-2, T-14, T-15). */
const ANSWER_FIELDS = ["tool_id", "owner_id", "is_system_tool", "created_at", "updated_at"];

/**
 * The fields of an answer that this version doesn't know, because the API is newer. They have the shape and the names of the wire. `{}` if there are
 * none. Secrets are masked.
 * @example unknownFieldsOf({ name: "n", delivery: { batch: 5 } }) // { delivery: { batch: 5 } }
 */
export function unknownFieldsOf(tool: JsonObject): JsonObject {
  const collect = (value: JsonObject, fields: Fields, path: Path): JsonObject => {
    const own = unknownMembers(value, fields, path.length === 0 ? ANSWER_FIELDS : []);
    const below = Object.values(fields).flatMap(({ wire, fields: inner }): [string, JsonObject][] => {
      const item = value[wire];
      const found = inner && isObject(item) ? collect(item, inner, [...path, wire]) : {};
      return Object.keys(found).length === 0 ? [] : [[wire, found]];
    });
    return { ...(withoutSecrets(own) as JsonObject), ...Object.fromEntries(below) };
  };
  return collect(tool, TOOL, []);
}

/** The members of one level of an answer that this version doesn't know, unchanged. */
export function unknownMembers(value: unknown, fields: Fields, alsoKnown: readonly string[] = []): JsonObject {
  const known = new Set([...Object.values(fields).map(({ wire }) => wire), ...alsoKnown]);
  return Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).filter(
      // G-7: these keys come from Tavus's own MCP server, not from the API.
      ([key, item]) => !known.has(key) && !key.startsWith("_") && !isUnset(item),
    ),
  );
}

/** The wire paths of the parts of a tool that this version doesn't understand: fields, and values of known fields. */
function unknownPathsOf(tool: JsonObject): Path[] {
  const pathsIn = (value: JsonObject, fields: Fields | undefined, path: Path): Path[] =>
    Object.entries(value).flatMap(([key, item]) => {
      const step = Object.values(fields ?? {}).find(({ wire }) => wire === key);
      return step?.fields && isObject(item) ? pathsIn(item, step.fields, [...path, key]) : [[...path, key]];
    });
  const values = PLACES.filter(({ path, field }) => {
    const value = canonicalAt(tool, path);
    return typeof value === "string" && field.values?.includes(value) === false;
  });
  return [...pathsIn(unknownFieldsOf(tool), TOOL, []), ...values.map(({ path }) => path)];
}

/** These paths in a program's spelling. A path that programs have no name for keeps its wire spelling. */
export const unknownNamesOf = (tool: JsonObject): string[] => unknownPathsOf(tool).map(inputName);

/** K-14: the answer to a write may show a secret. So possible secrets are masked. An item of a list is judged by the list's name. */
const withoutSecrets = (value: unknown): unknown =>
  mapJson(value, (item, path) => {
    const name = path.findLast((step) => typeof step === "string");
    return typeof item === "string" && isCredentialField(String(name)) ? MASK : item;
  });

/** A copy without masked members: Tavus refuses masks (K-12) and keeps secrets that are left out (K-13). */
export const withoutMasks = (value: unknown): unknown => mapJson(value, (item) => (item === MASK ? undefined : item));
