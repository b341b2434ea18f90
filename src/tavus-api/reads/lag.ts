import { CancelledError } from "../errors/index.ts";
import { parseTimestamp } from "../timestamp.ts";
import { type Call, Interruption } from "../transport/call.ts";
import type { Session } from "../transport/session.ts";

/** The waits before looking again, 5 s in all. A list, or the check of a name, can lag behind a write. */
const DELAYS_MS = [500, 750, 1000, 1250, 1500];
/** Objects that are older than this are in every list. */
const YOUNG_MS = 60_000;

/** Whether an object is so new that a list may not contain it yet. */
export function isYoung(session: Session, createdAt: unknown): boolean {
  const time = typeof createdAt === "string" ? parseTimestamp(createdAt) : undefined;
  return time !== undefined && session.parts.serverClock.now() - time < YOUNG_MS;
}

/** The waits before looking again. */
export function lagDelays(): ArrayIterator<number> {
  return DELAYS_MS.values();
}

/**
 * Waits before looking again.
 * @param what completes "Could not …"
 * @throws CancelledError if it is cancelled in the meantime, because then the result isn't known
 */
export async function pause(session: Session, call: Call, what: string, ms: number): Promise<void> {
  try {
    await session.parts.clock.sleep(ms, call.signal);
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
    throw new CancelledError({
      operation: what,
      outcome: { kind: "cancelled" },
      facts: ["it was cancelled while waiting for Tavus to show it"],
    });
  }
}

/** Looks again for some seconds until something is found. */
export async function lookAgain<T>(
  session: Session,
  call: Call,
  what: string,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (const delay of lagDelays()) {
    await pause(session, call, what, delay);
    const found = await look();
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The tools that this client deleted recently. Their names may still be taken. */
export class Deletions {
  readonly #session: Session;
  readonly #times = new Map<string, number>();

  constructor(session: Session) {
    this.#session = session;
  }

  add(id: string): void {
    this.#times.set(id, this.#session.parts.clock.now());
  }

  has(id: string): boolean {
    return this.#times.has(id);
  }

  /** Whether this client deleted any tools recently. */
  get areRecent(): boolean {
    const now = this.#session.parts.clock.now();
    return [...this.#times.values()].some((time) => now - time < YOUNG_MS);
  }
}
