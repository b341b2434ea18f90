import { type Doc, group, ifBroken, indent, join, layOut, line, softLine } from "./document.ts";
import { memberName, quoted, shortest, type Token, tokensOf } from "./tokens.ts";

const WIDTH = 120;
/** After a name of this many characters and a colon, a line break doesn't help a long string. */
const SHORT = 5;

/**
 * A program with each object and each list on one line if it fits, otherwise with a line for each item.
 * @param source one statement or comment on each line
 */
export function formatProgram(source: string): string {
  const lines = source.split("\n").map((statement) => layOut(statementDoc(statement), WIDTH));
  return `${lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}

function statementDoc(statement: string): Doc {
  const tokens = tokensOf(statement);
  const parts: Doc[] = [];
  while (tokens.length > 0) parts.push(partDoc(tokens, parts.length === 0));
  return parts;
}

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "[": "]" };

/** The next token, or everything up to the bracket that closes it. */
function partDoc(tokens: Token[], isFirst: boolean): Doc {
  const token = tokens.shift();
  if (token === undefined) return "";
  const space = isFirst || token.space === "" ? "" : " ";
  const end = token.kind === "punctuation" ? CLOSING[token.text] : undefined;
  return [space, end === undefined ? shortest(token) : bracketDoc(token.text, end, tokens)];
}

function bracketDoc(start: string, end: string, tokens: Token[]): Doc {
  const items: Doc[] = [];
  let isTable = start === "[";
  while (tokens.length > 0 && tokens[0]?.text !== end) {
    isTable &&= hasMembers(tokens);
    items.push(itemDoc(tokens, end));
    if (tokens[0]?.text === ",") tokens.shift();
  }
  tokens.shift();
  if (items.length === 0) return start + end;
  const edge = start === "{" ? line : softLine;
  // A list of objects has a line for each, like a table.
  return group(
    [start, indent([edge, join([",", line], items)]), ifBroken(","), edge, end],
    isTable && items.length > 1,
  );
}

/** Whether an object of several members begins here. */
function hasMembers(tokens: readonly Token[]): boolean {
  if (tokens[0]?.text !== "{") return false;
  let depth = 1;
  // Not a copy of the rest, which would take quadratic time.
  for (let at = 1; at < tokens.length; at += 1) {
    const { kind, text } = tokens[at] as Token;
    if (kind !== "punctuation") continue;
    if (text === "," && depth === 1) return true;
    depth += "{[(".includes(text) ? 1 : "}])".includes(text) ? -1 : 0;
    if (depth === 0) return false;
  }
  return false;
}

/** An item of a list or a member of an object, up to its comma or the end. */
function itemDoc(tokens: Token[], end: string): Doc {
  const parts: Doc[] = [];
  const [name, colon, value, after] = tokens;
  if (name?.kind === "string" && colon?.text === ":") {
    tokens.splice(0, 2);
    const key = `${memberName(name.text)}:`;
    parts.push(key);
    if (value?.kind === "string" && (after?.text === "," || after?.text === end) && key.length > SHORT) {
      tokens.shift();
      return [...parts, group(indent([line, quoted(value.text)]))];
    }
    parts.push(" ");
  }
  for (let isFirst = true; tokens[0] !== undefined && tokens[0].text !== "," && tokens[0].text !== end; isFirst = false)
    parts.push(partDoc(tokens, isFirst));
  return parts;
}
