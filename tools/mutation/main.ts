/**
 * Measures how many changes of the source the tests notice: `npm run test:mutation`, or `-- check retry` for some of the areas. With `--write`,
 * writes the figures to docs/reliability.md and keeps the figures of the other areas. Writes each surviving mutant to reports/mutation/.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { MutantResult, PartialStrykerOptions } from "@stryker-mutator/api/core";
import { Stryker } from "@stryker-mutator/core";
import { AREAS } from "./areas.ts";

const GOAL = 85;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { values, positionals } = parseArgs({ options: { write: { type: "boolean" } }, allowPositionals: true });
const unknown = positionals.find((name) => !Object.hasOwn(AREAS, name));
if (unknown !== undefined) throw new Error(`There is no area ${unknown}. Areas: ${Object.keys(AREAS).join(", ")}.`);

interface Score {
  readonly area: string;
  readonly mutants: number;
  readonly caught: number;
}

process.chdir(ROOT);
const scores: Score[] = [];
for (const area of positionals.length > 0 ? positionals : Object.keys(AREAS)) scores.push(await measure(area));
for (const { area, mutants, caught } of scores)
  console.log(`${area}: ${caught} of ${mutants} mutants, ${percent(caught, mutants)}%`);
if (values.write === true) write(scores);
process.exitCode = scores.every(({ caught, mutants }) => (100 * caught) / mutants >= GOAL) ? 0 : 1;

async function measure(area: string): Promise<Score> {
  const { mutate, tests } = AREAS[area] ?? { mutate: [], tests: [] };
  process.env["MUTATION_TESTS"] = JSON.stringify(tests);
  const options: PartialStrykerOptions = {
    mutate: [...mutate],
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "tools/mutation/vitest.config.ts", related: false },
    coverageAnalysis: "perTest",
    concurrency: 2,
    // The folder is next to the repository's own folders, which tests read.
    tempDirName: ".stryker-tmp",
    ignorePatterns: ["dist", "docs", "examples", "reports", "bench", ".stryker-tmp"],
    reporters: ["clear-text", "json"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: false },
    jsonReporter: { fileName: `reports/mutation/${area}.json` },
    timeoutMS: 20_000,
    disableTypeChecks: true,
    logLevel: "warn" as never,
  };
  const results: MutantResult[] = await new Stryker(options).runMutationTest();
  const counted = results.filter(({ status }) => !["Ignored", "CompileError"].includes(status));
  const caught = counted.filter(({ status }) => status === "Killed" || status === "Timeout");
  return { area, mutants: counted.length, caught: caught.length };
}

function percent(part: number, whole: number): string {
  return ((100 * part) / whole).toFixed(1);
}

function write(found: readonly Score[]): void {
  const page = "docs/reliability.md";
  const text = readFileSync(page, "utf8");
  const [, before = ""] = /<!-- mutation -->(.*)<!-- end of mutation -->/s.exec(text) ?? [];
  const at = new Date().toISOString().slice(0, 10);
  const fresh = found.map(({ area, mutants, caught }): [string, string] => [
    area,
    `| ${area} | ${mutants} | ${caught} | ${percent(caught, mutants)}% | ${at} |`,
  ]);
  const known = [...before.matchAll(/^\| (\w+) \|.*$/gm)].map(([line, area = ""]): [string, string] => [area, line]);
  const rows = new Map([...known, ...fresh]);
  const lines = Object.keys(AREAS).flatMap((area) => rows.get(area) ?? []);
  const table = ["| | Mutants | Noticed | | Run |", "| --- | --- | --- | --- | --- |", ...lines].join("\n");
  writeFileSync(
    page,
    text.replace(
      /<!-- mutation -->.*<!-- end of mutation -->/s,
      () => `<!-- mutation -->\n${table}\n<!-- end of mutation -->`,
    ),
  );
}
