import type { Behavior } from "../../../src/emulator.ts";
import { combination, describeBehavior } from "../../support/behaviors.ts";

/** `BEHAVIOR_SEED=3`: every emulator in the engine tests uses combination 3 of the contract's open choices. */
const seed = process.env["BEHAVIOR_SEED"];

/** For `skipIf` in tests that no combination can change, such as tests of settings that are refused before a request. */
export const isSeeded = seed !== undefined;

/** How the emulators differ from the default. A test's own choices have priority. */
export const SEEDED: Partial<Behavior> = isSeeded ? combination(Number(seed)) : {};

if (isSeeded) console.log(`BEHAVIOR_SEED=${seed}: ${describeBehavior(SEEDED)}`);

/**
 * Removes calls that only a combination makes necessary. These are reads of a PAL after an attach with an empty answer (P-5), and of a tool after a
 * PATCH with status 304 (C-16).
 */
export function withoutConfirmations(calls: readonly string[]): string[] {
  const left = [...calls];
  for (const [i, call] of calls.entries()) {
    const [method, path = ""] = call.split(" ");
    const confirms =
      (method === "POST" && SEEDED.attachAnswer === "empty" && path.startsWith("/v2/pals/")) ||
      (method === "PATCH" && SEEDED.unchangedPatch === "304");
    // The positions of the calls. Dropped calls leave a gap.
    const confirmation = confirms ? left.indexOf(`GET ${path}`, i) : -1;
    if (confirmation >= 0) left[confirmation] = "";
  }
  return left.filter((call) => call !== "");
}

/** For `it.skipIf`: whether a switch that a test depends on has a different value in this combination. */
function isOtherwise(...usual: readonly Partial<Behavior>[]): boolean {
  return usual.some((choices) =>
    Object.entries(choices).some(([name, value]) => (SEEDED[name as keyof Behavior] ?? value) !== value),
  );
}

/** G-12, U-17: smaller pages and lists without a count need more reads. */
export const readsCostMore = isOtherwise({ maxPageSize: 100, totalCount: true });
