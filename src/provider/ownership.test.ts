import { beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../contract/index.ts";
import { UNKNOWN } from "../state-format/unknown.ts";
import type { TavusClient } from "../tavus-api/client.ts";
import { harden, type ResourceHandlers } from "./runtime.ts";
import { KEY, nothing, provider, SECRET } from "./testing/handlers.ts";

/** The diff of a resource that must get another id. */
const REPLACED = { changes: true, replaces: ["toolId"] };

describe("a deletion", () => {
  it("spares a resource that was created in the same operation: the old resource was only renamed", async () => {
    const deleted: string[] = [];
    const handlers: Partial<ResourceHandlers> = { delete: async (_client, id) => void deleted.push(id) };
    const { create, delete: remove } = provider(handlers);
    await remove("t1", {});
    await create({});
    await remove("t1", {});
    await remove("t2", {});
    expect(deleted).toEqual(["t1", "t2"]);
    // The next operation has its own process.
    await provider(handlers).delete("t1", {});
    expect(deleted).toEqual(["t1", "t2", "t1"]);
  });

  it("spares only those of several resources that another kind of resource created or updated", async () => {
    const deleted: unknown[] = [];
    const options = { connect: async () => ({}) as TavusClient, env: { TAVUS_API_KEY: KEY }, held: new Set<string>() };
    const set = harden(
      {
        ...nothing,
        holds: (id, { parts }) => (parts as string[]).map((part) => `${id}/${part}`),
        create: async () => ({ id: "p1", outputs: { parts: ["a"] } }),
        update: async () => ({ outputs: { parts: ["b"] } }),
        delete: async (_client, id, held) => void deleted.push([id, held]),
      },
      options,
    );
    const single = harden({ ...nothing, delete: async (_client, id) => void deleted.push(id) }, options);
    await set.create({});
    await set.update("p1", {}, {});
    for (const id of ["p1/a", "p1/b", "p1/c"]) await single.delete(id, {});
    await set.delete("p1", { parts: ["a", "d"] });
    await set.delete("p1", { parts: ["a", "b"] });
    await set.delete("p1", { parts: [] });
    expect(deleted).toEqual(["p1/c", ["p1", ["p1/d"]]]);
  });

  it("doesn't spare the same id in another account", async () => {
    const deleted: string[] = [];
    const hardened = provider({ delete: async (_client, id) => void deleted.push(id) }, {});
    const use = (apiKey: string) =>
      hardened.configure({ config: { get: (key) => (key === "tavus:apiKey" ? apiKey : undefined) } });
    await use("one");
    await hardened.create({});
    await use("two");
    await hardened.delete("t1", {});
    expect(deleted).toEqual(["t1"]);
  });
});

describe("a creation", () => {
  type Claim = Parameters<ResourceHandlers["create"]>[2];
  /** A provider whose creations run the steps that the test passes. */
  function claiming() {
    const steps: ((claim: Claim) => Promise<void> | void)[] = [];
    const hardened = provider({
      create: async (_client, inputs, claim) => {
        await steps.shift()?.(claim);
        return { id: "made", outputs: inputs };
      },
      diff: (_olds, news) => ({ changed: false, replaces: news["replaced"] === true ? ["origin"] : [] }),
    });
    const create = (inputs: JsonObject, step: (claim: Claim) => Promise<void> | void) => {
      steps.push(step);
      return hardened.create(inputs);
    };
    /** The owner of the id, as a creation sees it. */
    const ownerOf = async (id: string): Promise<unknown> => {
      const asked = Promise.withResolvers<unknown>();
      const creation = create({}, (claim) => {
        asked.resolve(claim(id));
        throw new Error("Only asked.");
      });
      await expect(creation).rejects.toThrow("Only asked.");
      return asked.promise;
    };
    return { ...hardened, create, ownerOf };
  }

  it("learns which other resource of the program has the id, and its name", async () => {
    const { check, create, diff, ownerOf } = claiming();
    // Before `up --refresh` runs the program, it compares everything in the state, including resources that are no longer in the program.
    await diff("t1", { name: "old" }, { name: "old" });
    expect(await ownerOf("t1")).toBeUndefined();
    await check({}, {});
    await diff("t1", { name: "old" }, { name: "new" });
    await diff("t0", { name: "a" }, { name: "a" });
    await diff("t2", {}, { name: "b", replaced: true });
    await create({ name: "c" }, () => {});
    const owners: unknown[] = [];
    for (const id of ["t1", "t0", "t2", "made"]) owners.push(await ownerOf(id));
    expect(owners).toMatchObject([
      { name: "new", isRenamed: true },
      { name: "a", isRenamed: false },
      undefined,
      { name: "c", isRenamed: false },
    ]);
  });

  it("owns an id from its claim until it fails", async () => {
    const { create, ownerOf } = claiming();
    const { promise: answer, resolve } = Promise.withResolvers<void>();
    const creation = create({ name: "a" }, (claim) => {
      claim("t1");
      return answer;
    });
    expect(await ownerOf("t1")).toEqual({ name: "a", isRenamed: false });
    resolve();
    await creation;
    expect(await ownerOf("t1")).toEqual({ name: "a", isRenamed: false });
    const { promise: other, reject: refuse } = Promise.withResolvers<void>();
    const failing = create({ name: "b" }, (claim) => {
      claim("t2");
      return other;
    });
    refuse(new Error("Refused."));
    await expect(failing).rejects.toThrow("Refused.");
    expect(await ownerOf("t2")).toBeUndefined();
  });

  it("takes the id from a resource that is compared later and must get another id, but only if it succeeds", async () => {
    const { check, create, diff } = claiming();
    await check({}, {});
    for (const [refusal, seen] of [
      [undefined, REPLACED],
      [new Error("Refused."), { changes: false }],
    ] as const) {
      const id = `of ${refusal}`;
      const { promise: claimed, resolve } = Promise.withResolvers<void>();
      const { promise: answer, resolve: accept, reject: refuse } = Promise.withResolvers<void>();
      const creation = create({ name: "a" }, (claim) => {
        claim(id);
        resolve();
        return answer;
      }).catch((error: unknown) => error);
      await claimed;
      const compared = diff(id, { name: "a" }, { name: "b" });
      if (refusal === undefined) accept();
      else refuse(refusal);
      await creation;
      expect(await compared).toEqual(seen);
    }
  });

  it("delays the deletion of the id's previous owner, which then spares it", async () => {
    const deleted: string[] = [];
    const { promise: claimed, resolve } = Promise.withResolvers<void>();
    const { promise: answer, resolve: accept } = Promise.withResolvers<void>();
    const hardened = provider({
      create: async (_client, _inputs, claim) => {
        claim("t2");
        resolve();
        await answer;
        return { id: "t2", outputs: {} };
      },
      delete: async (_client, id) => void deleted.push(id),
    });
    const creation = hardened.create({});
    await claimed;
    const end = hardened.delete("t2", {});
    accept();
    await Promise.all([creation, end, hardened.delete("t3", {})]);
    expect(deleted).toEqual(["t3"]);
  });

  it("with a known id delays the deletion from its start, and is spared unless it fails", async () => {
    for (const [fails, expected] of [
      [true, ["p1/t1"]],
      [false, []],
    ] as const) {
      const deleted: string[] = [];
      const { promise: answer, resolve: accept, reject: refuse } = Promise.withResolvers<void>();
      const hardened = provider({
        create: async () => answer.then(() => ({ id: "p1/t1", outputs: {} })),
        delete: async (_client, id) => void deleted.push(id),
        idOf: ({ pal, tool }) => `${String(pal)}/${String(tool)}`,
      });
      const creation = hardened.create({ pal: "p1", tool: "t1" }).catch(() => undefined);
      const end = hardened.delete("p1/t1", {});
      if (fails) refuse(new Error("Refused."));
      else accept();
      await Promise.all([creation, end]);
      expect(deleted).toEqual(expected);
    }
  });

  it("doesn't get an id whose deletion has started", async () => {
    const { promise: answer, resolve: accept } = Promise.withResolvers<void>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const owners: unknown[] = [];
    const hardened = provider({
      create: async (_client, _inputs, claim) => {
        owners.push(claim("t1"));
        return { id: "t2", outputs: {} };
      },
      delete: async () => {
        ask();
        await answer;
      },
    });
    const end = hardened.delete("t1", {});
    await asked;
    await hardened.create({});
    accept();
    await end;
    await hardened.create({});
    expect(owners).toEqual([1, 2].map(() => ({ name: undefined, isRenamed: true })));
  });

  it("can have an id that another resource has in another account", async () => {
    const { check, configure, diff, ownerOf } = claiming();
    const use = (apiKey: string) =>
      configure({ config: { get: (key) => (key === "tavus:apiKey" ? apiKey : undefined) } });
    await use("one");
    await check({}, {});
    await diff("t1", { name: "a" }, { name: "a" });
    expect(await ownerOf("t1")).toMatchObject({ name: "a", isRenamed: false });
    await use("two");
    expect(await ownerOf("t1")).toBeUndefined();
  });
});

describe("two resources that a state gives one id", () => {
  const warnings: string[] = [];
  const deleted: string[] = [];
  const hardened = (handlers: Partial<ResourceHandlers> = {}) =>
    harden(
      { ...nothing, delete: async (_client, id) => void deleted.push(id), ...handlers },
      { connect: async () => ({}) as TavusClient, env: { TAVUS_API_KEY: KEY }, warn: (text) => warnings.push(text) },
    );
  beforeEach(() => void [warnings, deleted].map((list) => list.splice(0)));

  it("are distinguished by name: the second is replaced, and its deletion doesn't affect the first", async () => {
    const { check, diff, delete: end } = hardened();
    for (const name of ["a", SECRET]) await check({}, { name });
    expect(await diff("t1", { name: "a", adopt: true }, { name: "a" })).toEqual({ changes: false });
    expect(await diff("t1", { name: "a" }, { name: SECRET, auth: { token: SECRET } })).toEqual(REPLACED);
    expect(warnings).toEqual([
      "warning: The tool t1 also belongs, or belonged, to another resource of this program: [redacted] gets one of its own.",
    ]);
    await end("t1", {});
    expect(deleted).toEqual([]);
  });

  it("aren't both deleted", async () => {
    for (const handlers of [{}, { idOf: () => "t1" }]) {
      const { check, diff, delete: end } = hardened(handlers);
      await check({}, {});
      const state = { name: "a", adopt: true };
      await diff("t1", state, { name: "a" });
      await end("t1", { name: "a" });
      expect(deleted).toEqual([]);
      // `replaceOnChanges` replaces the resource, although the diff didn't ask for it.
      await end("t1", { adopt: true, name: "a" });
      expect(deleted.splice(0)).toEqual("idOf" in handlers ? [] : ["t1"]);
    }
  });

  it("are both deleted if one is deleted before the other is compared, which then must be recreated", async () => {
    for (const handlers of [{}, { idOf: () => "t1" }]) {
      const { check, diff, delete: end } = hardened(handlers);
      await check({}, {});
      await end("t1", { name: "a" });
      expect(await diff("t1", { name: "b" }, { name: "b" })).toEqual(REPLACED);
    }
    expect(warnings).toHaveLength(1);
  });

  it("count as one if the state or name is the same, the name isn't known yet or isn't in the program, or nothing is planned", async () => {
    const { check, diff, delete: end } = hardened();
    await diff("t1", { n: 1 }, { name: "a" });
    await diff("t1", { n: 2 }, { name: "b" });
    for (const name of ["a", "b", "d", UNKNOWN]) await check({}, { name });
    for (const [n, name] of [
      [3, "a"],
      [3, "b"],
      [4, "b"],
      [5, UNKNOWN],
      [6, "b"],
      [7, "c"],
      [8, "d"],
    ])
      expect(await diff("t1", { n }, { name })).toEqual({ changes: false });
    await end("t1", { n: 8 });
    expect(deleted).toEqual(["t1"]);
    expect(warnings).toEqual([]);
  });

  it("can have it if the inputs say what it is", async () => {
    const { check, diff } = hardened({ idOf: () => "t1" });
    for (const name of ["a", "b"]) await check({}, { name });
    for (const name of ["a", "b"]) expect(await diff("t1", { name }, { name })).toEqual({ changes: false });
  });
});
