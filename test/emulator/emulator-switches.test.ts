import { describe, expect, it } from "vitest";
import { isObject, type JsonObject, MASK } from "../../src/contract/index.ts";
import {
  type Call,
  createPal,
  createTool,
  inCall,
  names,
  postCall,
  startEmulator,
  TOKEN,
} from "../../src/emulator/testing/start.ts";
import type { Behavior } from "../../src/emulator.ts";

const withBehavior = async (behavior: Partial<Behavior>): Promise<Call> => (await startEmulator({ behavior })).call;
const post = (call: Call, definition: JsonObject) => call("POST", "/v2/tools", definition);
const endpoint = (api: JsonObject): JsonObject =>
  postCall({ delivery: { api: { url: "https://crm.acme.dev/n", ...api } } });

describe("the default follows a careful reading of the contract, and a switch is the other choice:", () => {
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
    "%j applies to missing objects: a system tool exists, and stays (T-14, C-21, X-1)",
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
