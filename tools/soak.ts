/**
 * Runs random histories for any length of time, in process and through the real engine. Each run uses a new seed:
 * `npm run test:soak -- --minutes 60`. Ends at the first failure, and prints the seed that repeats it.
 */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "60" } } });
const until = performance.now() + Number(values.minutes) * 60_000;
const cwd = fileURLToPath(new URL("..", import.meta.url));
const ENGINE_RUNS = 10;
/** The number of histories in each stack (test/engine/histories.test.ts). */
const ENGINE_HISTORIES = 20;
/** More rounds than in CI, where most of the time is spent at the end of a history. */
const ENGINE_ROUNDS = 8;
const HISTORIES = 5000;
/** The number of operations in which the emulator's process is killed. */
const EMULATOR_KILLS = 20;

const incidents = new Map<string, number>();
let [inProcess, stacks, slowestCtrlC] = [0, 0, 0];

function run(project: string, file: string, env: NodeJS.ProcessEnv): string {
  const seed = String(randomInt(2 ** 31));
  const args = ["vitest", "run", "--project", project, file, "--disable-console-intercept"];
  const done = spawnSync("npx", args, {
    cwd,
    env: { ...process.env, NO_COLOR: "1", SEED: seed, ...env },
    encoding: "utf8",
  });
  if (done.status === 0) return done.stdout;
  process.stdout.write(`${done.stdout}${done.stderr}\nFAILED with SEED=${seed} in ${file}\n`);
  report();
  process.exit(1);
}

function report(): void {
  const met = [...incidents].map(([what, count]) => `${count} x ${what}`).join(", ");
  const through = `${stacks * ENGINE_HISTORIES} through the engine: ${stacks} stacks of ${ENGINE_HISTORIES} programs, ${stacks * ENGINE_ROUNDS} operations`;
  console.log(`${inProcess} histories in process, ${through} (${met}). Ctrl-C took at most ${slowestCtrlC} s.`);
}

while (performance.now() < until) {
  run("unit", "test/emulator/model/histories.test.ts", { HISTORIES: String(HISTORIES) });
  inProcess += HISTORIES;
  const output = run("engine", "test/engine/histories.test.ts", {
    ENGINE_RUNS: String(ENGINE_RUNS),
    ENGINE_ROUNDS: String(ENGINE_ROUNDS),
  });
  stacks += ENGINE_RUNS;
  const killed = run("engine", "test/engine/emulator-killed.test.ts", { EMULATOR_KILLS: String(EMULATOR_KILLS) });
  for (const [, count, what = ""] of `${output}\n${killed}`.matchAll(/^ {2}(\d+) x (.+)$/gm))
    incidents.set(what, (incidents.get(what) ?? 0) + Number(count));
  slowestCtrlC = Math.max(slowestCtrlC, Number(/Ctrl-C took at most ([\d.]+) s/.exec(output)?.[1] ?? 0));
  report();
}
