import fc from "fast-check";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { statement } from "./layout.ts";
import { toSource } from "./source.ts";

const LONG =
  "This is a text that is longer than what fits on one line, so that it stands on a line that is only its own, below.";

describe("a statement of a program", () => {
  it.each<[unknown, string]>([
    [{}, "{}"],
    [{ "b-c": 1, d: [1e21, 'say "x"'] }, '{ "b-c": 1, d: [1e21, \'say "x"\'] }'],
    [JSON.parse('{"__proto__":1}'), '{ ["__proto__"]: 1 }'],
    [[{ a: 1 }, { a: 2 }], "[{ a: 1 }, { a: 2 }]"],
    [
      [
        { a: 1, b: 2 },
        { a: 2, b: 3 },
      ],
      "[\n  { a: 1, b: 2 },\n  { a: 2, b: 3 },\n]",
    ],
    [{ a: LONG }, `{\n  a: "${LONG}",\n}`],
    [{ description: LONG }, `{\n  description:\n    "${LONG}",\n}`],
  ])("writes %j", (value, expected) => {
    expect(statement("f(", toSource(value), ");")).toBe(`f(${expected});`);
  });

  it("looks as Prettier writes it, with any values", async () => {
    // Prettier writes lists of numbers and lists of lists in a shorter form.
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 5 }, fc.string(), fc.constantFrom(LONG, null, true), tie("list"), tie("object")),
      list: fc.array(fc.oneof({ maxDepth: 5 }, fc.string(), tie("object")), { maxLength: 4 }),
      object: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("url", "bodyTemplate")), tie("any"), { maxKeys: 5 }),
    })).object;
    const program = fc
      .sample(value, { numRuns: 300, seed: 5 })
      .map((one, i) => `${statement(`export const c${i} = new tavus.Tool("a", `, toSource(one), ");")}\n`)
      .join("");
    expect(program).toBe(await format(program, { parser: "typescript", printWidth: 120, objectWrap: "collapse" }));
  });
});
