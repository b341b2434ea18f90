import { describe, expect, it } from "vitest";
import { rejection, setUp } from "../testing/harness.ts";
import type { Handler, Script } from "../testing/scripted-server.ts";
import { routes } from "../testing/tool-store.ts";

const bodies = (server: { requests: { method: string; body: unknown }[] }): unknown[] =>
  server.requests.filter(({ method }) => method === "POST").map(({ body }) => body);

const list = (ids: Iterable<string>) => [...ids].map((id) => ({ tool_id: id, name: id }));

/** One PAL with tools. Ids that begin with "bad" don't exist. */
function pal(options: { answer?: (attached: string[]) => Script } = {}) {
  const attached = new Set<string>();
  const attach: Handler = ({ body }) => {
    const ids = (body as { tool_ids: string[] }).tool_ids;
    if (ids.some((id) => id.startsWith("bad"))) return { status: 400, body: { error: "Bad Request. Tool not found" } };
    for (const id of ids) attached.add(id);
    return options.answer?.([...attached]) ?? { status: 200, body: { data: list(ids) } };
  };
  const detach: Handler = ({ path }) => {
    const id = path.split("/").at(-1) ?? "";
    if (!attached.delete(id)) return { status: 400, body: { error: "Bad Request. Tool not attached to this PAL" } };
    return { status: 204 };
  };
  const handler = routes({
    "POST /v2/pals/*/tools": attach,
    "GET /v2/pals/*/tools": () => ({ status: 200, body: { data: list(attached) } }),
    "DELETE /v2/pals/*/tools/*": detach,
  });
  return { attached, handler };
}

describe("attachTool", () => {
  it("merges simultaneous calls into one request", async () => {
    const { server, client } = await setUp(pal().handler);
    await Promise.all(["a", "b", "c", "b"].map((id) => client.attachTool("p1", id)));
    expect(bodies(server)).toEqual([{ tool_ids: ["a", "b", "c"] }]);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [1, 1],
    [10, 1],
    [50, 1],
    [51, 2],
    [250, 5],
  ])("%i at once are %i requests of at most 50 (P-4)", async (count, requests) => {
    const { server, client } = await setUp(pal().handler);
    await Promise.all(Array.from({ length: count }, (_, n) => client.attachTool("p1", `t${n}`)));
    expect(server.requests).toHaveLength(requests);
    expect(server.maxInFlight).toBe(1);
  });

  it("gathers other calls while one request is running", async () => {
    const { handler } = pal();
    const more: Promise<void>[] = [];
    const { server, client } = await setUp((request, count) => {
      if (count === 1) more.push(...["b", "c"].map((id) => client.attachTool("p1", id)));
      return handler(request, count);
    });
    await client.attachTool("p1", "a");
    await Promise.all(more);
    expect(bodies(server)).toEqual([{ tool_ids: ["a"] }, { tool_ids: ["b", "c"] }]);
  });

  it("falls back to single requests, so that each caller gets its own result (P-6)", async () => {
    const { server, client } = await setUp(pal().handler);
    const results = await Promise.allSettled(["a", "bad", "c"].map((id) => client.attachTool("p1", id)));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(bodies(server)).toEqual([
      { tool_ids: ["a", "bad", "c"] },
      { tool_ids: ["a"] },
      { tool_ids: ["bad"] },
      { tool_ids: ["c"] },
    ]);
    const reason = results[1]?.status === "rejected" ? results[1].reason : undefined;
    expect(reason.message).toBe(
      "Could not attach tool bad to PAL p1: POST /v2/pals/p1/tools answered 400: Bad Request. Tool not found.",
    );
  });

  it("doesn't try single requests if the key is refused", async () => {
    const { server, client } = await setUp(() => ({ status: 401, body: { message: "Invalid access token" } }));
    const results = await Promise.allSettled(["a", "b"].map((id) => client.attachTool("p1", id)));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ["names all tools of the PAL", (all: string[]) => all, 1],
    ["names nothing", () => [], 2],
  ])("accepts an answer that %s (P-5)", async (_name, named, requests) => {
    const { handler } = pal({ answer: (all) => ({ status: 201, body: { data: list(named(all)) } }) });
    const { server, client } = await setUp(handler);
    await client.attachTool("p1", "a");
    expect(server.requests).toHaveLength(requests);
  });

  it.each(["{}", "", "<html></html>"])("verifies once if the answer is %j", async (body) => {
    const { handler } = pal({ answer: () => ({ status: 200, body }) });
    const { server, client } = await setUp(handler);
    await Promise.all(["a", "b"].map((id) => client.attachTool("p1", id)));
    expect(server.calls).toEqual(["POST /v2/pals/p1/tools", "GET /v2/pals/p1/tools"]);
  });

  it("fails if the PAL doesn't list the tool afterward", async () => {
    const { client } = await setUp(() => ({ status: 200, body: { data: [] } }));
    expect((await rejection(client.attachTool("p1", "a"))).message).toBe(
      "Could not attach tool a to PAL p1: POST /v2/pals/p1/tools answered with success, but the PAL doesn't list the tool afterwards.",
    );
  });

  it.each<[string, Script]>([
    ["a lost reply", "reset"],
    ["503", { status: 503 }],
    ["429", { status: 429 }],
  ])("retries after %s: attaching twice is harmless (P-3)", async (_name, script) => {
    const { handler } = pal();
    const { server, client } = await setUp((request, count) => {
      const answer = handler(request, count);
      return count === 1 ? script : answer;
    });
    await client.attachTool("p1", "a");
    expect(server.calls).toEqual(Array(2).fill("POST /v2/pals/p1/tools"));
  });

  it("doesn't delay another PAL", async () => {
    const { handler } = pal();
    const done: string[] = [];
    let other: Promise<void> | undefined;
    const { client } = await setUp(async (request, count) => {
      // The first PAL is answered only after the second is done.
      if (request.path.includes("p1")) await other;
      return handler(request, count);
    });
    const attach = async (palId: string) => void (await client.attachTool(palId, "a").then(() => done.push(palId)));
    const first = attach("p1");
    other = attach("p2");
    await Promise.all([first, other]);
    expect(done).toEqual(["p2", "p1"]);
  });
});

