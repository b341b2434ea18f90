import type fc from "fast-check";
import { expect } from "vitest";
import { TavusClient } from "../../../src/tavus-api/client.ts";
import type { Clock } from "../../../src/tavus-api/clock.ts";
import { isAmbiguousOutcomeError, isTavusError } from "../../../src/tavus-api/errors/index.ts";
import { quiet } from "../../../src/tavus-api/testing/harness.ts";
import type { HttpAnswer, HttpFailure, HttpRequest } from "../../../src/tavus-api/transport/http.ts";
import { answerOf, MemoryAccount } from "./memory-account.ts";

export const PALS = ["p1", "p2"] as const;
/** Fewer than resources, because two resources of a program can have the same name and definition. */
export const NAMES = ["note", "score"] as const;
export const WRITE_FAULTS = ["none", "lost before", "lost after", "refused", "throttled"] as const;
export type WriteFault = (typeof WRITE_FAULTS)[number];

/** Resources that an earlier operation has created. */
const DEPLOYED = [0, 1];
const MAX_IN_FLIGHT = 8;
const FOREIGN = "By hand.";

/** What a resource knows. `undefined`: a failed write has left it open. */
interface Holding {
  readonly id: string;
  readonly name: string;
  description: string | undefined;
  exists: true | undefined;
  readonly attached: Map<string, boolean | undefined>;
}

/**
 * An engine's resources, a client, and an account. The scheduler decides what happens next: which request arrives, which answer, which wait ends.
 * Operations of one resource run one after the other, and those of different resources at the same time.
 */
export class Interleaving {
  readonly account: MemoryAccount;
  readonly #scheduler: fc.Scheduler;
  readonly #client: TavusClient;
  readonly #faults: WriteFault[];
  readonly #chains = new Map<string, Promise<void>>();
  readonly #holdings = new Map<number, Holding>();
  /** Names under which an ambiguous creation may have left a tool, according to its message. */
  readonly #mayBeLeft = new Set<string>();
  readonly #foreign: string[] = [];
  #now = Date.parse("2026-06-01T12:00:00Z");
  #inFlight = 0;
  #mostInFlight = 0;

  /** @param faults the results of the first writes, in the order in which they arrive */
  constructor(scheduler: fc.Scheduler, faults: readonly WriteFault[]) {
    this.#scheduler = scheduler;
    this.#faults = [...faults];
    this.account = new MemoryAccount(PALS, () => this.#now);
    for (const n of DEPLOYED) {
      const [name, description] = [`deployed_${n}`, "A."];
      const id = String(this.account.make({ name, description })?.["tool_id"]);
      this.#holdings.set(n, { id, name, description, exists: true, attached: new Map() });
    }
    this.#client = new TavusClient(
      { apiKey: "k", baseUrl: "https://api.test" },
      {
        clock: this.#clock(),
        random: () => 0.5,
        cancellation: quiet,
        maxInFlight: MAX_IN_FLIGHT,
        http: { exchange: (request) => this.#exchange(request), close: async () => undefined },
      },
    );
  }

  create(n: number, name: string): void {
    this.#queue(n, async () => {
      if (this.#holdings.has(n)) return;
      try {
        const { tool_id: id } = await this.#client.createTool({ name, description: "A." });
        const owner = [...this.#holdings].find(([, holding]) => holding.id === id)?.[0];
        expect(owner, `tool ${id} belongs to one resource only, not also to ${n}`).toBeUndefined();
        expect(this.#foreign, "somebody else's tool is not taken over").not.toContain(id);
        this.#holdings.set(n, { id, name, description: "A.", exists: true, attached: new Map() });
      } catch (error) {
        if (!isTavusError(error)) throw error;
        if (isAmbiguousOutcomeError(error)) this.#mayBeLeft.add(name);
      }
    });
  }

  describe(n: number, description: string): void {
    this.#withHolding(n, async (holding) => {
      const done = await this.#tried(this.#client.updateTool(holding.id, { description }));
      holding.description = done ? description : undefined;
    });
  }

