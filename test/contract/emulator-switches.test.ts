import { describe, expect, it } from "vitest";
import type { Behavior } from "../../src/emulator/index.ts";
import {
  type Call,
  createPal,
  createTool,
  end,
  inCall,
  names,
  postCall,
  stage,
  startEmulator,
  startReceiver,
  TOKEN,
} from "../../src/emulator/testing/stage.ts";
import { isObject, type JsonObject, MASK } from "../../src/tavus-api/contract/index.ts";

const withBehavior = async (behavior: Partial<Behavior>): Promise<Call> => (await startEmulator({ behavior })).call;
const post = (call: Call, definition: JsonObject) => call("POST", "/v2/tools", definition);
const endpoint = (api: JsonObject): JsonObject =>
  postCall({ delivery: { api: { url: "https://crm.acme.dev/n", ...api } } });

const tokenFrom = (token_url: string): JsonObject => ({
  auth: { type: "oauth2_client_credentials", token_url, client_id: "c", client_secret: TOKEN },
});

describe("the default is what a careful reading of the contract gives, a switch is the other choice:", () => {
  /** What is sent, the switch that takes it, and where another than a rule is the default. */
  it.each<[keyof Behavior, Partial<Behavior>, JsonObject]>([
    ["bodylessTemplate", { bodylessTemplate: "accept" }, endpoint({ method: "HEAD", body_template: {} })],
    ["visionResolve", { visionResolve: "accept" }, inCall("a", { origin: "vision", on_resolve: "add_to_context" })],
    ["undeclaredPlaceholder", { undeclaredPlaceholder: "accept" }, endpoint({ body_template: { a: "{nothing}" } })],
    ["zeroTimeout", { zeroTimeout: "accept" }, endpoint({ timeout: 0 })],
    ["reservedHeader", { reservedHeader: "accept" }, endpoint({ headers: { "X-Tavus-Id": "1" } })],
    ["maskOnCreate", { maskOnCreate: "accept" }, endpoint({ auth: { type: "bearer", token: MASK } })],
    ["sentLiveFields", { sentLiveFields: "ignore" }, postCall({ on_call: "silent" })],
    ["sentLiveFields", { sentLiveFields: "store" }, postCall({ on_resolve: "add_to_context" })],
  ])("%s refuses, or %j takes it", async (_name, behavior, definition) => {
    expect((await post(await withBehavior({}), definition)).status).toBe(400);
    expect((await post(await withBehavior(behavior), definition)).status).toBe(200);
  });

  it("strayFiller takes a static_filler next to another on_call, or refuses it (T-12)", async () => {
    const definition = inCall("a", { static_filler: "One moment." });
    expect((await post(await withBehavior({}), definition)).status).toBe(200);
    const { status, text } = await post(await withBehavior({ strayFiller: "reject" }), definition);
    expect([status, text]).toEqual([400, expect.stringContaining("T-12")]);
  });

  it("sizeJson counts 1,700 CJK characters as Tavus's own client does, or compactly (T-18)", async () => {
    const properties = { m: { type: "string", description: "会".repeat(1700) } };
    const definition = inCall("a", { parameters: { type: "object", properties } });
    expect((await post(await withBehavior({}), definition)).status).toBe(200);
    const { status, text } = await post(await withBehavior({ sizeJson: "escaped" }), definition);
    expect([status, text]).toEqual([400, expect.stringContaining("T-5")]);
  });

  it("a switch forgives nothing else", async () => {
    const call = await withBehavior({
      zeroTimeout: "accept",
      reservedHeader: "accept",
      maskOnCreate: "accept",
      sentLiveFields: "store",
    });
    const id = await createTool(call, postCall());
    for (const definition of [
      endpoint({ timeout: 61 }),
      endpoint({ headers: { Host: "a" } }),
      endpoint({ auth: { type: "bearer", token: "" } }),
      inCall("a", { on_call: "static_filler" }),
    ])
      expect((await post(call, { ...definition, name: "other" })).status).toBe(400);
    const masked = { delivery: { api: { url: "https://crm.acme.dev/n", auth: { type: "bearer", token: MASK } } } };
    expect((await call("PATCH", `/v2/tools/${id}`, masked)).text).toContain("K-12");
  });

  it.each<[Partial<Behavior>, JsonObject, JsonObject]>([
    [{ urlExtras: "reject" }, { url: "https://crm.acme.dev:8443/n" }, { url: "https://crm.acme.dev/n" }],
    [{ otherContentType: "reject" }, { content_type: "text/plain" }, { content_type: "application/json" }],
    [{ hostCheck: "create" }, { url: "https://10.0.0.1/n" }, { url: "https://crm.acme.dev/n" }],
    [{ hostCheck: "create" }, { url: "https://x.example.com/n" }, { url: "https://example.com/n" }],
    // K-5: validated like `url`.
    [{ hostCheck: "create" }, tokenFrom("https://10.0.0.1/t"), tokenFrom("https://login.acme.dev/t")],
    [{ urlExtras: "reject" }, tokenFrom("https://login.acme.dev:8443/t"), tokenFrom("https://login.acme.dev/t")],
  ])("%j refuses %j, which is taken by default, and takes %j", async (behavior, refused, taken) => {
    expect((await post(await withBehavior({}), endpoint(refused))).status).toBe(200);
    const call = await withBehavior(behavior);
    expect((await post(call, endpoint(refused))).status).toBe(400);
    expect((await post(call, endpoint(taken))).status).toBe(200);
  });

  it.each<[Partial<Behavior>, number, string]>([
    [{}, 200, "😀".repeat(9500)],
    [{ sizeUnit: "utf-16" }, 400, "😀".repeat(5500)],
    [{ sizeUnit: "utf-16" }, 200, "é".repeat(9500)],
    [{ sizeUnit: "bytes" }, 400, "é".repeat(5500)],
    [{ sizeUnit: "bytes" }, 200, "e".repeat(9500)],
    [{ sizeJson: "spaced" }, 200, "e".repeat(9500)],
    [{ sizeJson: "spaced" }, 400, "e".repeat(10_001)],
  ])("%j answers %i to a description of such characters", async (behavior, status, description) => {
    expect((await post(await withBehavior(behavior), inCall("a", { description }))).status).toBe(status);
  });

  it.each(["ignore", "store"] as const)("sentLiveFields %s", async (sentLiveFields) => {
    const call = await withBehavior({ sentLiveFields });
    const { body } = await post(call, postCall({ on_call: "silent" }));
    expect(body["on_call"]).toBe(sentLiveFields === "store" ? "silent" : null);
  });

  it("missingStatus and repeatedDelete", async () => {
    const call = await withBehavior({ missingStatus: 404 });
    const pal = await createPal(call);
    for (const [method, path] of [
      ["GET", "/v2/tools/t1"],
      ["PATCH", "/v2/tools/t1"],
      ["DELETE", "/v2/tools/t1"],
      ["GET", "/v2/pals/p1"],
      ["DELETE", `/v2/pals/${pal}/tools/t1`],
      ["GET", "/v2/conversations/c1"],
      ["POST", "/v2/conversations/c1/end"],
      ["DELETE", "/v2/conversations/c1"],
    ] as const)
      expect((await call(method, path, method === "PATCH" ? {} : undefined)).status).toBe(404);
    const lenient = await withBehavior({ repeatedDelete: "204" });
    const other = await createPal(lenient);
    expect((await lenient("DELETE", "/v2/tools/t1")).status).toBe(204);
    expect((await lenient("DELETE", `/v2/pals/${other}/tools/t1`)).status).toBe(204);
  });

  it.each<Partial<Behavior>>([{ missingStatus: 404 }, { repeatedDelete: "204" }])(
    "%j is about what is not there: a system tool is, and stays (T-14, C-21, X-1)",
    async (behavior) => {
      const call = await withBehavior(behavior);
      expect((await call("DELETE", "/v2/tools/end_call")).status).toBe(400);
      expect((await call("PATCH", "/v2/tools/end_call", {})).status).toBe(400);
      expect((await call("GET", "/v2/tools/end_call")).status).toBe(200);
    },
  );

  it("overLimit, requestIds, toolTimes, headerCase", async () => {
    const call = await withBehavior({ overLimit: "refuse", requestIds: true, toolTimes: "zoned", headerCase: "lower" });
    expect((await call("GET", "/v2/tools?limit=101")).status).toBe(400);
    const { headers, body } = await post(call, endpoint({ headers: { "X-Team": "A" } }));
    expect(headers.get("x-request-id")).toMatch(/^r[0-9a-f]{12}$/);
    expect(body["created_at"]).toMatch(/Z$/);
    expect(body).toHaveProperty("delivery.api.headers", { "x-team": "A" });
  });

  it.each(["drop", "keep"] as const)("omittedAuth %s", async (omittedAuth) => {
    const call = await withBehavior({ omittedAuth });
    const id = await createTool(call, postCall());
    const { body } = await call("PATCH", `/v2/tools/${id}`, { delivery: { api: { url: "https://crm.acme.dev/n" } } });
    const auth =
      isObject(body["delivery"]) && isObject(body["delivery"]["api"]) ? body["delivery"]["api"]["auth"] : null;
    expect(auth).toEqual(omittedAuth === "keep" ? { type: "bearer", token: MASK } : undefined);
    expect(JSON.stringify(body)).not.toContain(TOKEN);
  });

  it("toolJsonPatch and kindChange", async () => {
    const call = await withBehavior({ toolJsonPatch: "accept", kindChange: "reject" });
    const path = `/v2/tools/${await createTool(call, inCall("a"))}`;
    const replace = (field: string, value: string) => [{ op: "replace", path: `/${field}`, value }];
    expect((await call("PATCH", path, replace("description", "New."))).body["description"]).toBe("New.");
    expect((await call("PATCH", path, replace("nothing", "x"))).status).toBe(422);
    expect((await call("PATCH", path, { origin: "vision" })).text).toContain("C-11");
    expect((await call("PATCH", path, { origin: "llm", trigger_type: "in_call" })).status).toBe(200);
  });

  it("a JSON Patch of a tool removes and moves, and what it leaves must be valid", async () => {
    const call = await withBehavior({ toolJsonPatch: "accept" });
    const id = await createTool(call, postCall());
    const patch = (...operations: JsonObject[]) => call("PATCH", `/v2/tools/${id}`, operations);
    const api = "/delivery/api";
    const { body } = await patch(
      { op: "add", path: `${api}/headers`, value: { "x-team": "A" } },
      { op: "move", from: `${api}/headers`, path: `${api}/query_params` },
      { op: "remove", path: `${api}/timeout` },
    );
    const auth = { type: "bearer", token: MASK };
    const api_ = { url: "https://crm.acme.dev/n", query_params: { "x-team": "A" }, auth };
    expect(body).toMatchObject({ delivery: { app_message: false, api: api_ } });
    expect(body).not.toHaveProperty("delivery.api.timeout");
    expect(body).not.toHaveProperty("delivery.api.headers");
    expect((await patch({ op: "remove", path: api })).status).toBe(400);
    expect((await patch({ op: "remove", path: "/name" })).status).toBe(400);
    expect((await patch({ op: "remove", path: `${api}/auth/token` })).status).toBe(400);
    expect((await patch({ op: "add", path: "/nothing", value: 1 })).text).toContain("C-10");
    expect((await patch({ op: "remove", path: `${api}/auth` })).status).toBe(200);
    expect((await call("GET", `/v2/tools/${id}`)).body).not.toHaveProperty("delivery.api.auth");
    // A top-level field, too: it is its default then.
    const live = `/v2/tools/${await createTool(call, inCall("a", { on_call: "silent" }))}`;
    expect((await call("PATCH", live, [{ op: "remove", path: "/on_call" }])).body["on_call"]).toBe("generate_filler");
  });

  it("a JSON Patch of a tool gives no secret out, and keeps it (K-10)", async () => {
    const { emulator, call } = await startEmulator({ behavior: { toolJsonPatch: "accept" } });
    const { url, received } = await startReceiver();
    const { toolId, id } = await stage(call, { url, auth: { type: "bearer", token: TOKEN } });
    const path = `/v2/tools/${toolId}`;
    const token = "/delivery/api/auth/token";
    for (const operation of [
      { op: "copy", from: token, path: "/description" },
      { op: "move", from: token, path: "/description" },
      { op: "copy", from: "/delivery/api/auth", path: "/parameters/properties/message/x-auth" },
      { op: "copy", from: "/delivery/api/auth", path: "/delivery/api/body_template" },
      { op: "test", path: token, value: TOKEN },
      { op: "test", path: "/delivery/api/auth", value: { type: "bearer", token: TOKEN } },
    ]) {
      const answer = await call("PATCH", path, [operation]);
      expect(answer.status, JSON.stringify(operation)).toBe(422);
      expect(answer.text).not.toContain(TOKEN);
    }
    expect((await call("GET", path)).text).not.toContain(TOKEN);
    const kept = [
      { op: "test", path: token, value: MASK },
      { op: "move", from: "/delivery/api/auth", path: "/delivery/api/auth" },
      { op: "replace", path: "/description", value: "New." },
    ];
    expect((await call("PATCH", path, kept)).status).toBe(200);
    await end(emulator, call, id);
    expect(received[0]?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}` });
  });

  it.each([
    ["refuse", 400, []],
    ["partial", 400, ["a"]],
    ["skip", 200, ["a"]],
  ] as const)("badAttachId %s", async (badAttachId, status, attached) => {
    const call = await withBehavior({ badAttachId });
    const [pal, id] = [await createPal(call), await createTool(call, inCall("a"))];
    expect((await call("POST", `/v2/pals/${pal}/tools`, { tool_ids: [id, "t1"] })).status).toBe(status);
    expect(names(await call("GET", `/v2/pals/${pal}/tools`))).toEqual(attached);
  });
});
