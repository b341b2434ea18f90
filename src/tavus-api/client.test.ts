import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { clientFor, TavusClient } from "./client.ts";
import type { FailureOutcome } from "./errors/index.ts";
import { API_KEY, quiet, rejection, setUp } from "./testing/harness.ts";
import { inTurn, type Script } from "./testing/scripted-server.ts";
import { listOf, routes, toolsUpTo } from "./testing/tool-store.ts";
import { VERSION } from "./version.ts";

/** The output of a process that ends by itself, or is killed. */
async function outputOf(script: string): Promise<string> {
  const args = ["--input-type=module", "-e", script];
  return (await promisify(execFile)(process.execPath, args, { timeout: 20_000 })).stdout.trim();
}

const NO_TOOLS: Script = { status: 200, body: { data: [], total_count: 0 } };

describe("a request", () => {
  it("contains the key, the user agent, and the accepted type", async () => {
    const { server, client } = await setUp(() => ({ status: 200, body: { tool_id: "t1", name: "n" } }));
    await client.createTool({ name: "n", description: "d" });
    expect(server.requests[0]?.headers).toMatchObject({
      "x-api-key": API_KEY,
      accept: "application/json",
      "user-agent": `pulumi-tavus/${VERSION}`,
      "content-type": "application/json",
    });
    expect(server.requests[0]?.body).toEqual({ name: "n", description: "d" });
  });

  it("adds to the base URL's path, with encoded ids", async () => {
    const { server } = await setUp(() => ({ status: 204 }));
    const client = new TavusClient({ apiKey: API_KEY, baseUrl: `${server.url}/gate/` }, { cancellation: quiet });
    await client.deleteTool("a/../b?c");
    await client.close();
    expect(server.calls).toEqual(["DELETE /gate/v2/tools/a%2F..%2Fb%3Fc"]);
  });

  it("contains the package's version", async () => {
    const manifest = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
    expect(VERSION).toBe(manifest.version);
  });
});

it("never follows a redirect, and only names its origin", async () => {
  const other = await setUp(() => NO_TOOLS);
  const { client } = await setUp(() => ({ status: 307, headers: { location: `${other.server.url}/secret?path=1` } }));
  const error = await rejection(client.listTools());
  expect(error.message).toBe(
    `Could not list the tools of the account: GET /v2/tools answered 307, a redirect to ${other.server.url}.`,
  );
  expect(other.server.requests).toEqual([]);
});

describe("messages say what, where, and why, and the failure has the same as data", () => {
  it.each<[Script, string, FailureOutcome]>([
    [
      { status: 401, body: { message: "Invalid access token" } },
      "GET /v2/tools answered 401: Invalid access token.",
      { kind: "refused", status: 401 },
    ],
    [{ status: 402 }, "GET /v2/tools answered 402 without a text.", { kind: "refused", status: 402 }],
    [{ status: 403, body: "Forbidden" }, "GET /v2/tools answered 403: Forbidden.", { kind: "refused", status: 403 }],
    [
      { status: 503, body: "<html><body><h1>503</h1></body></html>" },
      "GET /v2/tools answered 503: an HTML page: 503. Gave up after 6 attempts.",
      { kind: "refused", status: 503 },
    ],
    [
      { status: 200, body: "<html><title>Sign in</title></html>" },
      "GET /v2/tools answered 200 with something that the API does not send: an HTML page: Sign in. Gave up after 3 attempts.",
      { kind: "not-the-api" },
    ],
    [
      { status: 409, body: { conflict: "maker_changes" } },
      'GET /v2/tools answered 409: {"conflict":"maker_changes"}.',
      { kind: "maker-changes" },
    ],
    [{ status: 307 }, "GET /v2/tools answered 307, a redirect without a target.", { kind: "redirect" }],
  ])("%j", async (script, text, outcome) => {
    const { client } = await setUp(() => script);
    const error = await rejection(client.listTools());
    expect(error.message).toBe(`Could not list the tools of the account: ${text}`);
    expect(error).toMatchObject({ failure: { operation: "list the tools of the account", outcome } });
  });

  it("an unreachable server", async () => {
    const { server, client } = await setUp();
    const { url } = server;
    await server.close();
    const { message } = await rejection(client.listTools());
    expect(message).toBe(
      `Could not list the tools of the account: no connection to ${url} for GET /v2/tools (ECONNREFUSED, connect ECONNREFUSED ${url.slice(7)}). ` +
        "Gave up after 4 attempts.",
    );
  });

  it("a timeout", async () => {
    const { client, clock } = await setUp(() => {
      setImmediate(() => clock.advance(30_000));
      return "hang";
    });
    expect((await rejection(client.listTools())).message).toMatch(
      /GET \/v2\/tools was sent to http:\S+, but no complete answer came \(no answer within 30 s\)\. Gave up after \d attempts?[.:]/,
    );
  });
});

