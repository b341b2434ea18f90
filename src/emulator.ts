/**
 * A local Tavus: tools, PALs, attachments and conversations as the contract has them, and it runs a call's end.
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
