import { CONVERSATION_ID_PLACEHOLDER, formatPath, isObject, stringsOf } from "../tavus-api/contract/index.ts";

const CONVERSATION = "tavusConversationId";

/** What templates are written against: every declared parameter as `{name}`. For JavaScript, naming another one throws. */
export function placeholdersOf(names: readonly string[], where: string): Readonly<Record<string, string>> {
  const known = new Map(names.map((name) => [name, `{${name}}`]));
  known.set(CONVERSATION, `{${CONVERSATION_ID_PLACEHOLDER}}`);
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

/** A JSON value without members that are `undefined`, which JSON does not have. */
export function toJson(value: unknown, where: string): unknown {
  if (Array.isArray(value)) return value.map((item) => toJson(item, where));
  if (value instanceof Promise)
    throw new Error(`${where} is written by an async function. Write it without await. (D-16)`);
  if (isObject(value) && ![Object.prototype, null].includes(Object.getPrototypeOf(value)))
    throw new Error(`${where} holds a ${value.constructor?.name ?? "strange object"}, which JSON cannot say. (D-16)`);
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, toJson(item, where)]),
    );
  if (value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value)) return value;
  throw new Error(`${where} holds a ${typeof value}, which JSON cannot say. (D-16)`);
}
