import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, it } from "vitest";
import { Tool } from "../tool/resource.ts";

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    call: ({ inputs }) => inputs,
  }),
);

it("a refused argument is told with a stack trace, and later errors have theirs", () => {
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

it("what fails in a transformation keeps its message, and the limit is put back after a resource is made", async () => {
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
