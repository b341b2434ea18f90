import { describe, expect, it } from "vitest";
import type { JsonObject } from "../contract/index.ts";
import { IGNORE_CHANGES } from "../state-format/properties.ts";
import { UNKNOWN } from "../state-format/unknown.ts";
import type { TavusClient } from "../tavus-api/client.ts";
import { ApiError, TavusError } from "../tavus-api/errors/index.ts";
import { harden, type ResourceHandlers } from "./runtime.ts";
import { KEY, nothing, provider, SECRET } from "./testing/handlers.ts";

const SIGNATURE = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const rejection = async (promise: Promise<unknown>): Promise<Error & JsonObject> => {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Error)) throw new TypeError("it did not reject with an Error");
  return thrown as Error & JsonObject;
};

describe("warnings", () => {
  it("are shown together with errors, except for those that the errors repeat", async () => {
    const said: string[] = [];
    let refused = ["one"];
    const handlers: ResourceHandlers = {
      ...nothing,
      secretPaths: [["token"]],
      check: () => refused,
      warn: () => ["one", `two ${SECRET}`],
    };
    const connect = async () => ({}) as TavusClient;
    const { check } = harden(handlers, { connect, env: {}, warn: (text) => void said.push(text) });
    await check({}, { name: "note", token: SECRET });
    expect(said.splice(0)).toEqual(["warning: note: two [redacted]"]);
    // Not everything is known, so a warning could be wrong.
    await check({}, { name: "note", url: UNKNOWN });
    // The program warns after the resource is registered.
    refused = [];
    await check({}, { name: "note" });
    expect(said).toEqual([]);
  });
});

describe("a refused key", () => {
  const refused = () => {
    const facts = ["GET /v2/tools answered 401: Invalid key"];
    const failure = { operation: "read", outcome: { kind: "refused", status: 401 }, facts } as const;
    return Promise.reject(new ApiError(failure, { status: 401, method: "GET", path: "/v2/tools", serverText: "" }));
  };

  it("can be the last up's key if the operation runs no program", async () => {
    const { check, read, create } = provider({ read: refused, create: refused });
    const CHECK_KEY =
      "Check the API key: apiKey of the tavus.Provider, stack config tavus:apiKey, or TAVUS_API_KEY. The first one found wins.";
    expect((await rejection(read("t1", { name: "n" }))).message).toBe(
      `Could not read: GET /v2/tools answered 401: Invalid key. ${CHECK_KEY} ` +
        "refresh and destroy use the key of the last up. If it has changed since, run them with --run-program.",
    );
    await check({}, {});
    expect((await rejection(create({}))).message).toBe(
      `Could not read: GET /v2/tools answered 401: Invalid key. ${CHECK_KEY}`,
    );
  });
});

