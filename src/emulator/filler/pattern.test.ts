import fc from "fast-check";
import { expect, it } from "vitest";
import { compilePattern } from "../../contract/index.ts";
import { withinLimit } from "./limit.ts";
import { sampleText } from "./pattern.ts";

const sample = (pattern: string, isAllowed: (text: string) => boolean = () => true): string | undefined => {
  const compiled = compilePattern(pattern);
  return compiled && sampleText(compiled, isAllowed);
};

it.each([
  "^[A-Z]{3}-[0-9]{4}$",
  "^(?:\\+49|0)[1-9]\\d{1,14}$",
  "^\\w+@\\w+\\.(?:com|org)$",
  "^(?<day>\\d\\d)\\.(?<month>\\d\\d)\\.\\k<day>$",
  "^([ab])([cd])\\2\\1$",
  "^(?=.*[A-Z])(?=.*\\d)(?!.*0)[A-Za-z\\d]{8,12}$",
  "(?<=a)b?$",
  "^[^a-zA-Z0-9]{3}$",
  "^[\\u4e00-\\u9fff]{2,}\\x21$",
  "^\\p{Lu}\\p{Script=Greek}$",
  "^[\\]\\\\^-]+$",
  "^(?i:ab)$",
  "^\\/\\$\\{a\\}\\|\\t$",
  "^A\\-1$",
  "^(a|b|)*c??$",
  "^a{0}b{2,}$",
  "^[^][a-c]$",
  "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
  "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T.{8}Z$",
])("finds a string for %s", (pattern) => {
  const text = sample(pattern);
  expect(text).toMatch(compilePattern(pattern) as RegExp);
  expect(sample(pattern)).toBe(text);
});

it.each(["^(\\w+\\.?)+@example\\.com$", "^\\w+([.-]?\\w+)*@\\w+([.-]?\\w+)*(\\.\\w{2,3})+$", "^(\\d+,?)+;$"])(
  "finds a string for %s, which takes years with other texts",
  (pattern) => {
    expect(withinLimit(() => sample(pattern))).toMatch(compilePattern(pattern) as RegExp);
  },
);

it("finds a string for random patterns", () => {
  const part = fc.oneof(
    fc.constantFrom("a", "[b-d]", "\\d", ".", "(?:e|f)", "(g)", "\\.", "h?", "[^i]", "\\s"),
    fc
      .tuple(fc.constantFrom("a", "[b-d]", "(?:e|fg)"), fc.constantFrom("*", "+", "{2}", "{1,3}", "{2,}?"))
      .map((both) => both.join("")),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      expect(sample(`^${parts.join("")}$`)).toMatch(new RegExp(`^${parts.join("")}$`, "u"));
    }),
    { seed: 11, numRuns: 300 },
  );
});

it("is as long as required, even behind a pattern without an end", () => {
  expect(sample("^[a-z]+$", (text) => text.length >= 150)).toMatch(/^[a-z]{150,160}$/);
  expect(sample("ab", (text) => text.length >= 40)).toMatch(/^ab.{38}$/);
});

it.each([
  ["allows nothing", "^a$b"],
  ["has no short text", "^((a{999}){999}){999}$"],
  ["requires what it doesn't allow", "^(?=b)a$"],
])("finds nothing for a pattern that %s", (_, pattern) => {
  expect(sample(pattern)).toBeUndefined();
});
