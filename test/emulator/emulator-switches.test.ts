import { describe, expect, it } from "vitest";
import { type JsonObject, MASK, member } from "../../src/contract/index.ts";
import { inCall, postCall, TOKEN } from "../../src/emulator/testing/start.ts";
import type { Behavior } from "../../src/emulator.ts";
import { startTavus } from "../support/tavus.ts";

const endpoint = (api: JsonObject): JsonObject =>
  postCall({ delivery: { api: { url: "https://crm.acme.dev/n", ...api } } });

describe("the default follows a careful reading of the contract, and a switch is the other choice:", () => {
  it("missingStatus and repeatedDelete", async () => {
    const { call, createPal } = await startTavus({ behavior: { missingStatus: 404 } });
    const pal = await createPal();
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
    const lenient = await startTavus({ behavior: { repeatedDelete: "204" } });
    const other = await lenient.createPal();
    expect((await lenient.call("DELETE", "/v2/tools/t1")).status).toBe(204);
    expect((await lenient.call("DELETE", `/v2/pals/${other}/tools/t1`)).status).toBe(204);
  });

  it.each<Partial<Behavior>>([{ missingStatus: 404 }, { repeatedDelete: "204" }])(
    "%j applies to missing objects: a system tool exists, and stays (T-14, C-21, X-1)",
    async (behavior) => {
      const { call } = await startTavus({ behavior });
      expect((await call("DELETE", "/v2/tools/end_call")).status).toBe(400);
      expect((await call("PATCH", "/v2/tools/end_call", {})).status).toBe(400);
      expect((await call("GET", "/v2/tools/end_call")).status).toBe(200);
    },
  );

  it("overLimit, requestIds, toolTimes, headerCase", async () => {
    const { call } = await startTavus({
      behavior: { overLimit: "refuse", requestIds: true, toolTimes: "zoned", headerCase: "lower" },
    });
    expect((await call("GET", "/v2/tools?limit=101")).status).toBe(400);
    const { headers, body } = await call("POST", "/v2/tools", endpoint({ headers: { "X-Team": "A" } }));
    expect(headers.get("x-request-id")).toMatch(/^r[0-9a-f]{12}$/);
    expect(body["created_at"]).toMatch(/Z$/);
    expect(body).toHaveProperty("delivery.api.headers", { "x-team": "A" });
  });

  it.each(["drop", "keep"] as const)("omittedAuth %s", async (omittedAuth) => {
    const { call, createTool } = await startTavus({ behavior: { omittedAuth } });
    const id = await createTool(postCall());
    const { body } = await call("PATCH", `/v2/tools/${id}`, { delivery: { api: { url: "https://crm.acme.dev/n" } } });
    const auth = omittedAuth === "keep" ? { type: "bearer", token: MASK } : undefined;
    expect(member(member(body["delivery"], "api"), "auth")).toEqual(auth);
    expect(JSON.stringify(body)).not.toContain(TOKEN);
  });

  it.each([
    ["refuse", 400, []],
    ["partial", 400, ["a"]],
    ["skip", 200, ["a"]],
  ] as const)("badAttachId %s", async (badAttachId, status, expected) => {
    const { createPal, createTool, attach, attached } = await startTavus({ behavior: { badAttachId } });
    const [pal, id] = [await createPal(), await createTool(inCall("a"))];
    expect((await attach(pal, id, "t1")).status).toBe(status);
    expect(await attached(pal)).toEqual(expected);
  });
});
