import type { Tool } from "../../contract/index.ts";
import type { Session } from "../transport/session.ts";
import { Listing } from "./listing.ts";
import { fetchPage, findById } from "./tool-list.ts";

/** Up to this many pages, the rest of the account is simply listed. */
const CHEAP_PAGES = 8;

interface Pending {
  readonly id: string;
  /** The number of writes that had ended when the read began. The read must see all of them. */
  readonly epoch: number;
  readonly resolve: (tool: Tool | undefined) => void;
  readonly reject: (error: unknown) => void;
}

interface Snapshot {
  readonly epoch: number;
  readonly takenAt: number;
  readonly listing: Listing;
  /** The number of look-ups of single tools that replaced reading this list to its end. */
  singles: number;
}

/**
 * Reads of single tools, answered together from one list: N reads in an account of N tools cost ⌈N/100⌉ requests, in any order. Only one list is
 * fetched at a time. It is kept until a write of this client ends, or until it is too old.
 */
export class ToolReads {
  readonly #session: Session;
  readonly #maxAgeMs: number;
  #pending: Pending[] = [];
  #snapshot: Snapshot | undefined;
  #epoch = 0;
  #working = false;
  /** Turned off after the server has ignored the filter, because a look-up would then cost a whole list. */
  #filterWorks = true;

  constructor(session: Session, maxAgeMs: number) {
    this.#session = session;
    this.#maxAgeMs = maxAgeMs;
  }

  read(id: string): Promise<Tool | undefined> {
    this.#expire();
    return new Promise((resolve, reject) => {
      this.#pending.push({ id, epoch: this.#epoch, resolve, reject });
      if (!this.#working) void this.#work();
    });
  }

  /** A write has ended, with or without success, so earlier reads may be wrong. */
  invalidate(): void {
    this.#epoch++;
  }

  /** New readers don't use an old list. Readers that already wait for a slow list still get it. Otherwise, they would wait forever. */
  #expire(): void {
    const known = this.#snapshot;
    if (known === undefined || known.epoch < this.#epoch) return;
    if (this.#session.parts.clock.now() - known.takenAt > this.#maxAgeMs) this.#epoch++;
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#pending.length > 0) {
      const snapshot = this.#current();
      try {
        await this.#serve(snapshot);
      } catch (error) {
        this.#snapshot = undefined;
        for (const read of this.#take((read) => read.epoch <= snapshot.epoch)) read.reject(error);
      }
    }
    this.#working = false;
  }

  /** The current list while it serves a waiting read, otherwise a new one. So a stream of writes doesn't block any reader. */
  #current(): Snapshot {
    const known = this.#snapshot;
    if (known !== undefined && this.#pending.some((read) => read.epoch <= known.epoch)) return known;
    const takenAt = this.#session.parts.clock.now();
    this.#snapshot = { epoch: this.#epoch, takenAt, listing: new Listing(), singles: 0 };
    return this.#snapshot;
  }

  /** One step: answers the reads whose result is known, then makes the cheapest request. */
  async #serve(snapshot: Snapshot): Promise<void> {
    const { listing } = snapshot;
    const mine = (read: Pending) => read.epoch <= snapshot.epoch;
    for (const read of this.#take((read) => mine(read) && listing.tools.has(read.id)))
      read.resolve(listing.tools.get(read.id));
    const missing = new Set(this.#pending.filter(mine).map((read) => read.id));
    if (missing.size === 0) return;
    if (listing.complete) {
      // It isn't in the whole list. A page may have shifted while the list was read, so this looks again before "gone" (U-1).
      for (const id of missing) this.#lookUp(id, snapshot);
    } else if (this.#singlesAreCheaper(snapshot, missing.size)) {
      snapshot.singles += missing.size;
      await Promise.all([...missing].map((id) => this.#single(id, snapshot)));
    } else {
      await this.#session.call((call) => fetchPage(this.#session, call, listing, "read the tools of the account"));
    }
  }

  #singlesAreCheaper({ listing, singles }: Snapshot, wanted: number): boolean {
    const remaining = listing.remainingPages;
    return this.#filterWorks && listing.started && remaining > CHEAP_PAGES && singles + wanted < remaining;
  }

  /** One request for one tool: the filtered list, because only a list proves that a tool still exists (C-7, U-11). */
  async #single(id: string, snapshot: Snapshot): Promise<void> {
    const found = new Listing();
    await this.#session.call((call) => fetchPage(this.#session, call, found, `read tool ${id}`, id));
    if (found.tools.has(id) || found.complete) this.#answer(id, snapshot, found.tools.get(id));
    else this.#filterWorks = false;
  }

  /** Runs outside the queue, because readers of other tools need not wait for it. */
  #lookUp(id: string, snapshot: Snapshot): void {
    const waiting = this.#take((read) => read.id === id && read.epoch <= snapshot.epoch);
    const found = this.#session.call((call) => findById(this.#session, call, id));
    for (const read of waiting) found.then(read.resolve, read.reject);
  }

  #answer(id: string, snapshot: Snapshot, tool: Tool | undefined): void {
    for (const read of this.#take((read) => read.id === id && read.epoch <= snapshot.epoch)) read.resolve(tool);
    if (tool !== undefined) snapshot.listing.tools.set(id, tool);
  }

  #take(wanted: (read: Pending) => boolean): Pending[] {
    const taken = this.#pending.filter(wanted);
    this.#pending = this.#pending.filter((read) => !wanted(read));
    return taken;
  }
}
