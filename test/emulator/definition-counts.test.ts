import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as canonical from "../../src/contract/canonical.ts";
import { type JsonObject, maskSecrets, type Tool } from "../../src/contract/index.ts";
import * as wire from "../../src/contract/wire.ts";
import type { TavusClient } from "../../src/tavus-api/client.ts";
import { providerOf } from "../support/account.ts";
import { plaintexts } from "../support/plaintexts.ts";
import { fullPostCallTool } from "../support/tools.ts";

/** How many times one call of the engine computes the wire form of a definition, the canonical form of a field, and the parts of a URL. */
interface Counts {
  readonly toWire: number;
  readonly canonical: number;
  readonly url: number;
}

let parsed: string[] = [];
beforeEach(() => {
  vi.spyOn(wire, "toWire");
  vi.spyOn(canonical, "canonicalField");
  vi.spyOn(canonical, "canonicalAt");
  const Original = URL;
  class CountedUrl extends Original {
    constructor(text: string | URL, base?: string | URL) {
      super(text, base);
      parsed.push(String(text));
    }
    static override parse(text: string): URL | null {
      parsed.push(String(text));
      return Original.parse(String(text));
    }
    static override canParse(text: string): boolean {
      parsed.push(String(text));
      return Original.canParse(String(text));
    }
  }
  vi.stubGlobal("URL", CountedUrl);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function count<T>(call: Promise<T>): Promise<{ result: T; counts: Counts }> {
  const result = await call;
  const counts = {
    toWire: vi.mocked(wire.toWire).mock.calls.length,
    canonical:
      vi.mocked(canonical.canonicalField).mock.calls.length + vi.mocked(canonical.canonicalAt).mock.calls.length,
    // The base URL isn't part of the definition.
    url: parsed.filter((text) => text.includes("crm.acme.dev")).length,
  };
  vi.mocked(wire.toWire).mockClear();
  vi.mocked(canonical.canonicalField).mockClear();
  vi.mocked(canonical.canonicalAt).mockClear();
  parsed = [];
  return { result, counts };
}

/** An account with one tool that answers at once, with defaults filled in as a server does (U-9). */
function accountOf(): TavusClient {
  let tool: JsonObject = {};
  const answer = (): Tool => {
    const { delivery, ...others } = tool as { delivery: { api: JsonObject } };
    const api = { method: "POST", headers: null, ...delivery.api };
    return { tool_id: "t1", name: "", ...maskSecrets({ ...others, delivery: { app_message: false, api } }) };
  };
  const write = (body: JsonObject): Tool => {
    tool = { ...tool, ...body };
    return answer();
  };
  return {
    createTool: async (body: JsonObject) => write(body),
    updateTool: async (_id: string, patch: JsonObject) => write(patch),
    getTool: async () => answer(),
    readTool: async () => answer(),
    readToolAtStart: async () => answer(),
  } as unknown as TavusClient;
}

const toolAt = (path: string, change: JsonObject = {}): JsonObject => {
  const url = `https://crm.acme.dev/${path}/{tavus_conversation_id}`;
  return fullPostCallTool({ delivery: { api: { url, auth: { type: "bearer", token: "a-long-token" } } }, ...change });
};

/** The engine returns what it was given, without its own marks for secrets. */
const asEngine = (value: JsonObject): JsonObject => plaintexts(JSON.parse(JSON.stringify(value))) as JsonObject;

it.each(["off", "refuse"] as const)("computes only the forms that an update needs, with guard %s", async (guard) => {
  const account = accountOf();
  // Each operation of the engine has its own process.
  const start = async () => {
    const provider = providerOf("tool", account);
    await provider.configure({ config: { get: (key) => (key === "tavus:guard" ? guard : undefined) } });
    return provider;
  };
  const first = await start();
  // A path that no other test has made the process parse.
  const [old, now] = [toolAt(`old-${guard}`), toolAt(`new-${guard}`)];
  const checked = await count(first.check({}, old));
  expect(checked.counts).toEqual({ toWire: 1, canonical: 0, url: 1 });
  const created = await count(first.create(asEngine(checked.result.inputs)));
  expect(created.counts).toEqual({ toWire: 1, canonical: 0, url: 0 });

  const second = await start();
  const state = (): JsonObject => asEngine(created.result.outs);
  const rechecked = await count(second.check(asEngine(old), asEngine(now)));
  expect(rechecked.counts).toEqual({ toWire: 1, canonical: 0, url: 1 });
  const compared = await count(second.diff("t1", state(), asEngine(now)));
  expect(compared.counts).toEqual({ toWire: 2, canonical: 2, url: 0 });
  const { counts, result } = await count(second.update("t1", state(), asEngine(now)));
  expect(result.outs).toMatchObject({ description: now["description"] });
  expect(counts).toEqual({ toWire: 2, canonical: 2, url: 0 });
});

it("compares a definition with an older one that breaks rules, and still computes each form once", async () => {
  const provider = providerOf("tool", accountOf());
  const [old, now] = [toolAt("older", { name: "no-hyphens" }), toolAt("newer", { name: "no-hyphens" })];
  const { result, counts } = await count(provider.check(old, now));
  expect(result.failures).toEqual([]);
  expect(counts).toEqual({ toWire: 2, canonical: 2, url: 2 });
});
