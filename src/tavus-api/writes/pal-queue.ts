import { PAL_TOOLS_MAX } from "../../contract/index.ts";
import type { Clock } from "../clock.ts";

/** What the queue does with its entries: attach some tools at once, or detach one. */
export interface PalWrites {
  attach(toolIds: readonly string[]): Promise<Map<string, Error | undefined>>;
  detach(toolId: string): Promise<void>;
}

interface Entry {
  readonly kind: "attach" | "detach";
  readonly toolId: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The writes to one PAL, one after the other (U-13). Adjacent attaches in the queue become one request, but never overtake a detach: earlier calls
 * happen first.
 */
export class PalQueue {
  readonly #writes: PalWrites;
  readonly #clock: Clock;
  readonly #entries: Entry[] = [];
  #working = false;

  constructor(writes: PalWrites, clock: Clock) {
    this.#writes = writes;
    this.#clock = clock;
  }

  get idle(): boolean {
    return !this.#working;
  }

  add(kind: Entry["kind"], toolId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#entries.push({ kind, toolId, resolve, reject });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    // After this, all simultaneous calls are in the queue.
    await this.#clock.macrotask();
    while (this.#entries.length > 0) {
      const batch = this.#nextBatch();
      try {
        await this.#run(batch);
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    this.#working = false;
  }

  async #run(batch: readonly Entry[]): Promise<void> {
    const [first] = batch;
    if (first?.kind === "detach") await this.#writes.detach(first.toolId);
    const verdicts =
      first?.kind === "attach"
        ? await this.#writes.attach([...new Set(batch.map((entry) => entry.toolId))])
        : new Map<string, Error | undefined>();
    for (const entry of batch) {
      const error = verdicts.get(entry.toolId);
      if (error === undefined) entry.resolve();
      else entry.reject(error);
    }
  }

  #nextBatch(): Entry[] {
    const other = this.#entries.findIndex((entry) => entry.kind === "detach");
    if (other === 0) return this.#entries.splice(0, 1);
    // P-4: a request has no more tools than a PAL can have.
    const length = Math.min(other === -1 ? this.#entries.length : other, PAL_TOOLS_MAX);
    return this.#entries.splice(0, length);
  }
}
