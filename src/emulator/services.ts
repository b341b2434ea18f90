import { randomBytes } from "node:crypto";
import type { TokenCache } from "../delivery/tokens.ts";
import type { Behavior } from "./behavior.ts";
import { type AccountStore, type Document, type Store, storeOf } from "./domain/store.ts";
import type { EmulatorOptions } from "./emulator.ts";
import type { RequestLog } from "./request-log.ts";

export const CHANGES = ["tools", "pals", "conversations", "deliveries", "requests"] as const;
export type Change = (typeof CHANGES)[number];

/** Settings and services that all accounts share. */
export interface EmulatorServices extends Required<Pick<EmulatorOptions, "allowNonPublic" | "allowPublic" | "now">> {
  readonly store: Store;
  readonly requests: RequestLog;
  readonly behavior: Behavior;
  readonly url: () => string;
  /** The address for every delivery without an endpoint from the user. */
  readonly forwardTo: string | undefined;
  /** Aborted when the emulator closes, which stops running deliveries. */
  readonly closing: AbortSignal;
  /** Starts work that outlives its request. `idle()` waits for it. */
  readonly background: (work: Promise<void>) => void;
  /** Like `background`, but runs work with the same key one after the other, so that events of a conversation are posted in order. */
  readonly inOrder: (key: string, work: () => Promise<void>) => void;
  readonly tokens: TokenCache;
  /** Milliseconds between the end of a call and its actions (E-10). */
  readonly delayMs: () => number;
  /** Emits an event with the name of a `Change` for each `changed`. */
  readonly changes: EventTarget;
  readonly delivered: (account: Account, delivery: Document) => void;
  /** Tells the page about changes of these kinds. */
  readonly changed: (...what: readonly Change[]) => void;
}

/** The emulator as one account sees it. Most functions need nothing else. */
export interface Account extends Omit<EmulatorServices, "store"> {
  /** The position of the account's key, counting from "1". "0" for an unknown key. */
  readonly id: string;
  readonly store: AccountStore;
}

export function accountOf(services: EmulatorServices, id: string): Account {
  return { ...services, id, store: storeOf(services.store, id) };
}

/** T-1: a letter and 12 hex digits. */
export const newId = (letter: string): string => letter + randomBytes(6).toString("hex");

/** G-13: tools have naive timestamps in UTC. */
export const naive = (date: Date): string => date.toISOString().slice(0, 19);

/** G-13: conversations and events have a time zone. */
export const zoned = (date: Date): string => `${naive(date)}Z`;
