/**
 * A local Tavus for tests and development: it has tools, PALs, and conversations, and runs post-call actions when a call ends.
 * @module
 */
export type { DeliveryRecord } from "./delivery/record.ts";
export { type Access, accessWarnings } from "./emulator/access.ts";
export type { RequestRecord } from "./emulator/app.ts";
export type { Behavior } from "./emulator/behavior.ts";
export { createEmulator, type Emulator, type EmulatorOptions } from "./emulator/emulator.ts";
export type { Fault, FaultAnswer, FaultKind, FaultRule } from "./emulator/faults.ts";
export { VARIANTS, type Variant } from "./emulator/run/variant.ts";
export type { Seed } from "./emulator/seed.ts";
