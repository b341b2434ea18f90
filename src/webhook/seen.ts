/**
 * Remembers which deliveries have been handled, so that a repeat has no second effect (R-31, U-21). Give the receivers of one service the
 * same store where several processes answer.
 */
export interface SeenStore {
  /**
   * Claims a delivery: `new` is the caller's to handle, `running` somebody else handles at this moment, `done` has been handled. Two
   * callers at the same time must not both hear `new`.
   */
  begin(key: string): Promise<SeenState>;
  /** It has been handled. */
  done(key: string): Promise<void>;
  /** It has not: whoever comes next may try. */
  forget(key: string): Promise<void>;
}

export type SeenState = "new" | "running" | "done";

export interface SeenOptions {
  /** Milliseconds for which a handled delivery is remembered. @default 7 days */
  readonly ttlMs?: number;
  /** Milliseconds after which a claim that nobody finished, because its process died, is free again. @default 5 minutes */
  readonly leaseMs?: number;
}

const TTL = 7 * 24 * 3_600_000;
const LEASE = 5 * 60_000;
/** Far more than a process sees in the time of a retry. */
const ENTRIES_MAX = 100_000;

/** A store in this process's memory: the default, good for one process and until it ends. */
export function memorySeen(
  { ttlMs = TTL, leaseMs = LEASE }: SeenOptions = {},
  now: () => number = Date.now,
): SeenStore {
  const entries = new Map<string, { state: SeenState; until: number }>();
  const put = (key: string, state: SeenState, life: number): void => {
    // Again at the end: a map keeps the order of insertion, and the oldest go first.
    entries.delete(key);
    entries.set(key, { state, until: now() + life });
    const [oldest = key] = entries.keys();
    if (entries.size > ENTRIES_MAX) entries.delete(oldest);
  };
  return {
    begin: async (key) => {
      const entry = entries.get(key);
      if (entry && entry.until > now()) return entry.state;
      put(key, "running", leaseMs);
      return "new";
    },
    done: async (key) => put(key, "done", ttlMs),
    forget: async (key) => void entries.delete(key),
  };
}

/**
 * Runs one Redis command: `(...args) => client.sendCommand(args)` of node-redis, `(...args) => client.call(...args)` of ioredis,
 * `(name, ...args) => redis.send(name, args)` of Bun.
 */
export type RedisCommand = (...args: [string, ...string[]]) => Promise<unknown>;

/**
 * A store in Redis, Valkey or what speaks like them: atomic, for any number of processes.
 * @param prefix of the keys
 */
export function redisSeen(
  command: RedisCommand,
  { ttlMs = TTL, leaseMs = LEASE, prefix = "pulumi-tavus:" }: SeenOptions & { readonly prefix?: string } = {},
): SeenStore {
  return {
    begin: async (key) => {
      if ((await command("SET", prefix + key, "running", "NX", "PX", `${leaseMs}`)) !== null) return "new";
      return `${await command("GET", prefix + key)}` === "done" ? "done" : "running";
    },
    done: async (key) => void (await command("SET", prefix + key, "done", "PX", `${ttlMs}`)),
    forget: async (key) => void (await command("DEL", prefix + key)),
  };
}

/** What is used of a storage; unstorage's is one. */
export interface KeyValueStorage {
  getItem(key: string): Promise<unknown>;
  setItem(key: string, value: string): Promise<unknown>;
  removeItem(key: string): Promise<unknown>;
}

/**
 * A store in any key-value storage, such as unstorage's drivers. Most have no atomic claim: within this process claims are exact, but two
 * processes that get the same delivery in the same moment may both handle it. Where that matters, take {@link redisSeen}.
 */
export function storageSeen(
  storage: KeyValueStorage,
  { ttlMs = TTL, leaseMs = LEASE }: SeenOptions = {},
  now: () => number = Date.now,
): SeenStore {
  const own = memorySeen({ leaseMs }, now);
  const nameOf = (key: string): string => key.replaceAll("/", ":");
  const put = (key: string, state: SeenState, life: number) => storage.setItem(nameOf(key), `${state} ${now() + life}`);
  return {
    begin: async (key) => {
      if ((await own.begin(key)) === "running") return "running";
      try {
        const [state, until] = `${(await storage.getItem(nameOf(key))) ?? ""}`.split(" ");
        if (!(Number(until) > now())) {
          await put(key, "running", leaseMs);
          return "new";
        }
        await own.forget(key);
        return state as SeenState;
      } catch (error) {
        // The retry must not be refused when the storage is back.
        await own.forget(key);
        throw error;
      }
    },
    done: (key) => put(key, "done", ttlMs).then(() => own.forget(key)),
    forget: async (key) => {
      await own.forget(key);
      await storage.removeItem(nameOf(key));
    },
  };
}
