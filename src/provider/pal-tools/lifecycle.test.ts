import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import { rejection, setUp } from "../../tavus-api/testing/harness.ts";
import type { Handler, Script, SeenRequest } from "../../tavus-api/testing/scripted-server.ts";
import { createPalTools, deletePalTools, readPalTools, updatePalTools } from "./lifecycle.ts";

const GET = "GET /v2/pals/p1/tools";
const POST = "POST /v2/pals/p1/tools";
const DELETE = (id: string): string => `DELETE /v2/pals/p1/tools/${id}`;
const refusal = (status: number, error: string): Script => ({ status, body: { error: `Bad Request. ${error}` } });

/** A PAL with the tools in `attached`, in an account that has `t0` to `t99`. `play` can answer instead. */
async function setUpPal(attached: string[], play: (request: SeenRequest) => Script | undefined = () => undefined) {
  const toolOf = (id: string): JsonObject => ({ tool_id: id, name: id, description: "d" });
  const exists = (id: string): boolean => /^t\d\d?$/.test(id);
  const handler: Handler = (request) => {
    const planned = play(request);
    if (planned !== undefined) return planned;
    const { method, path, query, body } = request;
    const id = path.split("/")[5] ?? "";
    if (path === "/v2/tools" || path.startsWith("/v2/tools/")) {
      const one = query["name_or_uuid"] ?? path.split("/")[3];
      const data = one !== undefined && exists(one) ? [toolOf(one)] : [];
      return path === "/v2/tools"
        ? { status: 200, body: { data, total_count: data.length } }
        : refusal(400, "Tool not found");
    }
    if (method === "POST") {
      const { tool_ids: ids } = body as { tool_ids: string[] };
      if (!ids.every(exists)) return refusal(400, "Tool not found");
      if (new Set([...attached, ...ids]).size > 50) return refusal(400, "at most 50 tools");
      attached.push(...ids.filter((one) => !attached.includes(one)));
    }
    if (method === "DELETE") {
      if (!attached.includes(id)) return refusal(400, "Tool not attached to this PAL");
      attached.splice(attached.indexOf(id), 1);
      return { status: 204 };
    }
    // T-14: if the list shows one of Tavus's tools, it isn't ours.
    const end: JsonObject = { tool_id: "end_call", name: "end_call", description: "", is_system_tool: true };
    return { status: 200, body: { data: [end, ...attached.map(toolOf)] } };
  };
  return { ...(await setUp(handler)), attached };
}

const set = (...toolIds: string[]): JsonObject => ({ palId: "p1", toolIds });
const upTo = (count: number): string[] => Array.from({ length: count }, (_, n) => `t${n}`);

describe("createPalTools", () => {
  it.each<[string, string[], string[], string[]]>([
    ["an empty PAL: one GET, one POST for all", [], ["t2", "t1"], [GET, POST]],
    ["k strays: k DELETEs more", ["t8", "t9"], ["t1", "t2"], [GET, POST, DELETE("t8"), DELETE("t9")]],
    ["nothing missing: no POST", ["t1", "t9", "t2"], ["t2", "t1", "t2"], [GET, DELETE("t9")]],
    ["no difference: one GET", ["t1", "t2"], ["t2", "t1"], [GET]],
    ["an empty set: everything is detached", ["t1", "t2"], [], [GET, DELETE("t1"), DELETE("t2")]],
  ])("costs for %s", async (_what, before, wanted, calls) => {
    const { client, server, attached } = await setUpPal(before);
    expect(await createPalTools(client, set(...wanted))).toEqual({ id: "p1", outputs: set(...wanted), problems: [] });
    expect(server.calls).toEqual(calls);
    expect(new Set(attached)).toEqual(new Set(wanted));
  });

  it("makes only as much room as it needs before it attaches to a full PAL (P-4)", async () => {
    const { client, server } = await setUpPal(upTo(49));
    await createPalTools(client, set("t0", "t60", "t61", "t62"));
    expect(server.calls.slice(0, 4)).toEqual([GET, DELETE("t1"), DELETE("t2"), POST]);
    expect(server.calls).toHaveLength(1 + 48 + 1);
  });

  it("fails if the PAL doesn't exist, and attaches nothing", async () => {
    const { client, server } = await setUpPal([], ({ path }) =>
      path.startsWith("/v2/pals") ? refusal(400, "PAL not found") : undefined,
    );
    expect((await rejection(createPalTools(client, set("t1")))).message).toBe(
      "There is no PAL p1 in this account: it was deleted, or palId or the API key belongs to another account. Fix palId, or remove this PalTools, then run again.",
    );
    expect(server.calls).not.toContain(POST);
  });

  it.each<[string, string[], RegExp, string[]]>([
    [
      "attached, so nothing is detached",
      ["t1", "t2"],
      /^Could not attach 2 tools to PAL p1: POST .* answered 403: no\./,
      [GET, POST, GET],
    ],
    [
      "detached",
      ["t0"],
      /^Could not detach tool t9 from PAL p1: DELETE .* answered 403: no\./,
      [GET, DELETE("t9"), GET],
    ],
  ])(
    "leaves no state if nothing could be %s: destroy must not detach other tools",
    async (_what, wanted, reason, calls) => {
      const { client, server } = await setUpPal(["t0", "t9"], ({ method }) =>
        method === "GET" ? undefined : { status: 403, body: { error: "no" } },
      );
      const { message } = await rejection(createPalTools(client, set(...wanted)));
      expect(message).toMatch(reason);
      // Tools that failed together are reported once.
      expect(message.match(/Could not/g)).toHaveLength(1);
      expect(server.calls).toEqual(calls);
    },
  );
});

