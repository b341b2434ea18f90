/**
 * `npm run test:nightly` runs the tests that take too long for each change. It runs every test with a new seed, every recipe, and all eight
 * combinations of unknown API behavior. It also runs a soak test, the planted bugs, and the mutation tests of one area.
 * `npm run test:nightly -- soak planted` runs some of the steps.
 */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import { AREAS } from "./mutation/areas.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SEED = process.env["SEED"] ?? String(randomInt(2 ** 31));
const DAY_MS = 86_400_000;
const areas = Object.keys(AREAS);
/** Tests one area each night, so that a week covers all of them and a night takes at most an hour. */
const area = areas[Math.floor(Date.now() / DAY_MS) % areas.length] ?? "";

interface Step {
  readonly name: string;
  readonly title: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const STEPS: readonly Step[] = [
  {
    name: "next",
    title: "Next.js, for the test that builds a project of it",
    args: ["npm", "ci", "--prefix", "test/e2e/runtimes/next"],
  },
  {
    name: "tests",
    title: `every test, with SEED=${SEED}`,
    args: ["npx", "vitest", "run"],
    env: { SEED, HISTORIES: "5000", INTERLEAVINGS: "5000", FUZZ: "300", ENGINE_RUNS: "5", SCHEMAS: "300" },
  },
  {
    name: "behaviors",
    title: "engine tests under eight combinations of unknown behavior",
    args: ["npm", "run", "test:behaviors"],
  },
  {
    name: "soak",
    title: "random histories for five minutes",
    args: ["npm", "run", "test:soak", "--", "--minutes", "5"],
  },
  { name: "planted", title: "planted bugs are found", args: ["npm", "run", "test:planted"] },
  { name: "mutation", title: `mutation tests of ${area}`, args: ["npm", "run", "test:mutation", "--", area] },
];

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !STEPS.some((step) => step.name === name));
if (unknown !== undefined) {
  console.error(`There is no step "${unknown}". Name some of: ${STEPS.map(({ name }) => name).join(", ")}.`);
  process.exit(1);
}

const results = STEPS.filter(({ name }) => wanted.length === 0 || wanted.includes(name)).map(
  ({ name, title, args, env }) => {
    console.log(`\n== ${name}: ${title}`);
    const began = performance.now();
    const [command = "", ...rest] = args;
    const { status } = spawnSync(command, rest, { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...env } });
    return { name, ok: status === 0, minutes: (performance.now() - began) / 60_000 };
  },
);

console.log("\n== summary");
for (const { name, ok, minutes } of results)
  console.log(`${ok ? "passed" : "FAILED"}  ${minutes.toFixed(1).padStart(5)} min  ${name}`);
const failed = results.filter(({ ok }) => !ok);
if (failed.some(({ name }) => name === "tests"))
  console.log(`Repeat the tests with: SEED=${SEED} npm run test:nightly -- tests`);
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
