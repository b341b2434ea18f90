import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineAction } from "../action.ts";
import { suffixed } from "../state-format/default-name.ts";
import { parseDelivery } from "../webhook/delivery.ts";
import { findAction } from "../webhook/routing.ts";

/** Valid parameter names that Tavus sends as plain text if they are in braces. */
const NAMES = ["caller-name", "order.id", "größe", "1st"];
const base = { name: "log_note", description: "d" } as const;

describe.each(NAMES)("a parameter named %s", (name) => {
  const parameters = { [name]: z.string().describe("d"), note: z.string().describe("d") };

  it.each([
    ["body", { body: (p: Record<string, string>) => ({ text: p[name] }) }],
    ["query", { query: (p: Record<string, string>) => ({ q: `x${p[name]}` }) }],
    ["path", { path: (p: Record<string, string>) => `/n/${p[name]}` }],
    // The plain text, without calling the placeholder.
    ["body", { body: () => ({ text: [`{${name}}`] }) }],
  ])("is refused as soon as the %s uses it", (part, template) => {
    const define = () => defineAction({ ...base, parameters, ...(template as object) });
    expect(define).toThrow(part);
    expect(define).toThrow(`uses {${name}}, which Tavus sends as text`);
    expect(define).toThrow("(R-3)");
  });

  it("works if no template uses it", () => {
    const action = defineAction({ ...base, parameters, query: (p) => ({ n: p.note as string }) });
    const { arguments: args } = parseDelivery(action, { [name]: "a", note: "b" });
    expect(args).toEqual({ [name]: "a", note: "b" });
  });
});

describe("a placeholder that arrives unchanged", () => {
  const parameters = {
    message: z.string().describe("d"),
    count: z.string().optional().describe("d"),
    "caller-name": z.string().describe("d"),
  };
  const fromZod = defineAction({ ...base, parameters });
  const fromJsonSchema = defineAction({
    ...base,
    parameters: {
      type: "object",
      properties: { message: { type: "string" }, count: { type: "string" }, "caller-name": { type: "string" } },
      required: ["message", "caller-name"],
    },
  });
  const whole = { message: "m", "caller-name": "Ada" };

  it.each([
    ["zod", fromZod],
    ["JSON Schema", fromJsonSchema],
  ])("is rejected for a required argument, and absent for an optional one (%s)", (_kind, action) => {
    for (const name of ["message", "caller-name"])
      for (const placeholder of [`{${name}}`, "{count}", "{tavus_conversation_id}"])
        expect(() => parseDelivery(action, { ...whole, [name]: placeholder })).toThrow(
          `the delivery of log_note does not fit its definition: ${name}: is a placeholder that was not replaced`,
        );
    expect(parseDelivery(action, { ...whole, count: "{count}" }).arguments).toEqual(whole);
    // Braces alone are fine.
    const spoken = { ...whole, message: "Use {message} or {}." };
    expect(parseDelivery(action, spoken).arguments).toEqual(spoken);
  });
});

describe("an empty suffix", () => {
  it("means no suffix, in the tool's name and in the receiver", () => {
    expect(suffixed("log_note", "")).toBe("log_note");
    expect(suffixed("log_note", "dev-1")).toBe("log_note_dev_1");
    const action = defineAction({ ...base, parameters: {} });
    for (const suffix of ["", undefined]) expect(findAction([action], "/", "log_note", suffix)).toEqual({ action });
    expect(findAction([action], "/", "log_note_dev", "").action).toBeUndefined();
  });
});
