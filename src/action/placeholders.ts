import {
  CONVERSATION_ID_PLACEHOLDER,
  formatPath,
  isObject,
  isPlaceholderName,
  issue,
  type Path,
  placeholderOf,
  stringsOf,
} from "../contract/index.ts";
import { PROGRAM_READER, printIssue } from "../messages/index.ts";

const CONVERSATION = "tavusConversationId";

/** What templates are written against: every declared parameter as `{name}`. For JavaScript, naming another one throws. */
export function placeholdersOf(names: readonly string[], where: string): Readonly<Record<string, string>> {
  const known = new Map(names.map((name) => [name, placeholderOf(name)]));
  known.set(CONVERSATION, placeholderOf(CONVERSATION_ID_PLACEHOLDER));
  return new Proxy(Object.freeze(Object.fromEntries(known)), {
    get: (_target, name) => {
      if (typeof name === "symbol") return undefined;
      const placeholder = known.get(name);
      if (placeholder === undefined && ["toString", "valueOf", "toJSON"].includes(name))
        throw new Error(
          `${where} uses the parameters as a whole. Write one of them: ${[...known.keys()].join(", ")}. (T-25)`,
        );
      if (placeholder === undefined)
        throw new Error(
          `${where} names ${name}, which is not a parameter. Declare it, or use one of: ${[...known.keys()].join(", ")}. (T-25)`,
        );
      if (name !== CONVERSATION && !isPlaceholderName(name))
        throw new Error(printIssue(issue("placeholder-name", [], { name }), PROGRAM_READER, where));
      return placeholder;
    },
  });
}

/** The text of a template may hold an object by mistake: `[object Object]` or `undefined` would be delivered. */
export function checkTexts(template: unknown, where: string): void {
  for (const { text, path } of stringsOf(template))
    if (text.includes("[object ") || text === "undefined")
      throw new Error(`${where}${formatPath(path)} is not a text but "${text}". Write the placeholder alone. (T-25)`);
}

/**
 * A JSON value without members that are `undefined`, which JSON doesn't have.
 * @param path of the value in the definition
 */
export function toJson(value: unknown, where: string, path: Path): unknown {
  const refuse = (what: string): never => {
    throw new Error(`${where}: ${formatPath(path)} ${what} (D-16)`);
  };
  const holds = (what: unknown): never =>
    refuse(`holds ${what}, which JSON cannot say. Write a text, a number, a boolean, null, a list or a plain object.`);
  if (Array.isArray(value)) return value.map((item, i) => toJson(item, where, [...path, i]));
  if (value instanceof Promise) return refuse("is written by an async function. Write it without async and await.");
  if (isObject(value) && ![Object.prototype, null].includes(Object.getPrototypeOf(value)))
    return holds(`a ${value.constructor?.name ?? "strange object"}`);
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, toJson(item, where, [...path, key])]),
    );
  if (value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value)) return value;
  return holds(typeof value === "number" ? value : `a ${typeof value}`);
}