describe("results", () => {
  it("contain nothing that the engine's host can't carry", async () => {
    const outputs = { a: undefined, b: [undefined, { c: undefined, d: 1 }], e: null };
    expect(await provider({ create: async () => ({ id: "t1", outputs }) }).create({})).toEqual({
      id: "t1",
      outs: { b: [null, { d: 1 }], e: null },
    });
  });

  it("are refused before any request if the inputs contain a value that the host can't carry", async () => {
    let requests = 0;
    const { create } = provider({
      create: async () => {
        requests += 1;
        return { id: "t1", outputs: {} };
      },
    });
    for (const [value, message] of [
      [Number.NaN, "a.b is not a finite number. Write a number that JSON can hold."],
      [() => 1, "a.b is of type function, which JSON cannot hold here. Write plain JSON."],
      [10n, "a.b is of type bigint, which JSON cannot hold here. Write plain JSON."],
      [new Date(), "a.b is of type object, which JSON cannot hold here. Write plain JSON."],
    ] as const)
      expect((await rejection(create({ a: { b: value } }))).message).toBe(message);
    expect(requests).toBe(0);
  });

  it("mark secrets that the program didn't mark, but no values that aren't known yet", async () => {
    const { check } = provider({});
    expect((await check({}, { auth: { token: SECRET, type: "bearer" } })).inputs).toEqual({
      auth: { token: { ...SIGNATURE, value: SECRET }, type: "bearer" },
    });
    expect((await check({}, { auth: { token: UNKNOWN } })).inputs).toEqual({ auth: { token: UNKNOWN } });
    expect((await check({}, { auth: UNKNOWN })).inputs).toEqual({ auth: UNKNOWN });
  });

  it("of a diff leave the paths to the engine", async () => {
    expect(await provider({}).diff("t1", {}, {})).toEqual({ changes: false });
    expect(await provider({ diff: () => ({ changed: true, replaces: [] }) }).diff("t1", {}, {})).toEqual({});
    expect(await provider({ diff: () => ({ changed: true, replaces: ["origin"] }) }).diff("t1", {}, {})).toEqual({
      replaces: ["origin"],
      deleteBeforeReplace: true,
    });
  });

  it("of a read are empty if the object is gone, and otherwise contain the provider's text", async () => {
    expect(await provider({}).read("t1", { __provider: "p", name: "n" })).toEqual({});
    const found = provider({ read: async () => ({ inputs: { a: 1 }, outputs: { a: 1, b: 2 } }) });
    expect(await found.read("t1", { __provider: "p" })).toEqual({
      id: "t1",
      inputs: { a: 1, __provider: "p" },
      props: { a: 1, b: 2, __provider: "p" },
    });
    // `get` has no state, so there is no provider text to keep.
    expect(await found.read("t1", undefined)).toEqual({ id: "t1", inputs: { a: 1 }, props: { a: 1, b: 2 } });
  });
});

describe("a read without state, which a program requests with get", () => {
  it("fails with the id if the object doesn't exist, instead of returning empty outputs", async () => {
    for (const props of [{ __provider: "p" }, {}, undefined])
      expect((await rejection(provider({}).read("t404", props))).message).toBe("There is no t404.");
  });
});

describe("ignoreChanges", () => {
  it("only applies to a resource of its own account", async () => {
    const seen: unknown[] = [];
    const guard: ResourceHandlers["guard"] = async (_client, id, _state, _news, ignored) =>
      void seen.push([id, ignored]);
    const { configure, check, update } = provider({ guard }, {});
    const use = (apiKey: string) => {
      const config: Record<string, string> = { "tavus:apiKey": apiKey, "tavus:guard": "refuse" };
      return configure({ config: { get: (key) => config[key] } });
    };
    await use("one");
    await check({}, { name: "note", [IGNORE_CHANGES]: ["description"] });
    await use("two");
    await check({}, { name: "note" });
    await update("t2", { name: "note" }, { name: "note" });
    await use("one");
    await update("t1", { name: "note" }, { name: "note" });
    expect(seen).toEqual([
      ["t2", []],
      ["t1", ["description"]],
    ]);
  });
});

describe("errors", () => {
  it.each([undefined, null, "text", 5, { message: "object" }])(
    "are Errors, no matter what is thrown: %j",
    async (thrown) => {
      const error = await rejection(provider({ delete: () => Promise.reject(thrown) }).delete("t1", {}));
      expect(error.stack).not.toContain("\n");
    },
  );

  it("hide secrets and the key, in every encoding", async () => {
    const odd = `${SECRET}"/&`;
    const leak = async (): Promise<never> => {
      throw new TavusError(`It said ${odd} and ${JSON.stringify(odd)} and ${encodeURIComponent(odd)} to ${KEY}.`);
    };
    const error = await rejection(
      provider({ update: leak }).update("t1", { auth: { token: odd } }, { auth: { token: odd } }),
    );
    expect(`${error.message} ${error.stack} ${String(error)}`).not.toMatch(/c4nary|key-of-the-account/);
    expect(error.message).toBe('It said [redacted] and "[redacted]" and [redacted] to [redacted].');
  });

  it("after the tool was created keep id, state, and the provider's text, so that nothing is lost", async () => {
    const { create } = provider({
      create: async () => ({
        id: "t1",
        outputs: { a: 1, auth: { token: SECRET } },
        problems: [`Half done with ${SECRET}.`],
      }),
    });
    const error = await rejection(create({ __provider: "p", auth: { token: SECRET } }));
    expect(error).toMatchObject({
      id: "t1",
      properties: { a: 1, auth: { token: { ...SIGNATURE, value: SECRET } }, __provider: "p" },
      reasons: ["Half done with [redacted]."],
    });
  });
});

