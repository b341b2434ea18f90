import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { createQuote } from "./quote.ts";
import { checkRuns, type RecentConversation, type RunInput, readRecent } from "./runs.ts";

const NOW = Date.parse("2026-11-23T20:00:00Z");
const HOUR = 3_600_000;
const at = (hoursAgo: number): string => new Date(NOW - hoursAgo * HOUR).toISOString();

interface Held {
  readonly palId?: string | undefined;
  readonly runs?: readonly JsonObject[];
  readonly callbackUrl?: string;
}

/** A call with a dialogue that ended this many hours ago, and its runs. */
function call(hoursAgo: number, { palId = "p1", runs = [], callbackUrl = "https://x" }: Held = {}): RecentConversation {
  const started = NOW - hoursAgo * HOUR;
  const event = (type: string, properties: JsonObject): JsonObject => ({
    event_type: `application.${type}`,
    timestamp: new Date(started + 60_000).toISOString(),
    properties,
  });
  return {
    id: `c${hoursAgo}`,
    palId: palId === "unknown" ? undefined : palId,
    createdAt: started,
    status: "ended",
    callbackUrl,
    events: [
      event("transcription_ready", { transcript: [{ role: "user", content: "hi" }] }),
      ...runs.map((run) => event("post_call_action_executed", { tool_id: "t1", tool_name: "note", ...run })),
    ],
  };
}

const ran = (status: string, more: JsonObject = {}): Held => ({ runs: [{ status, ...more }] });

function look(conversations: RecentConversation[], more: Partial<RunInput> = {}) {
  const pals = new Map([["p1", Date.parse(at(100))]]);
  const { counts, checks } = checkRuns({
    id: "t1",
    name: "note",
    pals,
    recent: { conversations, cut: 0 },
    window: "24h",
    now: NOW,
    quote: createQuote([]),
    ...more,
  });
  return { counts, told: checks.map(({ status, check, message }) => `${status} ${check}: ${message}`) };
}

describe("runs", () => {
  it("from before the last change of tool or attachment don't count", () => {
    const calls = [call(5, ran("error")), call(4), call(1, ran("success"))];
    const { counts, told } = look(calls, { pals: new Map([["p1", Date.parse(at(2))]]) });
    expect(counts).toEqual({ conversations: 1, success: 1, error: 0, timeout: 0, skipped: 0, missing: 0 });
    expect(told[0]).toBe(
      "PASS runs: 1 success, 0 error, 0 timeout, 0 skipped in 24h; 1 from before the last change of the tool or its attachment not counted",
    );
    // If nothing has run since then, the check warns instead of failing.
    expect(look(calls, { pals: new Map([["p1", NOW]]) }).told[0]).toMatch(
      /^WARN runs: silence: no conversation in 24h/,
    );
    expect(look(calls).told[0]).toMatch(/^FAIL runs: no event after 1 of 3 calls/);
  });

  it("and callback URLs come from the same conversations", () => {
    const calls = [call(5, ran("success")), call(4, { callbackUrl: "" }), call(3)];
    const { told, counts } = look(calls, { pals: new Map([["p1", Date.parse(at(2))]]) });
    expect(told).toEqual([
      "WARN runs: silence: no conversation in 24h since the last change of tool or attachment, and 3 before it; " +
        "1 from before the last change of the tool or its attachment not counted",
    ]);
    expect(counts.conversations).toBe(0);
    const ranAfterwards = look([call(2, ran("success"))], { pals: new Map([["p1", Date.parse(at(2)) + 30_000]]) });
    expect(ranAfterwards.counts).toMatchObject({ conversations: 1, success: 1 });
    expect(ranAfterwards.told).toEqual([
      expect.stringMatching(/^PASS runs: 1 success/),
      "PASS callback: all 1 conversations in 24h had a callback_url",
    ]);
  });

  it("are only missed after calls with a dialogue", () => {
    const silent = { ...call(2), events: [] };
    expect(look([silent, call(1)]).told[0]).toMatch(/^FAIL runs: no event after 1 of 1 calls with a dialogue/);
  });

  it("are searched for on each PAL since it has the tool", () => {
    const pals = new Map([
      ["p1", Date.parse(at(100))],
      ["p2", Date.parse(at(2))],
    ]);
    const calls = [call(5, { palId: "p2" }), call(6, ran("success"))];
    expect(look(calls, { pals }).told[0]).toMatch(/^PASS/);
    expect(look([...calls, call(1, { palId: "p2" })], { pals }).told[0]).toMatch(/^FAIL runs: no event after 1 of 2/);
  });

  it("aren't missed if nothing says on which PAL a conversation was", () => {
    expect(look([call(5, { palId: "unknown" })]).told).toEqual([
      expect.stringMatching(/^WARN runs: silence: no conversation/),
    ]);
    expect(look([call(5, { palId: "unknown", ...ran("error") })]).told[0]).toMatch(/^FAIL runs: 0 success, 1 error/);
  });

  it("that were skipped neither hide a failure nor end one", () => {
    const told = (...statuses: string[]): string | undefined =>
      look(statuses.map((status, i) => call(10 - i, ran(status)))).told[0];
    expect(told("error", "error", "skipped")).toMatch(/^FAIL runs: .*1 skipped.*the last failure: error/);
    expect(told("error", "success", "skipped")).toMatch(/^WARN runs: .*the last failure: error/);
    expect(told("success", "skipped")).toMatch(/^WARN runs: .*the last one skipped: skipped/);
    expect(told("timeout", "success", "error")).toMatch(/^FAIL/);
  });

  it("quote an answer without a secret, even if the cut would be inside it", () => {
    const secret = "s3cret-0123";
    for (let before = 170; before < 210; before++) {
      const body = `${"x".repeat(before)}${secret} and so on ${"y".repeat(100)}`;
      const { told } = look([call(1, ran("error", { response: { http_status: 500, body } }))], {
        quote: createQuote([secret]),
      });
      expect(told[0]).toMatch(/error 500 "x+/);
      expect(told[0]).not.toContain("s3c");
    }
  });
});

describe("a quote", () => {
  it("shows no secret in the form in which it is sent, or as escaped JSON", () => {
    const auth = { type: "basic", username: "tavus", password: "clé-très-secrète" };
    const quote = createQuote([auth.password], [{ delivery: { api: { auth } } }]);
    const sent = Buffer.from(`${auth.username}:${auth.password}`).toString("base64");
    for (const echo of [`Authorization: Basic ${sent}`, String.raw`{"a":"cl\u00e9-tr\u00e8s-secr\u00e8te"}`])
      for (const text of [echo, JSON.stringify(echo)]) {
        expect(quote(text)).not.toBe(text);
        expect(quote(text)).not.toMatch(/secr|dGF2/);
      }
  });
});

describe("readRecent", () => {
  it("reads only conversations of the relevant PALs, and learns the PAL from the conversation if the list doesn't say", async () => {
    const read: string[] = [];
    const items = [
      { id: "a", palId: "p1", createdAt: NOW },
      { id: "b", palId: "p2", createdAt: NOW },
      { id: "c", palId: undefined, createdAt: NOW },
    ];
    const client = {
      listConversations: async () => items,
      readConversation: async (id: string) => {
        read.push(id);
        return { ...call(1), id, palId: "p2" };
      },
    } as unknown as TavusClient;
    const { conversations } = await readRecent(client, 0, new Set(["p1"]), 10);
    expect(read).toEqual(["a", "c"]);
    expect(conversations.map(({ palId }) => palId)).toEqual(["p1", "p2"]);
  });
});
