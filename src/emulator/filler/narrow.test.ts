import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import { readAssignments, readPairs } from "../domain/assignment.ts";
import { EXAMPLE_TRANSCRIPT } from "../domain/transcript.ts";
import { toContext } from "./context.ts";
import { fillFromCall } from "./index.ts";

const card = {
  properties: { kind: { const: "card" }, last4: { type: "string", pattern: "^\\d{4}$" } },
  required: ["kind", "last4"],
};
const cash = { properties: { kind: { const: "cash" }, amount: { type: "integer" } }, required: ["kind", "amount"] };
const object = { type: "object", additionalProperties: false };
const payment: JsonObject = {
  oneOf: [
    { ...object, ...card },
    { ...object, ...cash },
  ],
};
const loose: JsonObject = { anyOf: [{ type: "object", ...card }, { type: "object", ...cash }, { type: "string" }] };

/** The value of the parameter `p` with these assignments. */
async function fill(schema: JsonObject, ...pairs: string[]): Promise<unknown> {
  const parameters = { type: "object", properties: { p: schema }, required: ["p"], $defs: { payment } };
  const set = readPairs(pairs, (pair) => new Error(pair));
  const filled = await fillFromCall({
    tool: { name: "t", description: "d", parameters },
    given: {},
    assignments: readAssignments(set, [parameters]),
    context: toContext(EXAMPLE_TRANSCRIPT, "", new Date("2026-05-15T10:30:00Z")),
  });
  return filled["p"];
}

describe("an assignment inside alternatives", () => {
  it.each<[string, JsonObject]>([
    ["alternatives that exclude each other", payment],
    ["alternatives, others of which can be something else than an object", loose],
    ["a reference", { $ref: "#/$defs/payment", description: "d" }],
    ["alternatives with null", { anyOf: [{ $ref: "#/$defs/payment" }, { type: "null" }] }],
    ["a part of an allOf", { allOf: [payment] }],
  ])("selects the alternative that has its path: %s", async (_, schema) => {
    expect(await fill(schema, "p.amount=5")).toEqual({ kind: "cash", amount: 5 });
    expect(await fill(schema, "p.kind=cash")).toEqual({ kind: "cash", amount: expect.any(Number) });
    expect(await fill(schema, "p.kind=cash", "p.amount=5")).toEqual({ kind: "cash", amount: 5 });
    expect(await fill(schema, "p.last4=0042")).toEqual({ kind: "card", last4: "0042" });
  });

  it("also selects nested alternatives, in a member and in the items of a list", async () => {
    const order = { type: "object", properties: { by: payment }, required: ["by"] };
    expect(await fill(order, "p.by.amount=5")).toEqual({ by: { kind: "cash", amount: 5 } });
    expect(await fill({ type: "array", items: payment }, "p[0].amount=5", "p[1].amount=6")).toEqual([
      { kind: "cash", amount: 5 },
      { kind: "cash", amount: 6 },
    ]);
  });

  it("is refused if no alternative has all of its paths, or a path is set twice", async () => {
    await expect(fill(payment, "p.last4=0042", "p.amount=5")).rejects.toThrow("arguments/p/last4 is not allowed");
    await expect(fill(payment, "p.amount=5", "p.amount=6")).rejects.toThrow("p.amount is set twice. Set it once.");
  });
});
