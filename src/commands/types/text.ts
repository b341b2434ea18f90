import { digitsOf, stringifyExact } from "../../contract/index.ts";

/** Characters that would end a line, control a terminal, or make text misleading. */
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

export function literalType(value: unknown): string {
  // A number that JavaScript can't represent exactly arrives as a different number.
  if (digitsOf(value) !== undefined || (typeof value === "number" && !Number.isFinite(value))) return "number";
  return stringifyExact(value).replace(INVISIBLE, toEscape);
}

const toEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A description as comment text that can't end the comment. */
export function commentText(description: unknown): string | undefined {
  if (typeof description !== "string") return undefined;
  const lines = description
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replace(INVISIBLE, " ").trimEnd().replaceAll("*/", "*\\/"));
  return lines.join("\n").trim() || undefined;
}

export function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literalType(name);
}

export function comment(text: string | undefined): string {
  if (text === undefined) return "";
  const lines = text.split("\n").map((line) => ` * ${line}`.trimEnd());
  return `/**\n${lines.join("\n")}\n */\n`;
}
