import { createStorage } from "unstorage";
import fsDriver from "unstorage/drivers/fs";
import { describe, expect, it, vi } from "vitest";
import { newFolder } from "../../test/support/folder.ts";
import { memorySeen, redisSeen, type SeenStore, storageSeen } from "./seen.ts";

/** The four Redis commands that the store uses, with the test's clock. */
function fakeRedis(now: () => number) {
  const entries = new Map<string, { value: string; until: number }>();
  const live = (key: string) => {
    const entry = entries.get(key);
    return entry !== undefined && entry.until > now() ? entry : undefined;
  };
  return async (...[command, key = "", value = "", ...options]: string[]): Promise<unknown> => {
    if (command === "GET") return live(key)?.value ?? null;
    if (command === "DEL") return entries.delete(key) ? 1 : 0;
    if (command !== "SET" || options.at(-2) !== "PX") throw new Error(`no such command: ${command}`);
    if (options.includes("NX") && live(key) !== undefined) return null;
    entries.set(key, { value, until: now() + Number(options.at(-1)) });
    return "OK";
  };
}

const options = { ttlMs: 1000, leaseMs: 100 };
const KINDS: Record<string, (now: () => number) => SeenStore> = {
  memory: (now) => memorySeen(options, now),
  "unstorage, in files": (now) => storageSeen(createStorage({ driver: fsDriver({ base: newFolder() }) }), options, now),
  redis: (now) => redisSeen(fakeRedis(now), options),
};

describe.each(Object.keys(KINDS))("seen in %s", (kind) => {
  function start() {
    const clock = { now: 0 };
    const seen = KINDS[kind]?.(() => clock.now) as SeenStore;
    return { seen, clock };
  }

  it("gives a claim to only one of several callers, and reports done deliveries", async () => {
    const { seen } = start();
    const claims = await Promise.all(Array.from({ length: 5 }, () => seen.begin("c1/log_note")));
    expect(claims.sort()).toEqual(["new", "running", "running", "running", "running"]);
    expect(await seen.begin("c2/log_note")).toBe("new");
    await seen.done("c1/log_note");
    expect(await seen.begin("c1/log_note")).toBe("done");
    expect(await seen.begin("c1/log_note")).toBe("done");
  });

  it("forgets failed and unfinished deliveries, and old ones", async () => {
    const { seen, clock } = start();
    await seen.begin("a");
    await seen.forget("a");
    expect(await seen.begin("a")).toBe("new");
    clock.now = 99;
    expect(await seen.begin("a")).toBe("running");
    clock.now = 100;
    expect(await seen.begin("a")).toBe("new");
    await seen.done("a");
    clock.now = 1099;
    expect(await seen.begin("a")).toBe("done");
    clock.now = 1100;
    expect(await seen.begin("a")).toBe("new");
  });
});

it.each([null, undefined, false])(
  "treats %s as another caller's claim, as some Redis clients report it",
  async (nothing) => {
    const seen = redisSeen(async (name) => (name === "SET" ? nothing : Buffer.from("done")));
    expect(await seen.begin("c1/log_note")).toBe("done");
  },
);

describe("seen in unstorage", () => {
  it("is visible to another process, and after a restart", async () => {
    const base = newFolder();
    const open = () => storageSeen(createStorage({ driver: fsDriver({ base }) }), options, () => 0);
    const [first, second] = [open(), open()];
    expect(await first.begin("c1/log_note")).toBe("new");
    expect(await second.begin("c1/log_note")).toBe("running");
    await first.done("c1/log_note");
    expect(await second.begin("c1/log_note")).toBe("done");
    expect(await open().begin("c1/log_note")).toBe("done");
  });
});

it("accepts a retry after the storage failed once", async () => {
  const { getItem, setItem, removeItem } = createStorage();
  const failing = vi.fn(getItem).mockRejectedValueOnce(new Error("away"));
  const seen = storageSeen({ getItem: failing, setItem, removeItem }, options, () => 0);
  await expect(seen.begin("a")).rejects.toThrow("away");
  expect(await seen.begin("a")).toBe("new");
  expect(await seen.begin("a")).toBe("running");
});

describe("seen in memory", () => {
  it("stays small by removing the oldest entries first", async () => {
    const seen = memorySeen();
    for (let i = 0; i <= 100_000; i += 1) await seen.done(String(i));
    expect(await seen.begin("100000")).toBe("done");
    expect(await seen.begin("0")).toBe("new");
  });
});
