import type { JsonObject } from "../../../src/contract/index.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../../src/emulator.ts";

/** The fault of one request. */
export const FAULTS = {
  "refused before": { when: "before", status: 503 },
  "refused after": { when: "after", status: 503 },
  "reset before": { when: "before", status: 0 },
  "reset after": { when: "after", status: 0 },
  "garbage after": { when: "after", status: 200 },
  "too many": { when: "before", status: 429 },
  forbidden: { when: "before", status: 403 },
  // The answer of a gateway that knows nothing about tools.
  "not found": { when: "before", status: 404 },
  "server error": { when: "after", status: 500 },
} as const;
export type FaultName = keyof typeof FAULTS;

/** The beginning of every secret, of programs and of the account. It must appear in nothing that is stored or shown. */
export const CANARY = "c4nary";

/** What happens at the k-th call, after it is handled. */
export interface Incident {
  readonly at: number;
  readonly happen: () => void;
}

/** An emulator whose k-th call from now on fails, or is the last one with an answer. */
export class FaultyEmulator {
  readonly emulator: Emulator;
  #fault: { at: number; name: FaultName } | undefined;
  #killAt: number | undefined;
  #incident: Incident | undefined;
  #calls = 0;
  #killed = false;
  #silentFrom: number | undefined;
  /** The emulator's own list: changing a key in it changes the account's key. */
  readonly #keys: [string, ...string[]];
  #rotations = 0;

  private constructor(keys: [string, ...string[]], start: (fault: NonNullable<EmulatorOptions["fault"]>) => Emulator) {
    this.#keys = keys;
    this.emulator = start(() => this.#plan());
  }

  static async start(options: EmulatorOptions = {}): Promise<FaultyEmulator> {
    let plan: NonNullable<EmulatorOptions["fault"]> = () => undefined;
    const keys: [string] = [options.keys?.[0] ?? `${CANARY}-key-0`];
    const emulator = await createEmulator({ ...options, keys, fault: (request) => plan(request) });
    return new FaultyEmulator(keys, (fault) => {
      plan = fault;
      return emulator;
    });
  }

  get apiKey(): string {
    return this.#keys[0];
  }

  /** From now on, the account only accepts another key. */
  rotateKey(): void {
    this.#rotations += 1;
    this.#keys[0] = `${CANARY}-key-${this.#rotations}`;
  }

  get isKilled(): boolean {
    return this.#killed;
  }

  /** Starts an operation with or without a fault. */
  arm(fault?: { at: number; name: FaultName }, killAt?: number, incident?: Incident): void {
    [this.#fault, this.#killAt, this.#incident, this.#calls, this.#killed] = [fault, killAt, incident, 0, false];
    this.#silentFrom = undefined;
  }

  /** From the k-th call on, no answer arrives. Every other one of these calls is handled anyway. */
  fallSilent(at: number): void {
    this.#silentFrom = at;
  }

  #plan(): ReturnType<NonNullable<EmulatorOptions["fault"]>> {
    this.#calls += 1;
    if (this.#calls === this.#incident?.at) setImmediate(this.#incident.happen);
    if (this.#killed) return { when: "before", answer: "reset" };
    if (this.#calls === this.#killAt) {
      this.#killed = true;
      return { when: "after", answer: "reset" };
    }
    if (this.#silentFrom !== undefined && this.#calls >= this.#silentFrom)
      return { when: this.#calls % 2 === 0 ? "before" : "after", answer: "hang" };
    if (this.#calls !== this.#fault?.at) return undefined;
    const { when, status } = FAULTS[this.#fault.name];
    return { when, answer: status === 0 ? "reset" : new Response("<html>", { status }) };
  }

  /** Somebody else's request, which planned faults never affect. */
  async request(method: string, path: string, body?: unknown): Promise<JsonObject> {
    this.arm();
    const headers = { "x-api-key": this.apiKey, "content-type": "application/json" };
    const response = await fetch(`${this.emulator.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return text.startsWith("{") ? (JSON.parse(text) as JsonObject) : {};
  }

  /** Page by page, because a switch can make pages small. */
  async tools(): Promise<JsonObject[]> {
    const found: JsonObject[] = [];
    for (let page = 1; ; page += 1) {
      const { data } = await this.request("GET", `/v2/tools?limit=100&page=${page}`);
      if (!Array.isArray(data) || data.length === 0) return found;
      found.push(...(data as JsonObject[]));
    }
  }

  async toolsOf(palId: string): Promise<JsonObject[]> {
    return ((await this.request("GET", `/v2/pals/${palId}/tools`))["data"] ?? []) as JsonObject[];
  }
}
