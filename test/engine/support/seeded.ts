import type { Behavior } from "../../../src/emulator.ts";
import { combination, describeBehavior } from "../../support/behaviors.ts";

/** `BEHAVIOR_SEED=3`: every emulator of the engine tests makes the open choices of the contract as combination 3 has them. */
const seed = process.env["BEHAVIOR_SEED"];

/** For `skipIf`: what no combination can change, such as settings that are refused before a request. */
export const isSeeded = seed !== undefined;

/** What the emulators of a emulator do otherwise than by default; a test's own choices come before it. */
export const SEEDED: Partial<Behavior> = isSeeded ? combination(Number(seed)) : {};

if (isSeeded) console.log(`BEHAVIOR_SEED=${seed}: ${describeBehavior(SEEDED)}`);

/**
 * Calls without those that a combination makes necessary: the look at a PAL after an attach that answers nothing (P-5), and at a tool after
 * a PATCH that answers 304 (C-16).
 */
export function withoutConfirmations(calls: readonly string[]): string[] {
  const left = [...calls];
  for (const [i, call] of calls.entries()) {
    const [method, path = ""] = call.split(" ");
    const confirms =
      (method === "POST" && SEEDED.attachAnswer === "empty" && path.startsWith("/v2/pals/")) ||
      (method === "PATCH" && SEEDED.unchangedPatch === "304");
    // Positions are those of the calls: what is dropped leaves a gap.
    const confirmation = confirms ? left.indexOf(`GET ${path}`, i) : -1;
    if (confirmation >= 0) left[confirmation] = "";
  }
  return left.filter((call) => call !== "");
}

/** For `it.skipIf`: a test asserts what one of these switches changes, and the combination has it otherwise. */
function isOtherwise(...usual: readonly Partial<Behavior>[]): boolean {
  return usual.some((choices) =>
    Object.entries(choices).some(([name, value]) => (SEEDED[name as keyof Behavior] ?? value) !== value),
  );
}

/** G-12, U-17: smaller pages, and lists without a count, cost more reads. */
export const readsCostMore = isOtherwise({ maxPageSize: 100, totalCount: true });
