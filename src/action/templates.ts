import {
  CONVERSATION_ID_PLACEHOLDER,
  formatPath,
  isPlaceholderName,
  issue,
  type Path,
  placeholderOf,
  stringsOf,
} from "../contract/index.ts";
import { copyJson } from "../contract/json-copy.ts";
import { PROGRAM_READER, printIssue } from "../messages/index.ts";
import { isOutput } from "./fixed.ts";

const CONVERSATION = "tavusConversationId";

/** The placeholders that templates use: every declared parameter as `{name}`. In JavaScript, an undeclared name throws. */
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

/** A template string that contains an object by mistake would deliver `[object Object]` or `undefined`. */
export function checkTexts(template: unknown, where: string): void {
  for (const { text, path } of stringsOf(template))
    if (text.includes("[object ") || text === "undefined")
      throw new Error(`${where}${formatPath(path)} is not a string but "${text}". Write the placeholder alone. (T-25)`);
}

/**
 * Removes `undefined` members from a value, because JSON doesn't have them.
 * @param where the name of the definition in messages. Empty if the caller adds it
 * @param path the path of the value in the definition
 * @param options `keepsOutputs`: the value can contain Outputs, which the program knows and a receiver doesn't need. `rule`: the rule in messages
 * @throws Error with every value that JSON can't hold, its path, and what to write instead
 */
export function toJson(
  value: unknown,
  where: string,
  path: Path,
  { keepsOutputs = false, rule = "D-16" } = {},
): unknown {
  const problems: string[] = [];
  const refuse = (problem: string): void => void problems.push(problem);
  const late = (later: object, at: Path): unknown => {
    if (isOutput(later) && keepsOutputs) return later;
    if (isOutput(later))
      refuse(`${formatPath(at)} is an Output, which a template can't hold. Declare a parameter with fixed(…).`);
    else if (typeof Reflect.get(later, "then") === "function")
      refuse(`${formatPath(at)} is written by an async function. Write it without async and await.`);
    else return undefined;
    return null;
  };
  const copy = copyJson(value, path, { refuse, late });
  if (problems.length > 0) throw new Error(`${where === "" ? "" : `${where}: `}${problems.join("\n  ")} (${rule})`);
  return copy;
}
