import { expect, it } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import { setUp } from "../testing/harness.ts";
import type { Script } from "../testing/scripted-server.ts";
import { answer, failure, sessionOf } from "../testing/session.ts";
import { SimulatedClock } from "../testing/simulated-clock.ts";
import { routes } from "../testing/tool-store.ts";
import { Limiter } from "../transport/limiter.ts";
import { startChat } from "./chat.ts";

const NAME = "pulumi-tavus verify 1";
const begun: JsonObject = { conversation_id: "c1", conversation_name: NAME, created_at: "2026-06-01T12:00:00Z" };

/** A chat that starts although its answer is lost. The list shows it after some milliseconds. */
async function begin(lagMs: number) {
  const clock = new SimulatedClock();
  const startedAt = clock.now();
  const { session, requests } = sessionOf(
    async ({ method }) => {
      if (method === "POST") return failure("ECONNRESET", true);
      return answer(200, JSON.stringify({ data: clock.now() - startedAt >= lagMs ? [begun] : [], total_count: 0 }));
    },
    { clock, limiter: new Limiter(4, clock) },
  );
  const work = session.call((call) => startChat(session, call, "p1", NAME));
  const result = await clock.run(work.catch((error: Error) => error.message));
  return {
    result,
    waitedMs: clock.now() - startedAt,
    posts: requests.filter(({ method }) => method === "POST").length,
  };
}

it.each([
  [0, 0],
  [400, 500],
  [3000, 3500],
  [5000, 5000],
])("finds a chat that the list shows %i ms after a lost answer, and starts no second one", async (lagMs, waitedMs) => {
  expect(await begin(lagMs)).toEqual({ result: "c1", waitedMs, posts: 1 });
});

it("says how to find and end a chat that the list doesn't show in time", async () => {
  const { result, posts } = await begin(60_000);
  expect(result).toContain(
    `It may have started anyway. Look for the conversation "${NAME}" in the account, and end it`,
  );
  expect(posts).toBe(1);
});

it.each<[Script, number, string]>([
  [{ status: 408 }, 2, "c1"],
  [{ status: 503 }, 2, "c1"],
  [{ status: 400, body: { error: "chat is not for this PAL" } }, 1, "answered 400: chat is not for this PAL"],
])("looks for a chat after %j only if it may have started", async (script, requests, expected) => {
  const { client, server } = await setUp(
    routes({
      "POST /v2/conversations": () => script,
      "GET /v2/conversations": () => ({ status: 200, body: { data: [begun], total_count: 1 } }),
    }),
  );
  const result = await client.startChat("p1", NAME).catch((error: Error) => error.message);
  expect(result).toContain(expected);
  expect(server.requests).toHaveLength(requests);
});