describe("detachTool", () => {
  it("is one request, and never overtakes an earlier attach", async () => {
    const pals = pal();
    const { server, client } = await setUp(pals.handler);
    const attached = ["a", "b"].map((id) => client.attachTool("p1", id));
    await Promise.all([...attached, client.detachTool("p1", "a"), client.attachTool("p1", "c")]);
    expect(server.calls).toEqual(["POST /v2/pals/p1/tools", "DELETE /v2/pals/p1/tools/a", "POST /v2/pals/p1/tools"]);
    expect([...pals.attached]).toEqual(["b", "c"]);
    expect(server.maxInFlight).toBe(1);
  });

  it("of a tool that isn't attached is success, once the list has confirmed it (P-8)", async () => {
    const { server, client } = await setUp(pal().handler);
    await client.detachTool("p1", "a");
    expect(server.calls).toEqual(["DELETE /v2/pals/p1/tools/a", "GET /v2/pals/p1/tools"]);
  });

  it("from a PAL that is gone is success, once the PAL's answer confirms it", async () => {
    const gone: Script = { status: 400, body: { error: "Invalid persona_id" } };
    const { server, client } = await setUp(() => gone);
    await client.detachTool("p1", "a");
    expect(server.calls).toEqual(["DELETE /v2/pals/p1/tools/a", "GET /v2/pals/p1/tools", "GET /v2/pals/p1"]);
  });

  it("reports the refusal if the tool is still attached", async () => {
    const { handler, attached } = pal();
    attached.add("a");
    const { client } = await setUp((request, count) =>
      request.method === "DELETE" ? { status: 409, body: { error: "unpublished edits" } } : handler(request, count),
    );
    const error = await rejection(client.detachTool("p1", "a"));
    expect(error.message).toContain("DELETE /v2/pals/p1/tools/a answered 409: unpublished edits.");
  });

  it("sends no more requests if the key is refused", async () => {
    const { server, client } = await setUp(() => ({ status: 401 }));
    expect((await rejection(client.detachTool("p1", "a"))).name).toBe("ApiError");
    expect(server.requests).toHaveLength(1);
  });
});
