import { describe, expect, it } from "vitest";
import { maskSecrets, parseTool } from "./tool.ts";
import type { JsonObject } from "./value.ts";

describe("a tool in an answer", () => {
  const tool = { tool_id: "t1", name: "note", description: "d", owner_id: 7 };

  it("is read unchanged, or out of its envelope (P-21), with unknown members (G-7)", () => {
    expect(parseTool(tool)).toEqual(tool);
    expect(parseTool({ data: tool })).toEqual(tool);
    expect(parseTool({ data: [tool] })).toEqual(tool);
  });

  it.each([
    undefined,
    null,
    "t1",
    [],
    {},
    { tool_id: "" },
    { tool_id: 1 },
    { data: [] },
    { data: [tool, tool] },
    { data: {} },
  ])("finds no tool in %j", (value) => {
    expect(parseTool(value)).toBeUndefined();
  });

  it("exists even if a member has another type than documented", () => {
    const odd = { description: 1, parameters: "x", trigger_type: [], origin: {}, on_call: 0, on_resolve: true };
    const more = {
      static_filler: 5,
      tags: ["a", 5],
      delivery: "none",
      is_system_tool: "no",
      created_at: 5,
      updated_at: {},
    };
    expect(parseTool({ tool_id: "t1", name: 5, ...odd, ...more })).toEqual({ tool_id: "t1", name: "" });
    expect(parseTool({ tool_id: "t1" })).toEqual({ tool_id: "t1", name: "" });
    const nulls = Object.fromEntries(Object.keys({ ...odd, ...more }).map((key) => [key, null]));
    expect(parseTool({ ...tool, ...nulls })).toEqual({ ...tool, ...nulls });
  });
});

describe("masking (K-10)", () => {
  const withAuth = (auth: unknown, api: JsonObject = {}): JsonObject => ({ delivery: { api: { ...api, auth } } });

  it("hides the secrets of auth, but nothing else with a similar name (K-11)", () => {
    const secrets = { password: "p", token: "t", value: "v", secret: "s", client_secret: "c" };
    const masked = Object.fromEntries(Object.keys(secrets).map((name) => [name, "********"]));
    const readable = { type: "basic", username: "u" };
    const open = {
      headers: { token: "t" },
      body_template: { auth: { token: "{token}" } },
    };
    const parameters = { properties: { auth: { token: "t" } } };
    expect(maskSecrets({ parameters, ...withAuth({ ...readable, ...secrets }, open) })).toEqual({
      parameters,
      ...withAuth({ ...readable, ...masked }, open),
    });
  });

  it("keeps values that aren't strings, and doesn't change its argument", () => {
    const given = withAuth({ token: null, value: 5, secret: { token: "t" }, type: "none" });
    const before = structuredClone(given);
    expect(maskSecrets(given)).toEqual(before);
    expect(given).toEqual(before);
    for (const odd of [{ delivery: "token" }, withAuth("token"), {}]) expect(maskSecrets(odd)).toEqual(odd);
  });
});
