/**
 * Remembers which deliveries have been handled, so that a repeated delivery has no second effect (R-31, U-21). If several processes answer
 * for one service, give all of them the same store.
 * @since 0.1.0
 */
export interface SeenStore {
  /** Claims a delivery. Of two callers at the same time, only one may get `new`. */
  begin(key: string): Promise<SeenState>;
  /** Records that the delivery has been handled. */
  done(key: string): Promise<void>;
  /** Gives the claim up, so that the next caller gets `new`. */
  forget(key: string): Promise<void>;
}

/**
 * The state of a delivery when it was claimed. `new`: the caller handles it. `running`: another caller is handling it. `done`: it has been
 * handled.
 * @since 0.1.0
 */
export type SeenState = "new" | "running" | "done";

/**
 * How long a store remembers.
 * @since 0.1.0
 */
export interface SeenOptions {
  /** How long a handled delivery is remembered, in milliseconds. @default `604800000`, which is 7 days */
  readonly ttlMs?: number;
  /** Milliseconds after which an unfinished claim is free again, because its process must have died. @default `300000`, which is 5 minutes */
  readonly leaseMs?: number;
}

const TTL = 7 * 24 * 3_600_000;
const LEASE = 5 * 60_000;
/** Far more deliveries than a process handles while Tavus may still retry. */
const ENTRIES_MAX = 100_000;

/**
 * A store in the memory of this process, which is the default of a receiver. It forgets everything when the process ends. It keeps at most 100,000
 * entries, and drops the oldest ones first.
 * @param options how long it remembers
 * @param now the current time in milliseconds
 * @example const seen = memorySeen({ ttlMs: 3_600_000 });
 * @since 0.1.0
 */
export function memorySeen(
  { ttlMs = TTL, leaseMs = LEASE }: SeenOptions = {},
  now: () => number = Date.now,
): SeenStore {
  const entries = new Map<string, { state: SeenState; until: number }>();
  const put = (key: string, state: SeenState, life: number): void => {
    // Moves the entry to the end. A map keeps the insertion order, and the oldest entries are removed first.
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
 * A function that runs one Redis command. With node-redis it is `(...args) => client.sendCommand(args)`, with ioredis
 * `(...args) => client.call(...args)`, and in Bun `(name, ...args) => redis.send(name, args)`.
 * @since 0.1.0
 */
export type RedisCommand = (...args: [string, ...string[]]) => Promise<unknown>;

/**
 * A store in Redis, Valkey, or a compatible database. Claims are atomic, for any number of processes.
 * @param command runs one command
 * @param options how long it remembers, and the prefix of its keys, `pulumi-tavus:` by default
 * @example const seen = redisSeen((...args) => client.sendCommand(args));
 * @since 0.1.0
 */
export function redisSeen(
  command: RedisCommand,
  { ttlMs = TTL, leaseMs = LEASE, prefix = "pulumi-tavus:" }: SeenOptions & { readonly prefix?: string } = {},
): SeenStore {
  return {
    begin: async (key) => {
      // Some clients return a value other than null if there is no reply.
      if ((await command("SET", prefix + key, "running", "NX", "PX", `${leaseMs}`)) ?? false) return "new";
      return `${await command("GET", prefix + key)}` === "done" ? "done" : "running";
    },
    done: async (key) => void (await command("SET", prefix + key, "done", "PX", `${ttlMs}`)),
    forget: async (key) => void (await command("DEL", prefix + key)),
  };
}

/**
 * The part of a key-value storage that {@link storageSeen} uses. Storages of unstorage have it.
 * @since 0.1.0
 */
export interface KeyValueStorage {
  /** Reads a value. Null or undefined if there is none. */
  getItem(key: string): Promise<unknown>;
  /** Writes a value. */
  setItem(key: string, value: string): Promise<unknown>;
  /** Removes a value. */
  removeItem(key: string): Promise<unknown>;
}

/**
 * A store in any key-value storage, for example one of unstorage. Most storages have no atomic claim: two processes that get the same
 * delivery at the same moment can both handle it. If that matters, use {@link redisSeen}.
 * @param storage the key-value storage
 * @param options how long it remembers
 * @param now the current time in milliseconds
 * @example const seen = storageSeen(createStorage({ driver: fsDriver({ base: "./seen" }) }));
 * @since 0.1.0
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
        // The retry must not be refused when the storage works again.
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
