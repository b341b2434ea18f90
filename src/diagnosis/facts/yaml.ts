import { isObject, type JsonObject } from "../../tavus-api/contract/index.ts";

/**
 * The mappings of a YAML file, as far as `Pulumi.yaml` uses them for runtime and `main`: nested keys with plain or quoted values, and
 * `{…}` on one line. Lists and blocks of text are passed over; what is not understood is not there.
 */
export function readMappings(text: string): JsonObject {
  const root: JsonObject = {};
  const open: { indent: number; level: JsonObject }[] = [{ indent: -1, level: root }];
  let skipDeeperThan = Number.POSITIVE_INFINITY;
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    const content = withoutComment(line);
    const indent = line.length - line.trimStart().length;
    if (content.trim() === "" || indent > skipDeeperThan) continue;
    skipDeeperThan = Number.POSITIVE_INFINITY;
    const [, name = "", value = ""] = /^\s*("[^"]*"|'[^']*'|[^\s"'{[&*-].*?):(?:\s+(.*))?$/.exec(content) ?? [];
    if (name === "") continue;
    while (open.length > 1 && indent <= (open.at(-1)?.indent ?? 0)) open.pop();
    const level = open.at(-1)?.level ?? root;
    if (/^[|>]/.test(value)) skipDeeperThan = indent;
    else if (value.trim() === "") {
      const below: JsonObject = {};
      level[unquote(name)] = below;
      open.push({ indent, level: below });
    } else level[unquote(name)] = readValue(value.trim());
  }
  return root;
}

function readValue(text: string): unknown {
  if (!text.startsWith("{") || !text.endsWith("}")) return unquote(text);
  const level: JsonObject = {};
  for (const part of splitOutside(text.slice(1, -1), ",")) {
    const [name = "", ...value] = splitOutside(part, ":");
    if (name.trim() !== "") level[unquote(name)] = readValue(value.join(":").trim());
  }
  return level;
}

/** Splits where no brace or quote is open. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [""];
  let [depth, quote] = [0, ""];
  for (const char of text) {
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") depth -= 1;
    if (char === separator && depth === 0 && quote === "") parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts;
}

/** A comment begins with a `#` after white space, outside of quotes; a quote in the middle of a word is none. */
function withoutComment(line: string): string {
  let quote = "";
  for (const [i, char] of [...line].entries()) {
    const before = line[i - 1] ?? " ";
    if (quote !== "") quote = char === quote ? "" : quote;
    else if ((char === '"' || char === "'") && /[\s:{,[]/.test(before)) quote = char;
    else if (char === "#" && /\s/.test(before)) return line.slice(0, i);
  }
  return line;
}

function unquote(text: string): string {
  const plain = text.trim();
  return /^(".*"|'.*')$/.test(plain) ? plain.slice(1, -1) : plain;
}

/** A value of nested mappings that is text. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = path.reduce<unknown>((inner, step) => (isObject(inner) ? inner[step] : undefined), value);
  return typeof found === "string" ? found : undefined;
}
