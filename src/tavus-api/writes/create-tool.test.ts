import { describe, expect, it } from "vitest";
import type { ToolDefinition } from "../../contract/index.ts";
import { isAmbiguousOutcomeError, isNameTakenError } from "../errors/index.ts";
import { rejection, setUp } from "../testing/harness.ts";
import type { Script } from "../testing/scripted-server.ts";
import { listOf, routes } from "../testing/tool-store.ts";

const sent: ToolDefinition = {
  name: "log_note",
  description: "Logs.",
  trigger_type: "post_call",
  parameters: { type: "object", properties: {} },
  delivery: { api: { url: "https://crm.acme.com/n", auth: { type: "bearer", token: "token-canary-42" } } },
};
const stored = (createdAt: string | null, change: object = {}) => ({
  ...sent,
  tool_id: "tmine",
  created_at: createdAt,
  delivery: { api: { url: "https://crm.acme.com/n", auth: { type: "bearer", token: "********" } } },
  ...change,
});
// The server's Date is 12:00:00, and so is the client's fake clock.
const NOW = "2026-06-01T12:00:00";
const OLDER = "2026-06-01T11:59:00";

interface Variant {
  /** The answers to the POSTs, in order. The tool exists from the first answer whose `commits` says so. */
  posts: Script[];
  commitsAt?: number;
  tool?: object;
  lookUp?: Script;
}

async function run({ posts, commitsAt, tool = stored(NOW), lookUp }: Variant) {
  let count = 0;
  const { server, client } = await setUp(
    routes({
      "POST /v2/tools": () => posts[count++] ?? "hang",
      "GET /v2/tools": (request) =>
        lookUp ?? listOf(commitsAt !== undefined && count > commitsAt ? [{ ...tool }] : [])(request),
    }),
  );
  const result = client.createTool(sent);
  return { server, result };
}

const created: Script = { status: 200, body: stored(NOW) };
const LOST: [string, Script][] = [
  ["reset", "reset"],
  ["cut off in the body", "cut"],
  ["500", { status: 500, body: { error: "oops" } }],
  ["502 HTML", { status: 502, body: "<html><h1>Bad Gateway</h1></html>" }],
  ["200 with truncated JSON", { status: 200, body: '{"tool_id":"tm' }],
  ["200 with HTML", { status: 200, body: "<html><title>Login</title></html>" }],
  ["200 with another object", { status: 200, body: { ok: true } }],
  ["204", { status: 204 }],
];

describe("a POST whose answer is lost", () => {
  it.each(LOST)("after the tool was created (%s): the tool is found by name and used", async (_name, script) => {
    const { server, result } = await run({ posts: [script], commitsAt: 0 });
    expect((await result).tool_id).toBe("tmine");
    expect(server.calls).toEqual(["POST /v2/tools", "GET /v2/tools"]);
    expect(server.requests[1]?.query).toEqual({ limit: "100", page: "1", type: "user", name_or_uuid: "log_note" });
  });

  it.each(LOST)("before the tool was created (%s): nothing is found, and it is sent again", async (_name, script) => {
    const { server, result } = await run({ posts: [script, created] });
    expect((await result).tool_id).toBe("tmine");
    expect(server.calls).toEqual(["POST /v2/tools", "GET /v2/tools", "POST /v2/tools"]);
  });

  it("and processed after the look-up: the 409 of the retry leads to the same proof", async () => {
    const { server, result } = await run({ posts: ["reset", { status: 409, body: { error: "taken" } }], commitsAt: 1 });
    expect((await result).tool_id).toBe("tmine");
    expect(server.calls).toEqual(["POST /v2/tools", "GET /v2/tools", "POST /v2/tools", "GET /v2/tools"]);
  });

  it.each(["2026-06-01T12:00:00Z", "2026-06-01T11:59:58", "2026-06-01T14:00:01.123456+02:00", "2026-06-01 12:00:00"])(
    "is recognized by a creation time of %s",
    async (createdAt) => {
      const { result } = await run({ posts: ["reset"], commitsAt: 0, tool: stored(createdAt) });
      expect((await result).tool_id).toBe("tmine");
    },
  );

  it("is compared with the server's clock if this machine's is wrong", async () => {
    const tool = stored("2026-06-01T15:00:00");
    const { server, client } = await setUp(
      routes({
        "POST /v2/tools": () => "reset",
        "GET /v2/tools": (request) => ({
          ...(listOf([tool])(request) as Exclude<Script, string>),
          headers: { date: "Mon, 01 Jun 2026 15:00:01 GMT" },
        }),
      }),
    );
    expect((await client.createTool(sent)).tool_id).toBe("tmine");
    // The server's clock shows that this identical tool is an hour old, so it isn't ours.
    Object.assign(tool, { tool_id: "ttwin", created_at: "2026-06-01T14:00:00" });
    expect(isAmbiguousOutcomeError(await rejection(client.createTool(sent)))).toBe(true);
    expect(server.count("POST /v2/tools")).toBe(2);
  });

  it.each([
    ["another definition", stored(NOW, { description: "Other." }), "whose definition differs from the one sent"],
    ["an older tool", stored(OLDER), `with the same definition but created before, at ${OLDER}`],
    ["no creation time", stored(null), "with the same definition but without a creation time"],
  ])("and a tool of this name that proves nothing (%s): both facts, no tool taken over", async (_name, tool, doubt) => {
    const overloaded = { status: 503, body: { error: "overloaded" } };
    const { server, result } = await run({ posts: [overloaded], commitsAt: 0, tool });
    const error = await rejection(result);
    expect(error.name).toBe("AmbiguousOutcomeError");
    expect(error.message).toBe(
      `Could not tell whether tool "log_note" was created: POST /v2/tools answered 503: overloaded, and a tool of this name exists, tmine, ${doubt}.`,
    );
    expect(isAmbiguousOutcomeError(error) && error.toolId).toBe("tmine");
    expect(server.count("POST /v2/tools")).toBe(1);
  });

  it("and a look-up that fails, too: both facts", async () => {
    const { server, result } = await run({ posts: ["reset"], lookUp: { status: 401, body: { message: "expired" } } });
    const error = await rejection(result);
    expect(error.name).toBe("AmbiguousOutcomeError");
    expect(error.message).toMatch(
      /^Could not tell whether tool "log_note" was created: POST \/v2\/tools was sent to http:\/\/127\.0\.0\.1:\d+, but no complete answer came \(.+\), and the look-up by name failed too \(Could not look up tool "log_note": GET \/v2\/tools answered 401: expired\.\)\.$/,
    );
    expect(server.count("POST /v2/tools")).toBe(1);
  });

  it("times out, and the tool is found", async () => {
    const { server, client, clock } = await setUp(
      routes({
        "POST /v2/tools": () => {
          setImmediate(() => clock.advance(30_000));
          return "hang";
        },
        "GET /v2/tools": listOf([stored(NOW)]),
      }),
    );
    expect((await client.createTool(sent)).tool_id).toBe("tmine");
    expect(server.calls).toEqual(["POST /v2/tools", "GET /v2/tools"]);
  });
});

