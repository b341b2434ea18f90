import { afterAll, expect, it } from "vitest";
import { type Behavior, DEFAULT_BEHAVIOR } from "../../src/emulator/behavior.ts";
import { operationsOf } from "../../src/emulator/openapi/index.ts";
import type { Operation } from "../../src/emulator/openapi/operation.ts";
import { behaviors } from "../support/behaviors.ts";
import { startFuzzedEmulator } from "../support/fuzz/fuzzed-emulator.ts";
import { exampleRequest, type FuzzRequest, requestsOf } from "../support/fuzz/requests.ts";
import { fc, SEED } from "../support/random.ts";

/** For each call in CI. `FUZZ=5000 npx vitest run --project unit test/emulator/emulator-fuzz.test.ts` runs more, and `SEED=…` repeats a run. */
const RUNS = Number(process.env["FUZZ"] ?? 75);

const counts = new Map<string, number>();
const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
afterAll(() => {
  const told = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, times]) => `${times} ${what}`);
  console.log(`fuzzing, SEED=${SEED}: ${told.join(", ")}`);
});

/** Sends requests of one operation, from documented to hostile ones, and checks their effects. */
async function fuzz(operation: Operation, runs: number, switches: Partial<Behavior> = {}): Promise<number> {
  const fuzzed = await startFuzzedEmulator(switches);
  const { checker } = fuzzed;
  const before = await fuzzed.snapshot();

  const one = async (request: FuzzRequest): Promise<number> => {
    const answer = await fuzzed.send(operation, request);
    count("requests");
    count(`${request.kind} answered ${String(answer.status)[0]}xx`);
    expect(answer.status, answer.text).toBeLessThan(500);
    if (request.isAstray) return answer.status;
    expect(checker.mismatch(operation, answer)).toBeUndefined();
    // The emulator refuses everything that the description forbids.
    const body = request.body === undefined ? undefined : jsonOf(request.body.toString());
    if (operation.body !== undefined && body !== undefined && !checker.isBody(operation, body))
      expect(answer.status, "a body that the description does not allow").toBeGreaterThanOrEqual(400);
    return answer.status;
  };

  const status = await one(exampleRequest(operation));
  const property = fc.asyncProperty(requestsOf(operation, checker), async (request) => void (await one(request)));
  await fc.assert(property, { numRuns: runs, seed: SEED });

  await fuzzed.idle();
  expect(await fuzzed.snapshot()).toEqual(before);
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("polluted");
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  return status;
}

/** Nothing is left after a reset. emulator-containers.test.ts tests it. */
const fuzzable = (behavior: Behavior): Operation[] => operationsOf(behavior).filter(({ id }) => id !== "resetAccount");

it.each(fuzzable(DEFAULT_BEHAVIOR).map((operation) => [operation.id, operation] as const))(
  "%s survives any request, and answers as described",
  async (_, operation) => {
    // The documented requests must succeed. Otherwise all requests could be refused unnoticed.
    expect(await fuzz(operation, RUNS)).toBe(Number(Object.keys(operation.answers)[0]));
  },
);

it.each(fc.sample(behaviors, { numRuns: 2, seed: SEED }))("with the switches %j, too", async (switches) => {
  for (const operation of fuzzable({ ...DEFAULT_BEHAVIOR, ...switches }))
    await fuzz(operation, Math.ceil(RUNS / 20), switches);
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
