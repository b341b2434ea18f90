import { describe, expect, it } from "vitest";
import { TavusClient } from "../client.ts";
import { quiet, rejection, setUp } from "../testing/harness.ts";
import { type Handler, inTurn, type Script } from "../testing/scripted-server.ts";
import { listOf, routes } from "../testing/tool-store.ts";
import { DECISIONS, type OutcomeClass } from "./decision.ts";

// The decision table. Rows are outcomes. Columns are GET, PATCH, DELETE, attach, POST /tools.
const EXPECTED: [OutcomeClass, string][] = [
  ["ok", "          done      done      done    done      done      "],
  ["empty", "       retry     reconcile confirm reconcile reconcile "],
  ["garbage", "     retry     reconcile confirm reconcile reconcile "],
  ["notModified", " fail      reconcile fail    reconcile fail      "],
  ["redirect", "    fail      fail      fail    fail      fail      "],
  ["gone", "        confirm   confirm   confirm fail      fail      "],
  ["conflict", "    fail      fail      fail    fail      fail      "],
  ["refused", "     fail      fail      fail    fail      fail      "],
  ["throttled", "   retry     retry     retry   retry     retry     "],
  ["unsupported", " fail      fail      fail    fail      fail      "],
  ["serverError", " retry     retry     retry   retry     reconcile "],
  ["notSent", "     retry     retry     retry   retry     retry     "],
  ["lost", "        retry     retry     retry   retry     reconcile "],
  ["untrusted", "   fail      fail      fail    fail      fail      "],
  ["cancelled", "   fail      fail      fail    fail      fail      "],
  ["abandoned", "   fail      fail      fail    fail      reconcile "],
];

describe("the decision table", () => {
  it.each(EXPECTED)("%s", (outcome, row) => {
    const { get, patch, delete: del, attach, create } = DECISIONS[outcome];
    expect([get, patch, del, attach, create]).toEqual(row.trim().split(/\s+/));
  });

  it("has no other rows", () => {
    expect(Object.keys(DECISIONS).sort()).toEqual(EXPECTED.map(([outcome]) => outcome).sort());
  });
});

const tool = { tool_id: "t1", name: "note", description: "d" };
const none = listOf([]);

/** How often the request itself is sent if the server always answers with this script, and whether it fails in the end. */
async function attempts(kind: "GET" | "PATCH" | "DELETE" | "attach" | "POST", script: Script): Promise<string> {
  const table = {
    GET: { "GET /v2/tools": () => script },
    PATCH: {
      "PATCH /v2/tools/*": () => script,
      "GET /v2/tools/*": inTurn({ status: 200, body: tool }),
      "GET /v2/tools": none,
    },
    DELETE: { "DELETE /v2/tools/*": () => script, "GET /v2/tools": none },
    attach: {
      "POST /v2/pals/*/tools": () => script,
      "GET /v2/pals/*/tools": inTurn({ status: 200, body: { data: [tool] } }),
    },
    POST: { "POST /v2/tools": () => script, "GET /v2/tools": none },
  }[kind];
  const { server, client } = await setUp(routes(table), { requestTimeoutMs: 30_000 });
  const run = {
    GET: () => client.listTools(),
    PATCH: () => client.updateTool("t1", { description: "d" }),
    DELETE: () => client.deleteTool("t1"),
    attach: () => client.attachTool("p1", "t1"),
    POST: () => client.createTool({ name: "note", description: "d" }),
  }[kind];
  const end = await run().then(
    () => "ok",
    () => "fails",
  );
  const method = kind === "attach" ? "POST" : kind;
  const others = server.requests.filter((request) => request.method !== method).length;
  return `${server.requests.length - others}+${others} ${end}`;
}

const html = { status: 200, body: "<html><title>Welcome</title></html>" };
const status = (code: number, text = "x"): Script => ({ status: code, body: { error: text } });

// For a server that never recovers: sent requests of the kind + other requests (look-ups, reads), and the result.
const OBSERVED: [string, Script, string][] = [
  ["429", status(429), "           12+0 fails, 12+0 fails, 12+0 fails, 12+0 fails, 12+0 fails"],
  ["500", status(500), "           6+0 fails,  6+0 fails,  6+0 fails,  6+0 fails,  6+6 fails"],
  ["503", status(503), "           6+0 fails,  6+0 fails,  6+0 fails,  6+0 fails,  6+6 fails"],
  ["408", status(408), "           6+0 fails,  6+0 fails,  6+0 fails,  6+0 fails,  6+6 fails"],
  ["reset", "reset", "             4+0 fails,  4+0 fails,  4+0 fails,  4+0 fails,  4+4 fails"],
  ["cut body", "cut", "            4+0 fails,  4+0 fails,  4+0 fails,  4+0 fails,  4+4 fails"],
  ["HTML 200", html, "             3+0 fails,  1+1 ok,     1+1 ok,     1+1 ok,     3+3 fails"],
  ["empty 204", { status: 204 }, " 3+0 fails,  1+1 ok,     1+0 ok,     1+1 ok,     3+3 fails"],
  ["304", { status: 304 }, "       1+0 fails,  1+1 ok,     1+0 fails,  1+1 ok,     1+0 fails"],
  ["302", status(302), "           1+0 fails,  1+0 fails,  1+0 fails,  1+0 fails,  1+0 fails"],
  ["404", status(404), "           1+0 fails,  1+1 fails,  1+1 ok,     1+0 fails,  1+0 fails"],
  ["410", status(410), "           1+0 fails,  1+1 fails,  1+1 ok,     1+0 fails,  1+0 fails"],
  ["400 not found", status(400, "Bad Request. Tool not found"), "1+0 fails, 1+1 fails, 1+1 ok, 1+0 fails, 1+0 fails"],
  ["400", status(400), "           1+0 fails,  1+0 fails,  1+0 fails,  1+0 fails,  1+0 fails"],
  ["401", status(401), "           1+0 fails,  1+0 fails,  1+0 fails,  1+0 fails,  1+0 fails"],
  ["409", status(409), "           1+0 fails,  1+0 fails,  1+0 fails,  1+0 fails,  1+0 fails"],
  ["501", status(501), "           1+0 fails,  1+0 fails,  1+0 fails,  1+0 fails,  1+0 fails"],
];

