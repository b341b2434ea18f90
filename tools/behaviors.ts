/**
 * `npm run test:behaviors` runs the engine tests under eight combinations of unknown API behavior. The core tests, which depend most on the server,
 * run under each combination. Every other file runs under one of them. `npm run test:behaviors -- 3 17` uses the combinations 3 and 17 instead.
 * `-- --all 3` runs every test under combination 3. CI runs `-- --core --commit`: the core tests under one combination, which the commit's hash
 * chooses.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import type { JsonTestResults } from "vitest/node";
import { combination, describeBehavior } from "../test/support/behaviors.ts";
import { onExit } from "./on-exit.ts";
import { run } from "./process.ts";

const EACH = ["lifecycle", "faults", "drift", "counts"].map((name) => `test/engine/${name}.test.ts`);
/** Tests that set their server's behavior themselves. */
const OWN = ["canary", "histories", "emulator-killed"].map((name) => `test/engine/${name}.test.ts`);
const OTHERS = globSync("test/engine/**/*.test.ts")
  .filter((file) => !EACH.includes(file) && !OWN.includes(file))
  .sort();

const { values, positionals: given } = parseArgs({
  options: { all: { type: "boolean" }, core: { type: "boolean" }, commit: { type: "boolean" } },
  allowPositionals: true,
});
if (!given.every((text) => /^\d+$/.test(text))) {
  console.error("npm run test:behaviors -- [--all | --core] [--commit | <numbers of combinations, such as 3 17>]");
  process.exit(1);
}
const ALL_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Successive commits try different combinations, but each commit always tries the same one. */
function chosenByCommit(): number {
  const hash = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" });
  return ALL_SEEDS[Number.parseInt(hash.slice(0, 6), 16) % ALL_SEEDS.length] ?? 1;
}
const seeds = values.commit === true ? [chosenByCommit()] : given.length > 0 ? given.map(Number) : ALL_SEEDS;
/** Depends only on the file's name, so that a new file doesn't move other files to combinations that weren't tested with them. */
const turnOf = (file: string): number => (createHash("sha256").update(basename(file)).digest()[0] ?? 0) % seeds.length;
const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-behaviors-"));
onExit(() => rmSync(folder, { recursive: true, force: true }));

let failed = 0;
const skipped = new Map<string, number[]>();
const began = performance.now();
for (const [turn, seed] of seeds.entries()) {
  const turned = values.all === true ? OTHERS : OTHERS.filter((file) => turnOf(file) === turn);
  const others = values.core === true ? [] : turned;
  const start = performance.now();
  const file = join(folder, `${seed}.json`);
  console.log(`BEHAVIOR_SEED=${seed}: ${describeBehavior(combination(seed))}`);
  const { exitCode, stdout, stderr } = await run(
    process.execPath,
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--project",
      "engine",
      "--reporter=json",
      `--outputFile=${file}`,
      ...(values.core === true ? ["--tags-filter=!nightly"] : []),
      ...EACH,
      ...others,
    ],
    { env: { ...process.env, BEHAVIOR_SEED: String(seed) } },
  );
  const seconds = Math.round((performance.now() - start) / 1000);
  let report: JsonTestResults;
  try {
    report = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    console.log(`  did not run: ${stdout}${stderr}`);
    failed += 1;
    continue;
  }
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  for (const { fullName, status } of tests)
    if (["skipped", "pending"].includes(status)) skipped.set(fullName, [...(skipped.get(fullName) ?? []), seed]);
  for (const { fullName, status, failureMessages } of tests)
    if (status === "failed") console.log(`  failed: ${fullName}\n    ${(failureMessages ?? []).join("\n    ")}`);
  console.log(`  ${report.numPassedTests} passed, ${exitCode === 0 ? "none failed" : "FAILED"}, in ${seconds} s`);
  if (exitCode !== 0) failed += 1;
}
console.log("Skipped, because a combination changes what they assert, or cannot change it:");
for (const [name, under] of skipped)
  console.log(`  ${name} (${under.length === seeds.length ? "all" : `seeds ${under.join(", ")}`})`);
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
console.log(`${seeds.length} combinations, ${failed} failed, in ${minutes} min.`);
process.exitCode = failed === 0 ? 0 : 1;