  remove(n: number): void {
    this.#withHolding(n, async (holding) => {
      if (await this.#tried(this.#client.deleteTool(holding.id))) this.#holdings.delete(n);
      else holding.exists = undefined;
    });
  }

  read(n: number): void {
    this.#withHolding(n, async (holding) => {
      const tool = await this.#client.readTool(holding.id);
      if (holding.exists === undefined) return;
      expect(tool, `what resource ${n} has made is read`).toMatchObject({ name: holding.name });
      if (holding.description !== undefined) expect(tool?.description).toBe(holding.description);
    });
  }

  attach(n: number, pal: string): void {
    this.#change(n, pal, true, (id) => this.#client.attachTool(pal, id));
  }

  detach(n: number, pal: string): void {
    this.#change(n, pal, false, (id) => this.#client.detachTool(pal, id));
  }

  readAttachment(n: number, pal: string): void {
    this.#withHolding(n, (holding) => this.#expectAttached(holding, pal), pal);
  }

  createByHand(name: string): void {
    const made = this.account.make({ name, description: FOREIGN });
    if (made !== undefined) this.#foreign.push(String(made["tool_id"]));
  }

  /** Every operation has ended, and the account matches the resources' knowledge. */
  async expectSettled(): Promise<void> {
    await this.#scheduler.waitFor(Promise.all(this.#chains.values()));
    const held = [...this.#holdings.values()];
    for (const { id, name, description, exists, attached } of held) {
      const tool = this.account.tools.get(id);
      if (exists === undefined) continue;
      expect(tool).toMatchObject({ name, ...(description !== undefined && { description }) });
      for (const [pal, wanted] of attached)
        if (wanted !== undefined) expect(this.account.attached.get(pal)?.includes(id), `${id} on ${pal}`).toBe(wanted);
    }
    for (const id of this.#foreign) expect(this.account.tools.get(id)?.["description"]).toBe(FOREIGN);
    const known = new Set([...held.map(({ id }) => id), ...this.#foreign]);
    const orphans = [...this.account.tools].filter(
      ([id, { name }]) => !known.has(id) && !this.#mayBeLeft.has(String(name)),
    );
    expect(orphans, "nothing is made that nobody knows of").toEqual([]);
    expect(this.#mostInFlight).toBeLessThanOrEqual(MAX_IN_FLIGHT);
    await this.#client.close();
  }

  #change(n: number, pal: string, wanted: boolean, write: (id: string) => Promise<void>): void {
    this.#withHolding(
      n,
      async (holding) => {
        holding.attached.set(pal, (await this.#tried(write(holding.id))) ? wanted : undefined);
        await this.#expectAttached(holding, pal);
      },
      pal,
    );
  }

  /** A read that begins after a write has ended sees its result. */
  async #expectAttached({ id, attached, exists }: Holding, pal: string): Promise<void> {
    const tools = await this.#client.readPalTools(pal);
    const wanted = attached.get(pal);
    if (exists === true && wanted !== undefined)
      expect(tools?.some((tool) => tool.tool_id === id) ?? false, `${id} is read on ${pal}`).toBe(wanted);
  }

  async #tried(write: Promise<unknown>): Promise<boolean> {
    try {
      await write;
      return true;
    } catch (error) {
      if (!isTavusError(error)) throw error;
      return false;
    }
  }

  #withHolding(n: number, work: (holding: Holding) => Promise<void>, pal?: string): void {
    this.#queue(
      n,
      async () => {
        const holding = this.#holdings.get(n);
        if (holding !== undefined) await work(holding);
      },
      pal,
    );
  }

  /** As the engine does: an attachment after its tool, the deletion of a tool after its attachments', attachments at the same time. */
  #queue(n: number, work: () => Promise<void>, pal?: string): void {
    const [tool, attachments] = [String(n), PALS.map((one) => `${n} on ${one}`)];
    const own = pal === undefined ? tool : `${n} on ${pal}`;
    const before = [...new Set([tool, own, ...(pal === undefined ? attachments : [])])];
    this.#chains.set(own, Promise.all(before.map((key) => this.#chains.get(key))).then(work));
  }

  async #exchange(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    this.#mostInFlight = Math.max(this.#mostInFlight, ++this.#inFlight);
    const what = `${request.method} ${request.path}`;
    const fault = request.method === "GET" ? "none" : (this.#faults.shift() ?? "none");
    try {
      await this.#next(`${what} arrives`);
      if (fault === "lost before") return LOST;
      if (fault === "refused") return answerOf(503, "", this.#now);
      if (fault === "throttled") return answerOf(429, "", this.#now);
      const answer = await this.account.answer(request, () => this.#next(`${what} is written`));
      await this.#next(`${what} is answered`);
      return fault === "lost after" ? LOST : answer;
    } finally {
      this.#inFlight -= 1;
    }
  }

  #next(what: string): Promise<void> {
    return this.#scheduler.schedule(Promise.resolve(), what);
  }

  #clock(): Clock {
    return {
      now: () => this.#now,
      sleep: async (ms, signal) => {
        signal.throwIfAborted();
        const end = this.#now + ms;
        await this.#next(`a wait of ${Math.round(ms)} ms ends`);
        this.#now = Math.max(this.#now, end);
        signal.throwIfAborted();
      },
      // No time limit ever ends.
      after: () => () => undefined,
      macrotask: () => this.#next("all that is ready has run"),
    };
  }
}

const LOST: HttpFailure = { kind: "failure", sent: true, code: "ECONNRESET", message: "read ECONNRESET" };
