import fc from "fast-check";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { realToolDefinitions } from "../../../test/support/real-tools.ts";
import { readDefinitions } from "../types/definitions.ts";
import { generateTypes } from "../types/generate.ts";
import { formatProgram } from "./program.ts";
import { formatDeclaration } from "./types.ts";

/** The result of the most common formatter. */
const prettierTypes = (text: string): Promise<string> =>
  format(text, { parser: "typescript", printWidth: 120, trailingComma: "none", bracketSpacing: false });
const prettierProgram = (text: string): Promise<string> =>
  format(text, { parser: "typescript", printWidth: 120, objectWrap: "collapse" });

const LONG =
  "This is a text that is longer than what fits on one line, so that it stands on a line that is only its own, below.";

describe("a program", () => {
  it.each([
    ["", "\n"],
    ['import { b, a } from "./shared";', 'import { b, a } from "./shared";\n'],
    ["// A note: {[}\n\n\n\nf();", "// A note: {[}\n\nf();\n"],
    ["const x = { };", "const x = {};\n"],
    ['f("a", { "b-c": 1, "d": [1e+21, "say \\"x\\""] });', 'f("a", { "b-c": 1, d: [1e21, \'say "x"\'] });\n'],
    [
      `f(\`a\\\`\${b("{")}\`, { ["__proto__"]: 1 } as c.D); // {`,
      `f(\`a\\\`\${b("{")}\`, { ["__proto__"]: 1 } as c.D); // {\n`,
    ],
    ["const x = [{ a: 1 }, { a: 2 }];", "const x = [{ a: 1 }, { a: 2 }];\n"],
    ["const x = [{ a: 1, b: 2 }, { a: 2, b: 3 }];", "const x = [\n  { a: 1, b: 2 },\n  { a: 2, b: 3 },\n];\n"],
    [`f({ "a": "${LONG}" });`, `f({\n  a: "${LONG}",\n});\n`],
    [`f({ "description": "${LONG}" });`, `f({\n  description:\n    "${LONG}",\n});\n`],
  ])("%j is %j", (source, expected) => {
    expect(formatProgram(source)).toBe(expected);
  });

  it("keeps the values, and random ones look as prettier would write them", async () => {
    const toSource = (value: unknown): string =>
      Array.isArray(value)
        ? `[${value.map(toSource).join(", ")}]`
        : typeof value === "object" && value !== null
          ? `{ ${Object.entries(value)
              .map(([key, item]) => `${JSON.stringify(key)}: ${toSource(item)}`)
              .join(", ")} }`
          : JSON.stringify(value);
    // prettier writes a list of only numbers, and a list of lists, in a shorter form.
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 5 }, fc.string(), fc.constantFrom(LONG, null, true), tie("list"), tie("object")),
      list: fc.array(fc.oneof({ maxDepth: 5 }, fc.string(), tie("object")), { maxLength: 4 }),
      object: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("url", "bodyTemplate")), tie("any"), { maxKeys: 5 }),
    })).object;
    const source = fc
      .sample(value, { numRuns: 300, seed: 5 })
      .map((one, i) => `export const c${i} = new tavus.Tool("a", ${toSource(one)});`)
      .join("\n");
    expect(formatProgram(source)).toBe(await prettierProgram(source));
  });
});

describe("a declaration", () => {
  const options = Array.from({ length: 12 }, (_, i) => `"option-${i}"`);
  const lines = (indent: string, items: readonly string[]): string =>
    items.map((item) => `\n${indent}${item}`).join("");
  it.each([
    ["export interface A {\n\n}", "export interface A {}"],
    ["export type A = (unknown);", "export type A = unknown;"],
    ['export type A = (("a" | (("b"))))[];', 'export type A = ("a" | "b")[];'],
    ["export type A = (B & (C | D)) | null", "export type A = (B & (C | D)) | null;"],
    ["export type A = [(a), ...(b | c)[]]", "export type A = [a, ...(b | c)[]];"],
    ['export type A = ({"a":1e+21,"b-c":["d",-1]})', 'export type A = {a: 1e21; "b-c": ["d", -1]};'],
    [
      "/**\n * A note.\n */\nexport interface A {\n/**\n * One.\n */\na?: (b);\n[k: string]: unknown;\n}",
      "/**\n * A note.\n */\nexport interface A {\n  /**\n   * One.\n   */\n  a?: b;\n  [k: string]: unknown;\n}",
    ],
    [`export type A = (${options.join(" | ")})`, `export type A =${lines("  | ", options)};`],
    [
      `export interface A {\na: (${options.join(" | ")})[];\nb: (${options.join(" | ")});\n}`,
      `export interface A {\n  a: (${lines("    | ", options)}\n  )[];\n  b:${lines("    | ", options)};\n}`,
    ],
    ["export interface A {\na: ({\nb: c;\n} | null);\n}", "export interface A {\n  a: {\n    b: c;\n  } | null;\n}"],
  ])("%j is %j", async (source, expected) => {
    expect(formatDeclaration(source)).toBe(expected);
    expect(`${formatDeclaration(source)}\n`).toBe(await prettierTypes(expected));
  });

  it.skipIf(realToolDefinitions().size === 0)(
    "of somebody else's definition looks as prettier would write it",
    async () => {
      const text = generateTypes(readDefinitions([...realToolDefinitions().values()], "the test"));
      // After the head and the map from names to types, which aren't formatted.
      const declarations = text.split("\n\n").slice(2).join("\n\n");
      expect(declarations).toBe(await prettierTypes(declarations));
    },
  );
});