describe("settings", () => {
  it("without a key are reported by the check, with all three ways to set one", async () => {
    const { failures } = await provider({}, {}).check({}, {});
    expect(failures).toEqual([
      { property: "", reason: expect.stringMatching(/tavus:apiKey.*TAVUS_API_KEY.*tavus\.Provider.*api-keys\.$/s) },
    ]);
  });

  it("without a key mention destroy and refresh only for those operations", async () => {
    const { check, create, delete: remove, read } = provider({}, {});
    for (const run of [remove("t1", {}), read("t1", { name: "n" })])
      expect((await rejection(run)).message).toContain("destroy and refresh use the settings of the last up.");
    await check({}, {});
    expect((await rejection(create({}))).message).not.toContain("destroy");
  });

  it("without a key still show whether the server is the emulator", async () => {
    let local: boolean | undefined;
    const check: ResourceHandlers["check"] = (_olds, _news, options) => {
      local = options.allowLocalEndpoints;
      return [];
    };
    const { failures } = await provider({ check }, { TAVUS_BASE_URL: "http://127.0.0.1:1" }).check({}, {});
    expect(failures).toHaveLength(1);
    expect(local).toBe(true);
  });

  it("come from the stack before the environment, and apply to a concurrent resource", async () => {
    const seen: unknown[] = [];
    const hardened = harden(nothing, {
      env: { TAVUS_API_KEY: "of-the-environment" },
      connect: async (settings) => {
        seen.push(settings);
        return {} as TavusClient;
      },
    });
    const values: Record<string, string> = { "tavus:apiKey": " of-the-stack\n", "tavus:baseUrl": "http://127.0.0.1:1" };
    const configured = hardened.configure({ config: { get: (key) => values[key] } });
    await hardened.create({});
    await configured;
    expect(seen).toEqual([
      { apiKey: "of-the-stack", baseUrl: "http://127.0.0.1:1", allowLocalEndpoints: true, guard: "off" },
    ]);
  });

  it("never send the key over plain http to another machine", async () => {
    const { failures } = await provider({}, { TAVUS_API_KEY: KEY, TAVUS_BASE_URL: "http://tavusapi.com" }).check(
      {},
      {},
    );
    expect(failures).toEqual([{ property: "", reason: expect.stringContaining("https") }]);
  });

  it("accept plain http to a container only with tavus:allowInsecureBaseUrl", async () => {
    const config = { "tavus:apiKey": KEY, "tavus:baseUrl": "http://tavus:7077" };
    const failuresWith = async (values: Record<string, string>): Promise<unknown> => {
      const hardened = provider({}, {});
      await hardened.configure({ config: { get: (key) => values[key] } });
      return (await hardened.check({}, {})).failures?.map(({ reason }) => reason);
    };
    const refused = [expect.stringMatching(/run pulumi config set tavus:allowInsecureBaseUrl true\.$/)];
    expect(await failuresWith(config)).toEqual(refused);
    expect(await failuresWith({ ...config, "tavus:allowInsecureBaseUrl": "false" })).toEqual(refused);
    expect(await failuresWith({ ...config, "tavus:allowInsecureBaseUrl": "true" })).toEqual([]);
    expect(await failuresWith({ ...config, "tavus:allowInsecureBaseUrl": "yes" })).toEqual([
      "tavus:allowInsecureBaseUrl is neither true nor false. Set one: pulumi config set tavus:allowInsecureBaseUrl true.",
    ]);
  });
});
