import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Behavior, DEFAULT_BEHAVIOR } from "../../src/emulator/behavior.ts";
import { type Command, History, histories } from "./history.ts";
import { World } from "./world.ts";

/** Of each run in CI; `HISTORIES=20000 npx vitest run --project unit test/model` looks longer, `SEED=…` looks again. */
const RUNS = Number(process.env["HISTORIES"] ?? 1000);
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** Switches that decide what a client sees. `acceptNull` is left alone: where null is refused, a field cannot be cleared without a replacement (C-14). */
const switches: fc.Arbitrary<Partial<Behavior>> = fc.record({
  maxPageSize: fc.constantFrom(2, 7, 100),
  createStatus: fc.constantFrom(200, 201),
  unchangedPatch: fc.constantFrom("200", "304"),
  echoAppMessage: fc.boolean(),
  fillApiDefaults: fc.constantFrom<Behavior["fillApiDefaults"][]>(false, { timeout: 30 }),
  echoLiveFields: fc.boolean(),
  normalizeUrl: fc.boolean(),
  deletedTool: fc.constantFrom("400", "200"),
  filter: fc.boolean(),
  attachAnswer: fc.constantFrom("all", "given", "empty"),
  maskWrites: fc.boolean(),
  totalCount: fc.boolean(),
  errorShape: fc.constantFrom("error", "message", "text"),
});
const COMBINATIONS = [DEFAULT_BEHAVIOR, ...fc.sample(switches, { numRuns: 8, seed: SEED })];

describe.each(COMBINATIONS)("with %j", (behavior) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ behavior });
  });
  afterAll(() => world.emulator.close());

  async function live(commands: readonly Command[]): Promise<void> {
    const history = await History.begin(world);
    for (const command of commands) await history.run(command);
    await history.settle();
  }

  it(
    "the program is deployed in the end, whatever happens: no orphan, no duplicate, nothing of others touched",
    {
      timeout: 600_000,
    },
    () => fc.assert(fc.asyncProperty(histories, live), { numRuns: Math.ceil(RUNS / COMBINATIONS.length), seed: SEED }),
  );

  it("a history that changes nothing leaves nothing", async () => {
    await live([{ do: "up" }, { do: "refresh" }, { do: "destroy" }]);
    expect(await world.tools()).toHaveLength(1);
  });
});
