import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_BEHAVIOR } from "../../../src/emulator/behavior.ts";
import { behaviors } from "../../support/behaviors.ts";
import { fc, SEED } from "../../support/random.ts";
import { type Command, histories } from "./commands.ts";
import { FaultyEmulator } from "./faulty-emulator.ts";
import { History } from "./history.ts";

/** For each run in CI. `HISTORIES=20000 npx vitest run --project unit test/emulator/model` runs more, and `SEED=…` repeats a run. */
const RUNS = Number(process.env["HISTORIES"] ?? 450);

const COMBINATIONS = [DEFAULT_BEHAVIOR, ...fc.sample(behaviors, { numRuns: 8, seed: SEED })];

describe.each(COMBINATIONS)("with %j", (behavior) => {
  let faulty: FaultyEmulator;
  beforeAll(async () => {
    faulty = await FaultyEmulator.start({ behavior });
  });
  afterAll(() => faulty.emulator.close());

  async function live(commands: readonly Command[]): Promise<void> {
    const history = await History.begin(faulty);
    for (const command of commands) await history.run(command);
    await history.settle();
  }

  it(
    "the program is deployed in the end after any events, without orphans or duplicates, and other tools are unchanged",
    {
      timeout: 600_000,
    },
    () => fc.assert(fc.asyncProperty(histories, live), { numRuns: Math.ceil(RUNS / COMBINATIONS.length), seed: SEED }),
  );

  it("a history that changes nothing leaves nothing", async () => {
    await live([{ do: "up" }, { do: "refresh" }, { do: "destroy" }]);
    expect(await faulty.tools()).toHaveLength(1);
  });
});
