import { stringifyExact } from "./exact-number.ts";
import { type Issue, issue } from "./issue.ts";
import { DEFINITION_MAX } from "./limits.ts";
import { asText, contains, isObject, isUnset, type JsonObject } from "./value.ts";

/**
 * T-5: the characters of `description` (code points) and `parameters` together.
 * @param toText writes `parameters` as JSON. Compact JSON is the shortest that a server can count
 */
export function definitionSize(
  { description, parameters }: JsonObject,
  toText: (parameters: unknown) => string = stringifyExact,
): number {
  return [...asText(description)].length + (isUnset(parameters) ? 0 : [...toText(parameters)].length);
}

/** As Tavus's own client writes it (T-18): a space after each comma and colon, and characters outside ASCII as `\uXXXX`. */
export const asTheirClient = (parameters: unknown): string => spaced(parameters).replace(/[^ -~]/g, escaped);

/** JSON with a space after each comma and colon. The order of keys doesn't matter for the size. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (!isObject(value)) return stringifyExact(value ?? null);
  const members = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`);
  return `{${members.join(", ")}}`;
}

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** U-23: refuses a definition that is over the limit by every way of counting. */
export function checkSize(tool: JsonObject, isUnknown: (value: unknown) => boolean): Issue[] {
  if (isUnknown(tool["description"]) || contains(tool["parameters"], isUnknown)) return [];
  const size = definitionSize(tool);
  if (size <= DEFINITION_MAX) return [];
  return [issue("too-large", ["description"], { size })];
}

/** U-23: warns if the largest of the known ways of counting is over the limit, or close to it. The server decides. */
export function lintSize(tool: JsonObject): Issue[] {
  const size = definitionSize(tool, asTheirClient);
  if (size <= DEFINITION_MAX * 0.9 || definitionSize(tool) > DEFINITION_MAX) return [];
  return [issue("nearly-too-large", ["description"], { size })];
}