describe("a failure in between", () => {
  it("of the third of five detaches leaves the true set, and the next update corrects it", async () => {
    let refused = true;
    const { client, server, attached } = await setUpPal(upTo(6), ({ method, path }) =>
      refused && method === "DELETE" && path.endsWith("/t3") ? { status: 403, body: { error: "no" } } : undefined,
    );
    const done = await createPalTools(client, set("t7", "t0"));
    expect(done).toEqual({
      id: "p1",
      outputs: set("t7", "t0", "t3"),
      problems: [
        expect.stringMatching(
          /^Could not detach tool t3 from PAL p1: DELETE .* answered 403: no\. Check whether the key/,
        ),
      ],
    });
    expect(server.calls).toEqual([GET, POST, ...["t1", "t2", "t3", "t4", "t5"].map(DELETE), GET]);
    server.requests.splice(0);
    refused = false;
    expect(await updatePalTools(client, "p1", set("t7", "t0"))).toEqual({
      id: "p1",
      outputs: set("t7", "t0"),
      problems: [],
    });
    // The list was read after the failure, so it isn't read again.
    expect(server.calls).toEqual([DELETE("t3")]);
    expect(attached).toEqual(["t0", "t7"]);
  });

  it("uses what is known if the PAL can't be read anymore", async () => {
    let gets = 0;
    const { client } = await setUpPal(["t1", "t8", "t9"], ({ method, path }) => {
      if (method === "GET" && path === "/v2/pals/p1/tools") gets += 1;
      if (gets > 1 || path.endsWith("/t8")) return { status: 403, body: { error: "no" } };
      return undefined;
    });
    const { outputs, problems } = await createPalTools(client, set("t1", "t2"));
    expect(outputs).toEqual(set("t1", "t2", "t8"));
    expect(problems).toHaveLength(1);
  });

  it("because a listed tool was deleted outside names it and the remedy; the others are attached, none detached", async () => {
    const { client, attached } = await setUpPal(["t9"]);
    const { outputs, problems } = await updatePalTools(client, "p1", set("t1", "tgone", "t2"));
    expect(problems).toEqual([
      "Could not attach tool tgone of toolIds to PAL p1: it is not in this account. It was deleted outside of Pulumi, or belongs to another account. " +
        "Remove it from toolIds. If it is a Tool of this stack, run pulumi up --refresh, which creates it again and attaches it.",
    ]);
    // Existing tools stay until all listed tools are attached.
    expect(outputs).toEqual(set("t1", "t2", "t9"));
    expect(attached).toEqual(["t9", "t1", "t2"]);
  });

  it("keeps the server's text if the tool exists", async () => {
    const { client } = await setUpPal([], ({ method }) =>
      method === "POST" ? refusal(400, "The PAL has unpublished edits") : undefined,
    );
    const { problems } = await updatePalTools(client, "p1", set("t1"));
    expect(problems).toEqual([expect.stringContaining("answered 400: Bad Request. The PAL has unpublished edits.")]);
  });
});

describe("readPalTools", () => {
  it.each<[string[], string[], string[]]>([
    [
      ["t1", "t2"],
      ["t2", "t1", "t2"],
      ["t2", "t1", "t2"],
    ],
    [
      ["t3", "t1", "t2"],
      ["t2", "t1"],
      ["t2", "t1", "t3"],
    ],
    [["t1"], ["t2", "t1"], ["t1"]],
    [[], ["t1"], []],
  ])("of a PAL with %j, known as %j, returns %j", async (attached, known, toolIds) => {
    const { client, server } = await setUpPal(attached);
    expect(await readPalTools(client, "p1", set(...known))).toEqual({
      inputs: set(...toolIds),
      outputs: set(...toolIds),
    });
    expect(server.calls).toEqual([GET]);
  });

  it("knows nothing if the resource is only read, and finds that a PAL is gone", async () => {
    const { client } = await setUpPal(["t1"], ({ path }) =>
      path.includes("p2") ? refusal(400, "PAL not found") : undefined,
    );
    expect(await readPalTools(client, "p1", {})).toMatchObject({ outputs: set("t1") });
    expect(await readPalTools(client, "p2", set("t1"))).toBeUndefined();
  });
});

describe("deletePalTools", () => {
  it("detaches only the set's own tools that are still attached", async () => {
    const { client, server, attached } = await setUpPal(["t1", "t8", "t2"]);
    await deletePalTools(client, "p1", ["p1/t1", "p1/t2", "p1/t3"]);
    expect(server.calls).toEqual([GET, DELETE("t1"), DELETE("t2")]);
    expect(attached).toEqual(["t8"]);
  });

  it("does nothing if the PAL is gone", async () => {
    const { client, server } = await setUpPal([], () => refusal(400, "PAL not found"));
    await deletePalTools(client, "p1", ["p1/t1"]);
    expect(server.calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
  });

  it("reports the tools that it could not detach, after detaching the others", async () => {
    const { client, attached } = await setUpPal(["t1", "t2"], ({ path }) =>
      path.endsWith("/t1") ? { status: 403, body: { error: "no" } } : undefined,
    );
    expect((await rejection(deletePalTools(client, "p1", ["p1/t1", "p1/t2"]))).message).toMatch(
      /^Could not detach tool t1 from PAL p1: .* answered 403/,
    );
    expect(attached).toEqual(["t1"]);
  });
});
