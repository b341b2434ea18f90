import { expect, it } from "vitest";
import { toDefinition } from "../../src/commands/import/definition.ts";
import { type JsonObject, parseTool } from "../../src/contract/index.ts";
import { rulesBroken } from "../support/definitions.ts";

const api = { url: "https://crm.acme.dev/n?c={tavus_conversation_id}" };
const tool = (delivery: JsonObject): JsonObject => ({
  tool_id: "t1",
  name: "log_note",
  description: "d",
  trigger_type: "post_call",
  parameters: { type: "object", properties: { "caller-name": { type: "string", description: "d" } } },
  delivery,
});

it.each([
  ["D-21", tool({ api: { ...api, method: "GET", body_template: { a: "b" } } })],
  ["D-21", tool({ api: { ...api, method: "HEAD", body_template: {} } })],
  ["R-3", tool({ api: { ...api, body_template: { a: "{caller-name}" } } })],
])("imports a tool that breaks %s, keeps it unchanged, and refuses the same in a new one", (rule, wire) => {
  const found = parseTool(wire);
  if (found === undefined) throw new Error("not a tool");
  const { inputs, broken } = toDefinition(found, false);
  expect(broken).toEqual([expect.stringContaining(`(${rule})`)]);
  expect(rulesBroken({ ...inputs, __imported: true })).toEqual([]);
  expect(rulesBroken({ ...inputs, description: "Another." }, inputs)).toEqual([]);
  expect(rulesBroken(inputs)).toEqual([expect.stringContaining(`(${rule})`)]);
});
