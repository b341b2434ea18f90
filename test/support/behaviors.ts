import fc from "fast-check";
import { type Behavior, DEFAULT_BEHAVIOR } from "../../src/emulator/behavior.ts";

/**
 * The switches that affect this provider's requests, with every value that it supports. These switches are left out:
 * - `acceptNull`, because without it a field can't be cleared without a replacement (C-14)
 * - `overLimit`, because the provider never asks for more
 * - `listEndCall` and `firstPalPage`, because many tests read the lists of PALs themselves (pal-drafts.test.ts and pal-list.test.ts in test/emulator
 *   cover them)
 * - switches for requests that the provider never sends
 */
export const behaviors: fc.Arbitrary<Partial<Behavior>> = fc.record({
  maxPageSize: fc.constantFrom(2, 7, 100),
  createStatus: fc.constantFrom(200, 201),
  unchangedPatch: fc.constantFrom("200", "304"),
  echoAppMessage: fc.boolean(),
  fillApiDefaults: fc.constantFrom<Behavior["fillApiDefaults"][]>(
    false,
    { timeout: 30 },
    { timeout: 10, body_template: {} },
  ),
  echoLiveFields: fc.boolean(),
  normalizeUrl: fc.boolean(),
  deletedTool: fc.constantFrom("400", "200"),
  filter: fc.boolean(),
  attachAnswer: fc.constantFrom("all", "given", "empty"),
  maskWrites: fc.boolean(),
  totalCount: fc.boolean(),
  errorShape: fc.constantFrom("error", "message", "text"),
  missingStatus: fc.constantFrom(400, 404),
  repeatedDelete: fc.constantFrom("refuse", "204"),
  requestIds: fc.boolean(),
  toolTimes: fc.constantFrom("naive", "zoned"),
  headerCase: fc.constantFrom("kept", "lower"),
  omittedAuth: fc.constantFrom("drop", "keep"),
  badAttachId: fc.constantFrom("refuse", "partial", "skip"),
  hmacTemplates: fc.constantFrom("ignore", "reject"),
});

/** Returns one combination for each number. The same number always gives the same combination. */
export function combination(seed: number): Partial<Behavior> {
  const [behavior = {}] = fc.sample(behaviors, { numRuns: 1, seed });
  return behavior;
}

/** How a combination differs from the default, on one line. */
export function describeBehavior(behavior: Partial<Behavior>): string {
  return Object.entries(behavior)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(DEFAULT_BEHAVIOR[name as keyof Behavior]))
    .map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(" ");
}