it("no message contains a secret that the server echoes", async () => {
  const token = 'tok"canary/42';
  const auth = { type: "bearer", token } as const;
  const api = { url: "https://a.co/?k=query-canary", headers: { a: "head-canary" }, auth };
  const definition = { name: "n", description: "d", delivery: { api } };
  const { client } = await setUp((request) => ({
    status: 400,
    body: { error: `You sent ${JSON.stringify(request.body)} with ${API_KEY}, ${encodeURIComponent(token)}` },
  }));
  for (const write of [() => client.createTool(definition), () => client.updateTool("t1", definition)]) {
    const error = await rejection(write());
    expect(error.message).toContain("You sent");
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(/canary/);
  }
});

describe("findToolByName", () => {
  const tools = [
    { tool_id: "t1", name: "Note" },
    { tool_id: "t2", name: "note_2" },
    ...toolsUpTo(250),
    { tool_id: "t3", name: "note" },
  ];

  it("matches exactly, in one request if the server filters", async () => {
    const { server, client } = await setUp(routes({ "GET /v2/tools": listOf(tools) }));
    expect((await client.findToolByName("note"))?.tool_id).toBe("t3");
    expect(await client.findToolByName("not")).toBeUndefined();
    expect(server.requests).toHaveLength(2);
  });

  it("reads to the end if the server ignores the filter", async () => {
    const { server, client } = await setUp(routes({ "GET /v2/tools": listOf(tools, { ignoreFilter: true }) }));
    expect((await client.findToolByName("note"))?.tool_id).toBe("t3");
    expect(server.requests).toHaveLength(3);
  });
});

describe("listTools", () => {
  it.each([
    [0, 1],
    [1, 1],
    [100, 1],
    [250, 3],
  ])("%i tools take %i requests", async (count, requests) => {
    const { server, client } = await setUp(routes({ "GET /v2/tools": listOf(toolsUpTo(count)) }));
    expect(await client.listTools()).toHaveLength(count);
    expect(server.requests).toHaveLength(requests);
  });

  it("ends if the server returns the same page again and again", async () => {
    const { server, client } = await setUp(routes({ "GET /v2/tools": listOf(toolsUpTo(250), { ignorePage: true }) }));
    expect(await client.listTools()).toHaveLength(100);
    expect(server.requests).toHaveLength(2);
  });
});

describe("clientFor", () => {
  it("returns one client for each key and base URL", () => {
    const account = { apiKey: "k1", baseUrl: "https://tavusapi.com" };
    expect(clientFor(account)).toBe(clientFor({ ...account, baseUrl: "https://tavusapi.com/" }));
    expect(clientFor(account)).not.toBe(clientFor({ ...account, apiKey: "k2" }));
  });

  it("creates a new client after close()", async () => {
    const account = { apiKey: "k1", baseUrl: "https://tavusapi.com" };
    const client = clientFor(account);
    await client.close();
    expect(clientFor(account)).not.toBe(client);
    expect((await rejection(client.listTools())).message).toBe(
      "Could not list the tools of the account: the client was closed before GET /v2/tools was sent.",
    );
  });

  it.each(["", " ", "key with blank", "key\n", "schlüssel"])("refuses the key %j without printing it", (apiKey) => {
    expect(() => clientFor({ apiKey, baseUrl: "https://tavusapi.com" })).toThrow(
      /^The Tavus API key is (empty|not usable)/,
    );
  });
});

it("importing the client doesn't load undici; the first request does", async () => {
  const script = `
    const loaded = () => process.moduleLoadList.concat(Object.keys(require.cache)).some((name) => name.includes("node_modules/undici"));
    const { TavusClient } = await import(${JSON.stringify(new URL("./client.ts", import.meta.url).href)});
    const before = loaded();
    await new TavusClient({ apiKey: "k", baseUrl: "http://127.0.0.1:9" }, { random: () => 0 }).listTools().catch(() => undefined);
    console.log(before, loaded());`;
  const requiring = `import { createRequire } from "node:module"; const require = createRequire("${import.meta.url}");`;
  expect(await outputOf(requiring + script)).toBe("false true");
});

it("an idle client doesn't keep the process running", async () => {
  const { server } = await setUp(inTurn(NO_TOOLS));
  const script = `
    const { TavusClient } = await import(${JSON.stringify(new URL("./client.ts", import.meta.url).href)});
    await new TavusClient({ apiKey: "k", baseUrl: "${server.url}" }).listTools();
    console.log(process.listenerCount("SIGINT"));`;
  expect(await outputOf(script)).toBe("0");
});
