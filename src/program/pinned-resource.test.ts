import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, it } from "vitest";
import { palToolAttachment, palTools, tool } from "../dynamic/providers.ts";
import { PROVIDER_TEXTS } from "../state-format/provider-texts.ts";
import { Tool } from "./tool.ts";

const providers = { tool, palTools, palToolAttachment };

it("the texts in the state load the providers, and have at most 64 bytes", () => {
  for (const [kind, text] of Object.entries(PROVIDER_TEXTS)) {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64);
    // The engine's host runs the text in the same way.
    const exports: { handler?: () => unknown } = {};
    const require = (name: string): unknown => (name === "pulumi-tavus/dynamic" ? providers : undefined);
    new Function("exports", "require", text).call(exports, exports, require);
    expect(exports.handler?.()).toBe(providers[kind as keyof typeof PROVIDER_TEXTS]);
  }
});

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    call: ({ inputs }) => inputs,
  }),
);

it("a refused argument has a stack trace, and so do later errors", () => {
  const limit = Error.stackTraceLimit;
  const make = (): Tool => new Tool("", { name: "n", description: "d" });
  let thrown: unknown;
  try {
    make();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(Error);
  expect((thrown as Error).message).toMatch(/name/i);
  expect((thrown as Error).stack).toContain("pinned-resource.test.ts");
  expect(Error.stackTraceLimit).toBe(limit);
});

it("an error in a transformation keeps its message, and creating a resource restores the stack limit", async () => {
  const limit = Error.stackTraceLimit;
  const transformations = [
    (): undefined => {
      throw new RangeError("of the program");
    },
  ];
  expect(() => new Tool("a", { name: "a", description: "d" }, { transformations })).toThrow(RangeError);
  expect(Error.stackTraceLimit).toBe(limit);
  const tool = new Tool("b", { name: "b", description: "d" });
  expect(Error.stackTraceLimit).toBe(limit);
  expect(await new Promise((resolve) => tool.description.apply(resolve))).toBe("d");
  expect(await new Promise((resolve) => tool.onResolve.apply(resolve))).toBeUndefined();
});
