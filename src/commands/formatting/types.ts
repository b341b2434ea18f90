import { type Doc, group, hardLine, ifBroken, indent, join, layOut, line, softLine } from "./document.ts";
import { memberName, shortest, type Token, tokensOf } from "./tokens.ts";

const WIDTH = 120;

/**
 * A declaration, `export interface A {…}` or `export type A = …`, with or without a comment. Redundant parentheses are left out. An object stays on
 * one line if its first member does.
 */
export function formatDeclaration(source: string): string {
  const tokens = tokensOf(source);
  const parts: Doc[] = commentDocs(tokens);
  const head: string[] = [];
  while (tokens[0] !== undefined && tokens[0].text !== "{" && head.at(-1) !== "=")
    head.push(tokens.shift()?.text ?? "");
  const isInterface = head.at(-1) !== "=";
  parts.push(
    head.join(" "),
    isInterface ? " " : "",
    isInterface ? typeDoc(parseType(tokens)) : valueDoc(parseType(tokens)),
  );
  if (tokens.some(({ text }) => text !== ";"))
    throw new Error(`formatDeclaration doesn't know what to do with ${tokens[0]?.text}`);
  return layOut([...parts, isInterface ? "" : ";"], WIDTH);
}

type Type =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly item: Type }
  | { readonly kind: "tuple"; readonly items: readonly { readonly isRest: boolean; readonly type: Type }[] }
  | { readonly kind: "object"; readonly members: readonly Member[]; readonly isOpen: boolean }
  | { readonly kind: "|" | "&"; readonly types: readonly Type[] };

interface Member {
  readonly comments: Doc[];
  /** Up to the colon. */
  readonly name: string;
  readonly type: Type;
}

const parseType = (tokens: Token[]): Type =>
  parseAny(tokens, "|", () => parseAny(tokens, "&", () => parseList(tokens)));

function parseAny(tokens: Token[], kind: "|" | "&", parse: () => Type): Type {
  const types = [parse()];
  while (tokens[0]?.text === kind) {
    tokens.shift();
    types.push(parse());
  }
  const [only] = types;
  return only !== undefined && types.length === 1 ? only : { kind, types };
}

function parseList(tokens: Token[]): Type {
  let type = parseOne(tokens);
  while (tokens[0]?.text === "[") {
    tokens.splice(0, 2);
    type = { kind: "list", item: type };
  }
  return type;
}

function parseOne(tokens: Token[]): Type {
  const token = tokens.shift();
  switch (token?.text) {
    case "(": {
      const type = parseType(tokens);
      tokens.shift();
      return type;
    }
    case "[":
      return { kind: "tuple", items: parseItems(tokens, "]", () => parseItem(tokens)) };
    case "{": {
      const isOpen = tokens[0]?.space === "\n";
      return { kind: "object", members: parseItems(tokens, "}", () => parseMember(tokens)), isOpen };
    }
    default:
      return { kind: "text", text: token === undefined ? "" : shortest(token) };
  }
}

function parseItems<T>(tokens: Token[], end: string, parse: () => T): T[] {
  const items: T[] = [];
  while (tokens.length > 0 && tokens[0]?.text !== end) {
    items.push(parse());
    if (tokens[0]?.text === "," || tokens[0]?.text === ";") tokens.shift();
  }
  tokens.shift();
  return items;
}

function parseItem(tokens: Token[]): { isRest: boolean; type: Type } {
  const isRest = tokens[0]?.text === "...";
  if (isRest) tokens.shift();
  return { isRest, type: parseType(tokens) };
}

function parseMember(tokens: Token[]): Member {
  const comments = commentDocs(tokens);
  let name = "";
  let token = tokens.shift();
  // Also `[k: string]`, which contains a colon.
  for (
    ;
    token !== undefined && (token.text !== ":" || (name.startsWith("[") && !name.endsWith("]")));
    token = tokens.shift()
  )
    name +=
      (token.space === "" || name === "" ? "" : " ") + (token.kind === "string" ? memberName(token.text) : token.text);
  return { comments, name, type: parseType(tokens) };
}

function commentDocs(tokens: Token[]): Doc[] {
  const docs: Doc[] = [];
  while (tokens[0]?.kind === "comment") {
    const lines = tokens.shift()?.text.split("\n") ?? [];
    docs.push(
      join(
        hardLine,
        lines.map((text, i) => (i === 0 ? text : ` ${text.trim()}`)),
      ),
      hardLine,
    );
  }
  return docs;
}

/** A type without anything around it. */
function typeDoc(type: Type): Doc {
  switch (type.kind) {
    case "text":
      return type.text;
    case "list":
      return [inParentheses(type.item), "[]"];
    case "tuple":
      return type.items.length === 0
        ? "[]"
        : tupleDoc(type.items.map(({ isRest, type: item }) => [isRest ? "..." : "", typeDoc(item)]));
    case "object":
      return objectDoc(type);
    case "|":
      return isHugged(type.types) ? join(" | ", type.types.map(optionDoc)) : group(optionsDoc(type.types));
    case "&":
      return group(join([" &", line], type.types.map(inParentheses)));
  }
}

/** A type after a colon or an equals sign. */
function valueDoc(type: Type): Doc {
  if (type.kind !== "|" || isHugged(type.types)) return [" ", typeDoc(type)];
  return [" ", group(indent([ifBroken(softLine), optionsDoc(type.types)]))];
}

const tupleDoc = (items: readonly Doc[]): Doc =>
  group(["[", indent([softLine, join([",", line], items)]), softLine, "]"]);

function objectDoc({ members, isOpen }: Extract<Type, { kind: "object" }>): Doc {
  if (members.length === 0) return "{}";
  const docs = members.map(({ comments, name, type }) => [...comments, `${name}:`, valueDoc(type)]);
  const edge = isOpen ? hardLine : softLine;
  return group(["{", indent([edge, join([";", line], docs)]), isOpen ? ";" : ifBroken(";"), edge, "}"], isOpen);
}

/** An object or null: the object's lines need no more indentation. */
function isHugged(types: readonly Type[]): boolean {
  const objects = types.filter(({ kind }) => kind === "object").length;
  return (
    objects === 1 && types.every((type) => type.kind === "object" || (type.kind === "text" && type.text === "null"))
  );
}

const optionsDoc = (types: readonly Type[]): Doc => [
  ifBroken("| "),
  join(
    [line, "| "],
    types.map((type) => indent(optionDoc(type))),
  ),
];

const optionDoc = (type: Type): Doc => (type.kind === "&" ? inParentheses(type) : typeDoc(type));

function inParentheses(type: Type): Doc {
  if (type.kind !== "|" && type.kind !== "&") return typeDoc(type);
  return group(["(", indent([softLine, typeDoc(type)]), softLine, ")"]);
}
