import { expect, it } from "vitest";
import { SEED } from "../support/random.ts";
import { happened, liveLong, slowest } from "./support/long-run.ts";

// `ENGINE_RUNS=50 SEED=… npx vitest run --project engine test/engine/histories.test.ts` runs more, or repeats a run.
const RUNS = Number(process.env["ENGINE_RUNS"] ?? 1);
/** Operations of each stack in which something may fail. */
const ROUNDS = Number(process.env["ENGINE_ROUNDS"] ?? 4);
/** In one stack, because starting the engine takes most of the time. */
const HISTORIES = 20;

it.each(Array.from({ length: RUNS }, (_, i) => SEED + i))(
  `${HISTORIES} programs in one stack are deployed in the end, no matter what happens to their engine (seed %i)`,
  { timeout: 900_000 },
  (seed) => liveLong({ histories: HISTORIES, seed, rounds: ROUNDS }),
);

it("something has happened during the operations", () => {
  const met = [...happened].map(([what, count]) => `  ${count} x ${what}`);
  const seconds = (slowest.interruptMs / 1000).toFixed(1);
  const what = `${RUNS} stacks of ${HISTORIES} programs, ${RUNS * ROUNDS} operations in which something may go wrong`;
  const lines = [`${RUNS * HISTORIES} engine histories (${what}) from seed ${SEED}, which met`, ...met];
  console.log([...lines, `  Ctrl-C took at most ${seconds} s`].join("\n"));
  expect([...happened.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
});
