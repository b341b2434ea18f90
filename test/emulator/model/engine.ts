import type { JsonObject } from "../../../src/contract/index.ts";
import { KINDS } from "../../../src/provider/kinds.ts";
import { type DynamicProvider, harden } from "../../../src/provider/runtime.ts";
import { TavusClient } from "../../../src/tavus-api/client.ts";
import { type Clock, systemClock } from "../../../src/tavus-api/clock.ts";
import { quiet } from "../../../src/tavus-api/testing/harness.ts";

export type Kind = keyof typeof KINDS;

/** A resource of a program. */
export interface Declared {
  readonly urn: string;
  readonly kind: Kind;
  /** Gets the ids of its dependencies. */
  readonly inputs: (idOf: (urn: string) => string) => JsonObject;
  readonly dependsOn: readonly string[];
  readonly deletedWith?: string;
}

export interface Account {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** @default the client's clock */
  readonly requestTimeoutMs?: number;
}

interface Entry {
  readonly kind: Kind;
  readonly id: string;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
  readonly dependsOn: readonly string[];
  readonly deletedWith: string | undefined;
  /** The resource exists, but not everything was done: the next update comes without a difference. */
  readonly unfinished: boolean;
}

export interface Outcome {
  readonly ok: boolean;
  /** The resource that failed. */
  readonly urn?: string;
  readonly message?: string;
}

/** The engine was killed: the state contains nothing that happened afterward. */
class Killed extends Error {}

/** Time without waiting: a wait ends at once, and the clock advances. */
function hurriedClock(): Clock {
  let ahead = 0;
  return {
    ...systemClock,
    now: () => systemClock.now() + ahead,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      ahead += ms;
    },
    after: afterTurns,
  };
}

const TURN_MS = 10;

/**
 * A timeout that also counts turns of the event loop. The server runs in this process: on a busy machine, an answer takes more time, but not more
 * turns.
 */
function afterTurns(ms: number, fire: () => void): () => void {
  let left = Math.ceil(ms / TURN_MS);
  let timer = setTimeout(turn, TURN_MS);
  function turn(): void {
    left -= 1;
    if (left <= 0) fire();
    else timer = setTimeout(turn, TURN_MS);
  }
  return () => clearTimeout(timer);
}

export function hurriedClient({ requestTimeoutMs, ...account }: Account): TavusClient {
  const timeout = requestTimeoutMs === undefined ? {} : { requestTimeoutMs };
  return new TavusClient(account, { clock: hurriedClock(), random: () => 0, cancellation: quiet, ...timeout });
}

/**
 * Does what the Pulumi engine does with our providers, one resource after another, in this process: check, diff, create, update, replace with
 * deletion first or last, delete at the end, and a state after each step. One client and one memory for each operation, as in its host.
 */
export class ModelEngine {
  readonly state = new Map<string, Entry>();
  /** For operations that start from now on. */
  account: Account;
  readonly #isKilled: () => boolean;
  /** Replaced resources whose replacement exists, but which aren't deleted yet. */
  #replaced: [string, Entry][] = [];

  constructor(account: Account, isKilled: () => boolean = () => false) {
    this.account = account;
    this.#isKilled = isKilled;
  }

