import { randomBytes } from "node:crypto";
import type { Behavior } from "./behavior.ts";
import type { Store } from "./store.ts";

/** What every route needs. */
export interface World {
  readonly store: Store;
  readonly behavior: Behavior;
  readonly now: () => Date;
  /** Address of the emulator itself. */
  readonly url: () => string;
  /** Endpoints may be outside the public internet. */
  readonly allowNonPublic: boolean;
  /** Aborted when the emulator closes: what is being sent ends then. */
  readonly closing: AbortSignal;
  /** Starts work that outlives its request; `idle()` waits for it. */
  readonly background: (work: Promise<void>) => void;
}

/** T-1: a letter and 12 hex digits. */
export function newId(letter: string): string {
  return letter + randomBytes(6).toString("hex");
}

/** G-13: tools have naive timestamps in UTC. */
export function naive(date: Date): string {
  return date.toISOString().slice(0, 19);
}

/** G-13: conversations and events have a time zone. */
export function zoned(date: Date): string {
  return `${naive(date)}Z`;
}