describe("requests to a server that never recovers (GET, PATCH, DELETE, attach, POST /tools)", () => {
  it.each(OBSERVED)("%s", async (_name, script, row) => {
    const seen: string[] = [];
    for (const kind of ["GET", "PATCH", "DELETE", "attach", "POST"] as const) seen.push(await attempts(kind, script));
    expect(seen).toEqual(row.split(",").map((cell) => cell.trim()));
  });
});

describe("no connection", () => {
  it("is retried for every kind, even POST: nothing can have been processed", async () => {
    const { server, client, clock } = await setUp();
    await server.close();
    const error = await rejection(client.createTool({ name: "note", description: "d" }));
    expect(error.name).toBe("NetworkError");
    expect(clock.slept).toHaveLength(3);
  });

  it("TLS to a plain server isn't retried", async () => {
    const { server, clock } = await setUp();
    const account = { apiKey: "k", baseUrl: server.url.replace("http:", "https:") };
    const secure = new TavusClient(account, { clock, cancellation: quiet });
    const error = await rejection(secure.listTools());
    expect(error.message).toMatch(
      /no secure connection to https:\/\/127\.0\.0\.1:\d+ for GET \/v2\/tools \(.*(SSL|EPROTO)/,
    );
    expect(clock.slept).toEqual([]);
  });
});

describe("the wait before a retry", () => {
  const ok: Script = { status: 200, body: { data: [], total_count: 0 } };

  it.each([
    ["seconds", "7", [7000]],
    ["an HTTP date, by the server's own clock", "Mon, 01 Jun 2026 12:00:09 GMT", [9000]],
    ["a date that has passed", "Mon, 01 Jun 2026 11:00:00 GMT", []],
    ["malformed: ignored", "soon", []],
  ])("follows Retry-After: %s", async (_name, header, slept) => {
    const { client, clock } = await setUp(inTurn({ status: 429, headers: { "retry-after": header } }, ok));
    await client.listTools();
    expect(clock.slept.filter((ms) => ms > 0).map((ms) => Math.round(ms / 10) * 10)).toEqual(slept);
  });

  it("also blocks the other requests of the account", async () => {
    const times: number[] = [];
    const answer = inTurn({ status: 429, headers: { "retry-after": "5" } }, ok);
    const timed: Handler = (request, count) => {
      times.push(clock.now());
      return answer(request, count);
    };
    const { client, clock } = await setUp(timed, { maxInFlight: 1 });
    await Promise.all([client.listTools(), client.findToolByName("x")]);
    const start = times[0] ?? 0;
    expect(times.map((time) => Math.round((time - start) / 1000))).toEqual([0, 5, 5]);
  });
});

describe("an outage", () => {
  it("causes no storm: the retry budget of the account runs out", async () => {
    const { server, client } = await setUp(() => ({ status: 503 }));
    const reads = Array.from({ length: 250 }, (_, n) => client.findToolByName(`tool_${n}`));
    const results = await Promise.allSettled(reads);
    expect(results.every((result) => result.status === "rejected")).toBe(true);
    // 250 first attempts, and a hundred retries at 5 of 500 tokens.
    expect(server.requests).toHaveLength(350);
  });

  it("never has more concurrent requests than allowed", async () => {
    const held = Promise.withResolvers<void>();
    const answer: Handler = (request) => held.promise.then(() => none(request));
    const { server, client, clock } = await setUp(answer, { maxInFlight: 3 });
    const all = Array.from({ length: 30 }, (_, n) => client.findToolByName(`tool_${n}`));
    while (server.inFlight < 3) await clock.macrotask();
    for (let turn = 0; turn < 20; turn++) await clock.macrotask();
    expect(server.inFlight).toBe(3);
    held.resolve();
    await Promise.all(all);
    expect(server.requests).toHaveLength(30);
    expect(server.maxInFlight).toBe(3);
  });
});
