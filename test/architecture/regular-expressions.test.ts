import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { newFolder } from "../support/folder.ts";
import { type Expression, expressionsIn } from "../support/regular-expressions.ts";

// The pure JavaScript checker, in this process, so that every machine has the same result. Not the native one that some machines have.
process.env["RECHECK_SYNC_BACKEND"] = "pure";
const { checkSync } = await import("recheck");

const SRC = resolve(import.meta.dirname, "../../src");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.includes("testing/"),
);
const found = files.map((file) => expressionsIn(SRC, file));

/** Patterns that are built at run time, and their worst case, or why no foreign text is part of them. */
const MADE: Readonly<Record<string, readonly string[] | string>> = {
  // The name of a query parameter, escaped.
  "delivery/url.ts": ["([?&]a\\.b%20\\*=)[^&#]*"],
  // Words of letters and digits.
  "emulator/filler/number.ts": ["minutes90"],
  "contract/json-schema.ts":
    "The pattern of a user's JSON Schema. Compiled only, but for the emulator, which looks at a text within a time limit (filler/limit.ts).",
  "emulator/filler/pattern.ts":
    "The part of a user's pattern that is one character, against single characters, within a time limit (filler/limit.ts).",
  "commands/import/account.ts": "What the person at the keyboard wrote after --name, against names of 64 characters.",
};

/** A pattern that takes more than linear time for some text, with that text. */
function slow({ where, source, flags }: Expression): string | undefined {
  // Limits of work, not of time, so that a busy machine has the same result.
  const found = checkSync(source, flags, {
    timeout: 60_000,
    attackTimeout: null,
    incubationTimeout: null,
    seedingTimeout: null,
  });
  if (found.status === "safe") return undefined;
  const what = `${where} /${source}/${flags} ${found.status}`;
  if (found.status === "unknown") return `${what}: ${found.error.kind}`;
  return `${what}, ${found.complexity.summary}: ${found.attack.pattern}`;
}

const literals = found.flatMap(({ literal }) => literal);
// A pattern without repetition, or with a single one of one character, can't be slow.
const repeating = literals.filter(({ source }) => /[*+{]/.test(source));

it("none of our regular expressions takes more than linear time for any text", { timeout: 300_000 }, () => {
  const made = Object.entries(MADE).flatMap(([where, sources]) =>
    typeof sources === "string" ? [] : sources.map((source) => ({ where, source, flags: "" })),
  );
  const all = [...repeating, ...made];
  console.log(
    `regular expressions: ${literals.length} written, ${repeating.length} of them repeat something; ${made.length} made`,
  );
  expect(all.flatMap((one) => slow(one) ?? [])).toEqual([]);
  expect(repeating.length).toBeGreaterThan(80);
});

it("each pattern that is built at run time is reviewed by hand", () => {
  expect([...new Set(found.flatMap(({ made }) => made.map(({ file }) => file)))].sort()).toEqual(
    Object.keys(MADE).sort(),
  );
  expect(found.flatMap(({ made }) => made)).toHaveLength(Object.keys(MADE).length);
});

it("finds slow patterns: literals, patterns from constants, and patterns that are slow for one text only", () => {
  const folder = newFolder();
  writeFileSync(
    join(folder, "a.ts"),
    'const A = "^(b+)+$"; export const all = [/^(a+)+$/, new RegExp(A, "i"), /\\s+$/g, RegExp(process.argv[2] ?? ""), /^a+$/];',
  );
  const { literal, made } = expressionsIn(folder, "a.ts");
  expect(literal.map((one) => slow(one)?.replace(/:.*?(?= \/)|: .*/g, ""))).toEqual([
    "a.ts /^(a+)+$/ vulnerable, exponential",
    "a.ts /^(b+)+$/i vulnerable, exponential",
    "a.ts /\\s+$/g vulnerable, 2nd degree polynomial",
    undefined,
  ]);
  expect(made).toEqual([{ where: "a.ts:1", file: "a.ts", text: 'process.argv[2] ?? ""' }]);
});