  up(program: readonly Declared[]): Promise<Outcome> {
    return this.#operation(async (providers) => {
      for (const declared of program) {
        const failed = await this.#bring(declared, providers);
        if (failed !== undefined) return failed;
      }
      const wanted = new Set(program.map(({ urn }) => urn));
      const gone = await this.#deleteReplaced(providers);
      return (
        gone ??
        this.#deleteAll(
          [...this.state.keys()].filter((urn) => !wanted.has(urn)),
          providers,
        )
      );
    });
  }

  destroy(): Promise<Outcome> {
    return this.#operation(
      async (providers) =>
        (await this.#deleteReplaced(providers)) ?? this.#deleteAll([...this.state.keys()], providers),
    );
  }

  refresh(): Promise<Outcome> {
    return this.#operation(async (providers) => {
      for (const [urn, entry] of this.state) {
        const read = await this.#step(urn, () => providers[entry.kind].read(entry.id, entry.outputs));
        if ("failed" in read) return read.failed;
        const { id, props = {}, inputs = {} } = read.value;
        if (id === undefined) this.state.delete(urn);
        else this.state.set(urn, { ...entry, inputs, outputs: props });
      }
      return { ok: true };
    });
  }

  /** Imports an existing object into the state, as it is read. */
  import(urn: string, kind: Kind, { id, outputs }: { id: string; outputs?: unknown }): Promise<Outcome> {
    return this.#operation(async (providers) => {
      const read = await this.#step(urn, () => providers[kind].read(id, plain(outputs as JsonObject)));
      if ("failed" in read) return read.failed;
      const { props = {}, inputs = {} } = read.value;
      if (read.value.id === undefined) return { ok: false, urn, message: "it does not exist" };
      this.state.set(urn, {
        kind,
        id,
        inputs,
        outputs: plain(props),
        dependsOn: [],
        deletedWith: undefined,
        unfinished: false,
      });
      return { ok: true };
    });
  }

  async #operation(work: (providers: Record<Kind, DynamicProvider>) => Promise<Outcome>): Promise<Outcome> {
    const { apiKey, baseUrl } = this.account;
    const client = hurriedClient(this.account);
    const options = {
      connect: async () => client,
      env: { TAVUS_API_KEY: apiKey, TAVUS_BASE_URL: baseUrl },
      held: new Set<string>(),
    };
    const providers = {
      tool: harden(KINDS.tool, options),
      palToolAttachment: harden(KINDS.palToolAttachment, options),
      palTools: harden(KINDS.palTools, options),
    };
    try {
      return await work(providers);
    } catch (error) {
      if (error instanceof Killed) return { ok: false, message: "killed" };
      throw error;
    } finally {
      await client.close();
    }
  }

  /** Brings one resource to the program's definition. `undefined` if that succeeded. */
  async #bring(declared: Declared, providers: Record<Kind, DynamicProvider>): Promise<Outcome | undefined> {
    const { urn, kind } = declared;
    const provider = providers[kind];
    const old = this.state.get(urn);
    const given = { ...declared.inputs((one) => this.state.get(one)?.id ?? ""), __provider: "p" };
    const { inputs, failures } = await provider.check(old?.inputs ?? {}, given);
    if (failures.length > 0) return { ok: false, urn, message: failures.map(({ reason }) => reason).join("\n") };
    const news = plain(inputs);
    if (old === undefined) return this.#create(declared, news, provider);
    const diff = await provider.diff(old.id, old.outputs, news);
    if ((diff.replaces ?? []).length > 0 && diff.deleteBeforeReplace !== true) {
      const failed = await this.#create(declared, news, provider);
      if (this.state.get(urn) !== old) this.#replaced.push([urn, old]);
      return failed;
    }
    if ((diff.replaces ?? []).length > 0) {
      const dependents = [...this.state].filter(([, entry]) => entry.dependsOn.includes(urn)).map(([one]) => one);
      const gone = await this.#deleteAll(
        [...dependents.filter((one) => this.state.get(one)?.kind === "palToolAttachment"), urn],
        providers,
        false,
      );
      return gone.ok ? this.#create(declared, news, provider) : gone;
    }
    if (diff.changes === false && !old.unfinished) {
      this.state.set(urn, { ...old, inputs: news });
      return undefined;
    }
    const updated = await this.#step(urn, () => provider.update(old.id, old.outputs, news));
    if ("failed" in updated) {
      if (updated.partial !== undefined) this.#record(declared, old.id, news, updated.partial, true);
      return updated.failed;
    }
    this.#record(declared, old.id, news, updated.value.outs, false);
    return undefined;
  }

  async #create(declared: Declared, news: JsonObject, provider: DynamicProvider): Promise<Outcome | undefined> {
    const created = await this.#step(declared.urn, () => provider.create(news));
    if ("failed" in created) {
      if (created.id !== undefined && created.partial !== undefined)
        this.#record(declared, created.id, news, created.partial, true);
      return created.failed;
    }
    this.#record(declared, created.value.id, news, created.value.outs, false);
    return undefined;
  }

  #record(
    { urn, kind, dependsOn, deletedWith }: Declared,
    id: string,
    inputs: JsonObject,
    outputs: JsonObject,
    unfinished: boolean,
  ): void {
    this.state.set(urn, { kind, id, inputs, outputs: plain(outputs), dependsOn, deletedWith, unfinished });
  }

  /** Dependents first. A resource that is deleted together with another one costs no call. */
  async #deleteAll(
    urns: readonly string[],
    providers: Record<Kind, DynamicProvider>,
    withOwner = true,
  ): Promise<Outcome> {
    const rank = (urn: string): number => (this.state.get(urn)?.kind === "tool" ? 1 : 0);
    for (const urn of [...urns].sort((a, b) => rank(a) - rank(b))) {
      const entry = this.state.get(urn);
      if (entry === undefined) continue;
      const isSaved = withOwner && entry.deletedWith !== undefined && urns.includes(entry.deletedWith);
      if (!isSaved) {
        const deleted = await this.#step(urn, () => providers[entry.kind].delete(entry.id, entry.outputs));
        if ("failed" in deleted) return deleted.failed;
      }
      this.state.delete(urn);
    }
    return { ok: true };
  }

  async #deleteReplaced(providers: Record<Kind, DynamicProvider>): Promise<Outcome | undefined> {
    for (let next = this.#replaced[0]; next !== undefined; next = this.#replaced[0]) {
      const [urn, entry] = next;
      const deleted = await this.#step(urn, () => providers[entry.kind].delete(entry.id, entry.outputs));
      if ("failed" in deleted) return deleted.failed;
      this.#replaced.shift();
    }
    return undefined;
  }

  async #step<T>(
    urn: string,
    work: () => Promise<T>,
  ): Promise<{ value: T } | { failed: Outcome; id?: string; partial?: JsonObject }> {
    try {
      const value = await work();
      if (this.#isKilled()) throw new Killed();
      return { value };
    } catch (error) {
      if (error instanceof Killed || this.#isKilled()) throw new Killed();
      if (!(error instanceof Error)) throw new TypeError("a provider threw what is no Error");
      const { id, properties } = error as Error & { id?: string; properties?: JsonObject };
      const failed = { ok: false, urn, message: error.message };
      return { failed, ...(id !== undefined && { id }), ...(properties !== undefined && { partial: properties }) };
    }
  }
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The engine passes secrets to a provider unchanged. */
function plain(value: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    typeof item === "object" && item !== null && SIGNATURE in item && "value" in item ? item.value : item,
  ) as JsonObject;
}
