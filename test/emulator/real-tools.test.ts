import { describe, expect, it } from "vitest";
import { type JsonObject, parseTool, validateTool } from "../../src/contract/index.ts";
import { toInputs, toWire } from "../../src/contract/wire.ts";
import { ruleOf } from "../../src/messages/index.ts";
import { diffTool } from "../../src/provider/tool/diff.ts";
import { isUnknown } from "../../src/state-format/unknown.ts";
import { differingFields, rulesBroken, sameDefinition } from "../support/definitions.ts";
import { readRealTools, realToolDefinitions } from "../support/real-tools.ts";

const definitions = [...realToolDefinitions()];
const inputsOf = (wire: JsonObject): JsonObject => {
  const tool = parseTool({ ...wire, tool_id: "t1" });
  if (tool === undefined) throw new Error("no tool");
  return toInputs(tool);
};

// They are next to the checkout on our machines and in CI, but not elsewhere.
describe.skipIf(definitions.length === 0)("definitions from public repositories", () => {
  it.each(definitions)("%s follows the rules and survives the translation to the wire", (_label, wire) => {
    expect(validateTool(wire)).toEqual([]);
    const inputs = inputsOf(wire);
    expect(rulesBroken(inputs)).toEqual([]);
    expect(differingFields(wire, toWire(inputs).wire)).toEqual([]);
    expect(diffTool(inputs, inputsOf(wire), isUnknown)).toEqual({ changed: false, replaces: [] });
    expect(sameDefinition(wire, { ...wire, tool_id: "t1" })).toBe(true);
  });

  it("37 is refused if its delivery is wrong", () => {
    const broken = rulesBroken(readRealTools().get("37") as JsonObject);
    expect(broken).toContain("`delivery.type` is not an input. Remove it, or use one of: appMessage, api.");
  });

  it("92: Tavus's own client and the rules agree about templates with hmac (R-34), and without (R-2)", () => {
    const cases = readRealTools().get("92") as { rule: string; what: string; verdict: string; body: JsonObject }[];
    const relevant = cases.filter(({ rule }) => /^R-(23|34|2)\b/.test(rule));
    expect(relevant.length).toBeGreaterThanOrEqual(5);
    for (const { what, verdict, body } of relevant) {
      const rules = validateTool(body).map(ruleOf);
      expect(rules, what).toEqual(verdict === "refused" ? ["R-34"] : []);
    }
  });

  it("90 and 91 aren't definitions", () => {
    expect(validateTool(readRealTools().get("90"))).not.toEqual([]);
    expect(validateTool(readRealTools().get("91"))).not.toEqual([]);
  });
});
