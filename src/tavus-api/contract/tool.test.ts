import { describe, expect, it } from "vitest";
import { maskSecrets, parseTool } from "./tool.ts";

describe("a tool of an answer", () => {
  const tool = { tool_id: "t1", name: "note", description: "d", owner_id: 7 };

  it("is read as it is, or out of its envelope (P-21), with what we do not know (G-7)", () => {
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
  ])("is none in %j", (value) => {
    expect(parseTool(value)).toBeUndefined();
  });

  it("exists though a member is of another type than documented", () => {
    const odd = { description: 1, parameters: "x", trigger_type: [], origin: {}, on_call: 0, on_resolve: true };
    const more = { static_filler: 5, delivery: "none", is_system_tool: "no", created_at: 5, updated_at: {} };
    expect(parseTool({ tool_id: "t1", name: 5, ...odd, ...more })).toEqual({ tool_id: "t1", name: "" });
    expect(parseTool({ tool_id: "t1" })).toEqual({ tool_id: "t1", name: "" });
    const nulls = Object.fromEntries(Object.keys({ ...odd, ...more }).map((key) => [key, null]));
    expect(parseTool({ ...tool, ...nulls })).toEqual({ ...tool, ...nulls });
  });
});

describe("masking (K-10)", () => {
  it("hides the secrets of auth, at any depth, and nothing else (K-11)", () => {
    const auth = {
      type: "basic",
      username: "u",
      password: "p",
      token: "t",
      value: "v",
      secret: "s",
      client_secret: "c",
    };
    const hidden = { type: "basic", username: "u", password: "********", token: "********", value: "********" };
    expect(maskSecrets({ delivery: { api: { auth } } })).toEqual({
      delivery: { api: { auth: { ...hidden, secret: "********", client_secret: "********" } } },
    });
    const open = {
      token: "t",
      headers: { value: "v" },
      list: [{ secret: "s" }],
      auth: [{ token: "t" }, { auth: { token: "t" } }],
    };
    expect(maskSecrets(open)).toEqual({ ...open, auth: [{ token: "t" }, { auth: { token: "********" } }] });
  });

  it("leaves what is no text, and what is given as it was", () => {
    const given = { auth: { token: null, value: 5, secret: { token: "t" }, type: "none" } };
    const before = structuredClone(given);
    expect(maskSecrets(given)).toEqual(before);
    expect(given).toEqual(before);
    expect(maskSecrets("token")).toBe("token");
  });
});
