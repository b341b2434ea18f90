import { describe, expect, it } from "vitest";
import { isObject, type JsonObject, parseTool } from "../../src/contract/index.ts";
import { toInputs } from "../../src/contract/wire.ts";
import { warnTool } from "../../src/provider/tool/check.ts";
import { rulesBroken } from "../support/definitions.ts";
import { readRealTools } from "../support/real-tools.ts";

interface Verdict {
  readonly rule: string;
  readonly what: string;
  readonly verdict: "accepted" | "refused";
  readonly body: JsonObject;
}

const file = readRealTools().get("92");
const verdicts = Array.isArray(file) ? (file as Verdict[]).map(spelledOut) : [];

/** The file describes its longest text instead of containing it. */
function spelledOut(verdict: Verdict): Verdict {
  const text = JSON.stringify(verdict.body).replace("<the character U+4F1A, 1,700 times>", "会".repeat(1700));
  return { ...verdict, body: JSON.parse(text) as JsonObject };
}

/** A body in the form of a program's declaration. */
function inputsOf(body: JsonObject): JsonObject {
  const tool = parseTool({ ...body, tool_id: "t1" });
  if (tool === undefined) throw new Error("not a tool");
  // Reading it as an answer would lose a value that isn't a list or a map.
  const template = (body["delivery"] as { api?: { body_template?: unknown } } | undefined)?.api?.body_template;
  const inputs = toInputs(tool);
  if (Array.isArray(template) && isObject(inputs["delivery"]) && isObject(inputs["delivery"]["api"]))
    inputs["delivery"]["api"]["bodyTemplate"] = template;
  return inputs;
}

// The file is next to the checkout on our machines and in CI, but not elsewhere.
describe.skipIf(verdicts.length === 0)("definitions that Tavus's own client accepts or refuses", () => {
  it.each(verdicts.map((verdict) => [`${verdict.rule}: ${verdict.what}`, verdict] as const))(
    "%s",
    (_title, { verdict, body }) => {
      const inputs = inputsOf(body);
      const errors = rulesBroken(inputs);
      if (verdict === "accepted") expect(errors).toEqual([]);
      else expect([...errors, ...warnTool(inputs)]).not.toEqual([]);
    },
  );

  it("reports an error, not only a warning, for every refusal but these", () => {
    const warned = verdicts
      .filter(({ verdict }) => verdict === "refused")
      .filter(({ body }) => rulesBroken(inputsOf(body)).length === 0)
      // hmac has separate rules and tests.
      .filter(({ what }) => !what.startsWith("hmac"))
      .map(({ rule }) => rule);
    // T-8: that client can't create post-call tools at all. T-18: the server's own count isn't known.
    expect(warned).toEqual(["T-20 trigger_type", "T-5"]);
  });
});
