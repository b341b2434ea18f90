import { isObject } from "../../contract/index.ts";
import type { ConfigText, PlannedTool } from "./plan.ts";

/** A value as TypeScript, in which texts from the config are expressions. The formatter adds the layout. */
function toSource(value: unknown, texts: readonly ConfigText[], path: readonly (string | number)[] = []): string {
  const text = texts.find((one) => one.path.length === path.length && one.path.every((step, i) => step === path[i]));
  if (text !== undefined) return expression(text);
  if (Array.isArray(value)) return `[${value.map((item, i) => toSource(item, texts, [...path, i])).join(", ")}]`;
  if (!isObject(value)) return literal(value);
  const members = Object.entries(value).map(([key, item]) => `${keyOf(key)}: ${toSource(item, texts, [...path, key])}`);
  return `{ ${members.join(", ")} }`;
}

/** A tool that breaks rules must compile as well. */
export const TOOL_ARGS_CAST = " as unknown as tavus.ToolArgs";

/** `new tavus.Tool(…)` for a tool, as a constant. */
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
  const args = toSource(inputs, texts);
  return [
    `/** ${tool.tool_id} */`,
    ...notes,
    `${isExported ? "export " : ""}const ${constant} = new tavus.Tool(${literal(resource)}, ${args}${cast});`,
  ].join("\n");
}

export function literal(value: unknown): string {
  // JSON has been valid JavaScript since ES2019. In older tools, these two characters end a line.
  return (JSON.stringify(value) ?? "undefined").replace(
    /[\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16)}`,
  );
}

/** In an object literal, `__proto__: x` would set the prototype. */
function keyOf(key: string): string {
  return key === "__proto__" ? '["__proto__"]' : literal(key);
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
