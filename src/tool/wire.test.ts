import fc from "fast-check";
import { expect, it } from "vitest";
import { fullPostCallTool, validTool } from "../../test/support/tools.ts";
import { differingFields, type JsonObject, parseTool, sameDefinition } from "../tavus-api/contract/index.ts";
import { defaultToolName } from "./name.ts";
import { toInputPath, toInputs, toWire } from "./wire.ts";

const answer = (wire: JsonObject) => {
  const tool = parseTool({ ...wire, tool_id: "t1", owner_id: null, is_system_tool: false });
  if (tool === undefined) throw new Error("no tool");
  return tool;
};

it("comes back from the wire with the same meaning and no key lost", () => {
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