describe("a POST that wasn't processed", () => {
  it("429 is simply repeated, without a look-up", async () => {
    const { server, result } = await run({ posts: [{ status: 429 }, { status: 429 }, created] });
    expect((await result).tool_id).toBe("tmine");
    expect(server.calls).toEqual(Array(3).fill("POST /v2/tools"));
  });

  it("409 at the first attempt is somebody else's tool", async () => {
    const { server, result } = await run({ posts: [{ status: 409, body: { error: "Tool name exists" } }] });
    const error = await rejection(result);
    expect(isNameTakenError(error) && error.toolName).toBe("log_note");
    expect(error.message).toBe('Could not create tool "log_note": POST /v2/tools answered 409: Tool name exists.');
    expect(server.requests).toHaveLength(1);
  });

  it("409 after a 429 is somebody else's tool as well", async () => {
    const { result } = await run({ posts: [{ status: 429 }, { status: 409 }] });
    expect(isNameTakenError(await rejection(result))).toBe(true);
  });
});

it.each([200, 201, 202])("any 2xx with a tool is success (C-1): %i", async (status) => {
  const { server, result } = await run({ posts: [{ status, body: { data: stored(NOW) } }] });
  expect((await result).tool_id).toBe("tmine");
  expect(server.requests).toHaveLength(1);
});

it("a lost attempt is mentioned if the retry fails permanently", async () => {
  const { result } = await run({ posts: ["reset", { status: 400, body: { error: "bad name" } }] });
  expect((await rejection(result)).message).toMatch(
    /^Could not create tool "log_note": POST \/v2\/tools answered 400: bad name\. An earlier attempt was lost \(.+\), and a look-up after it found no tool of this name\.$/,
  );
});

describe("two identical resources of a program", () => {
  it.each([
    ["first", [{ status: 503 }, created]],
    ["second", [created, { status: 503 }, { status: 409, body: { error: "taken" } }]],
  ] satisfies [string, Script[]][])("don't share a tool if the %s POST is lost", async (_which, posts) => {
    let count = 0;
    let made = false;
    const { client } = await setUp(
      routes({
        "POST /v2/tools": () => {
          const answer = posts[count++] ?? { status: 409, body: { error: "taken" } };
          made ||= answer === created;
          return answer;
        },
        "GET /v2/tools": (request) => listOf(made ? [stored(NOW)] : [])(request),
      }),
    );
    const ends = await Promise.allSettled([client.createTool(sent), client.createTool(sent)]);
    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(ends.map((end) => end.status === "rejected" && isNameTakenError(end.reason))).toEqual([false, true]);
  });
});
