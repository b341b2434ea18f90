/** What would end a line, steer a terminal, or show other text than is there. */
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** The literal type of a JSON value, in parentheses, so that it can stand anywhere. */
export function literalType(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) return "number";
  return `(${JSON.stringify(value).replace(INVISIBLE, toEscape)})`;
}

const toEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A description as the text of a comment, which it can't end. */
export function commentText(description: unknown): string | undefined {
  if (typeof description !== "string") return undefined;
  const lines = description
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replace(INVISIBLE, " ").trimEnd().replaceAll("*/", "*\\/"));
  return lines.join("\n").trim() || undefined;
}

/** A member's name, quoted if it is no identifier. */
export function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literalType(name).slice(1, -1);
}

export function comment(text: string | undefined): string {
  if (text === undefined) return "";
  const lines = text.split("\n").map((line) => ` * ${line}`.trimEnd());
  return `/**\n${lines.join("\n")}\n */\n`;
}
