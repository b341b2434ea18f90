import { expect, it } from "vitest";
import { differingFields, sameDefinition } from "../../test/support/definitions.ts";
import { fc } from "../../test/support/random.ts";
import { fullPostCallTool, validTool } from "../../test/support/tools.ts";
import { defaultToolName } from "../state-format/default-name.ts";
import { type JsonObject, parseTool } from "./index.ts";
import { DEFINITION_INPUTS, isSecretInput, toInputPath, toInputs, toInputValue, toWire } from "./wire.ts";

const answer = (wire: JsonObject) => {
  const tool = parseTool({ ...wire, tool_id: "t1", owner_id: null, is_system_tool: false });
  if (tool === undefined) throw new Error("no tool");
  return tool;
};

it("survives the translation to the wire and back, with the same meaning and all keys", () => {
  fc.assert(
    fc.property(validTool, (tool) => {
      const { wire, unknownKeys } = toWire(tool);
      expect(unknownKeys).toEqual([]);
      const back = toWire(toInputs(answer(wire))).wire;
      expect(differingFields(wire, back)).toEqual([]);
      expect(sameDefinition(wire, answer(wire))).toBe(true);
    }),
  );
});

it("never renames the user's own keys", () => {
  const tool = fullPostCallTool({
    parameters: {
      type: "object",
      properties: { bodyTemplate: { type: "string" }, body_template: { type: "string" }, onCall: {} },
    },
    delivery: {
      api: {
        url: "https://a.acme.dev",
        headers: { queryParams: "1" },
        bodyTemplate: { contentType: { tokenUrl: "{onCall}" } },
      },
    },
  });
  const { wire } = toWire(tool);
  expect(wire["parameters"]).toEqual(tool["parameters"]);
  expect(wire["delivery"]).toEqual({
    api: {
      url: "https://a.acme.dev",
      headers: { queryParams: "1" },
      body_template: { contentType: { tokenUrl: "{onCall}" } },
    },
  });
});

it("translates paths up to the user's own keys", () => {
  expect(toInputPath(["delivery", "api", "body_template", "query_params", 0])).toEqual([
    "delivery",
    "api",
    "bodyTemplate",
    "query_params",
    0,
  ]);
  expect(toInputPath(["delivery", "api", "auth", "client_secret"])).toEqual([
    "delivery",
    "api",
    "auth",
    "clientSecret",
  ]);
});

it("makes a valid and stable name from resource and stack", () => {
  expect(defaultToolName("crm-note", "dev")).toBe("crm_note_dev");
  expect(defaultToolName("1st", "dev")).toBe("_1st_dev");
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (resource, stack) => {
      expect(defaultToolName(resource, stack)).toMatch(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);
    }),
  );
  expect(defaultToolName(`${"n".repeat(80)}a`, "dev")).not.toBe(defaultToolName(`${"n".repeat(80)}b`, "dev"));
});

const API = { url: "https://a.acme.dev" };

it("sends Tavus's fields, but not ours or the engine's, and names every unknown key", () => {
  const ours = { adopt: true, secretVersion: 1, toolId: "t", createdAt: "x", updatedAt: "x", __provider: "x" };
  expect(toWire({ name: "n", description: null, ...ours })).toEqual({ wire: { name: "n" }, unknownKeys: [] });
  const { unknownKeys } = toWire({ name: "n", tool_id: "t", delivery: { adopt: true, api: { ...API, __x: 1 } } });
  expect(unknownKeys.map(({ path }) => path)).toEqual([["tool_id"], ["delivery", "adopt"], ["delivery", "api", "__x"]]);
  expect(unknownKeys[0]?.known).toEqual([...DEFINITION_INPUTS, "adopt", "secretVersion"]);
  expect(unknownKeys[1]?.known).toEqual(["appMessage", "api"]);
  expect(toWire({ x__y: 1, toString: 1 }).unknownKeys).toHaveLength(2);
});

it("reads a tool in a program's form", () => {
  const live = { origin: "vision", on_call: "wait", on_resolve: "speak", static_filler: "One moment." };
  const tool = { name: "n", description: null, created_at: "x" };
  // T-21, U-25
  expect(toInputs(answer({ ...tool, trigger_type: "post_call", ...live }))).toEqual({
    name: "n",
    triggerType: "post_call",
  });
  expect(toInputs(answer({ ...tool, trigger_type: "in_call", ...live }))).toEqual({
    name: "n",
    triggerType: "in_call",
    origin: "vision",
    onCall: "wait",
    onResolve: "speak",
    staticFiller: "One moment.",
  });
  // T-17
  expect(toInputs(answer({ ...tool, tags: [] }))).toEqual({ name: "n" });
  expect(toInputs(answer({ ...tool, tags: ["crm"] }))).toEqual({ name: "n", tags: ["crm"] });
  const delivery = (value: unknown) => toInputs(answer({ ...tool, delivery: value }))["delivery"];
  expect(delivery({ app_message: false, api: API })).toEqual({ api: API });
  expect(delivery({ app_message: true, api: API })).toEqual({ appMessage: true, api: API });
  expect(delivery({ app_message: false, api: null })).toEqual({ appMessage: false });
  expect(delivery({ api: "https://a.acme.dev" })).toEqual({ api: "https://a.acme.dev" });
  expect(delivery({ app_message: true, api: { ...API, headers: null, auth: { type: "none", token: null } } })).toEqual({
    appMessage: true,
    api: { ...API, auth: { type: "none" } },
  });
});

it("translates a part of a tool to a program's form, and leaves nothing out", () => {
  expect(
    toInputValue(["delivery"], { app_message: false, api: { query_params: { on_call: "1" }, x_y: [{ a_b: 1 }] } }),
  ).toEqual({
    appMessage: false,
    api: { queryParams: { on_call: "1" }, x_y: [{ a_b: 1 }] },
  });
  expect(toInputValue(["delivery", "api", "auth"], { token_url: "u", client_id: null })).toEqual({
    tokenUrl: "u",
    clientId: null,
  });
  expect(toInputValue([], [{ on_call: "wait" }, "a"])).toEqual([{ on_call: "wait" }, "a"]);
  expect(toInputValue(["name"], "on_call")).toBe("on_call");
});

it("knows which inputs are secret (K-10)", () => {
  const auth = (field: string) => isSecretInput(["delivery", "api", "auth", field]);
  expect(["token", "value", "password", "clientSecret", "secret"].map(auth)).toEqual([true, true, true, true, true]);
  expect(["type", "name", "username", "client_secret", "tokenUrl"].map(auth)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
  expect(isSecretInput(["delivery", "api", "headers", "token"])).toBe(false);
  // A secret of the wrong type is still secret.
  expect(isSecretInput(["delivery", "api", "auth", "token", "value"])).toBe(true);
});
