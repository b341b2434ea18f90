import { isObject } from "../../contract/index.ts";
import { type Source, statement } from "./layout.ts";
import type { ConfigText, PlannedTool } from "./plan.ts";

/** Writes a value as TypeScript. Texts from the config become expressions. */
export function toSource(
  value: unknown,
  texts: readonly ConfigText[] = [],
  path: readonly (string | number)[] = [],
): Source {
  const text = texts.find((one) => one.path.length === path.length && one.path.every((step, i) => step === path[i]));
  if (text !== undefined) return expression(text);
  if (Array.isArray(value))
    return { brackets: "[]", items: value.map((item, i) => ({ value: toSource(item, texts, [...path, i]) })) };
  if (!isObject(value)) return literal(value);
  const items = Object.entries(value).map(([key, item]) => ({
    key: keyOf(key),
    value: toSource(item, texts, [...path, key]),
  }));
  return { brackets: "{}", items };
}

/** Lets a tool that breaks rules compile. */
export const TOOL_ARGS_CAST = " as unknown as tavus.ToolArgs";

export function toolSource(
  { constant, resource, inputs, texts, broken, tool }: PlannedTool,
  { isExported = true }: { readonly isExported?: boolean } = {},
): string {
  const notes =
    broken.length === 0
      ? []
      : [
          "// Tavus accepted this tool, but it breaks rules that Pulumi checks. Pulumi keeps it unchanged. Fix these when you change it:",
          ...broken.map((line) => `// ${line.replace(/\s+/g, " ")}`),
        ];
  const cast = broken.length === 0 ? "" : TOOL_ARGS_CAST;
  const call = `${isExported ? "export " : ""}const ${constant} = new tavus.Tool(${literal(resource)}, `;
  return [`/** ${tool.tool_id} */`, ...notes, statement(call, toSource(inputs, texts), `${cast});`)].join("\n");
}

/** A JSON value that isn't an object, in as few characters as possible. */
export function literal(value: unknown): string {
  if (typeof value !== "string") return String(value).replace("e+", "e");
  // JSON has been valid JavaScript since ES2019. In older tools, these two characters end a line.
  const text = JSON.stringify(value).replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
  const count = (quote: string): number => value.split(quote).length;
  if (count('"') <= count("'")) return text;
  const inner = text.slice(1, -1).replace(/\\.|'/gs, (found) => (found === '\\"' ? '"' : found.replace("'", "\\'")));
  return `'${inner}'`;
}

function keyOf(key: string): string {
  // In an object literal, `__proto__: x` would set the prototype.
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key);
}

function expression({ parts }: ConfigText): string {
  const [only] = parts;
  if (parts.length === 1 && typeof only === "object") return `config.requireSecret(${literal(only.key)})`;
  const inner = parts.map((part) =>
    typeof part === "string"
      ? part
          .replace(/[\\`]|\$(?=\{)/g, "\\$&")
          .replaceAll("\n", "\\n")
          .replaceAll("\r", "\\r")
      : `\${config.requireSecret(${literal(part.key)})}`,
  );
  return `pulumi.interpolate\`${inner.join("")}\``;
}
