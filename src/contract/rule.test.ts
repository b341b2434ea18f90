import { expect, it } from "vitest";
import * as z from "zod";
import { issue } from "./issue.ts";
import { quoting, rule, toIssues } from "./rule.ts";

const noKeys = (): readonly string[] => [];

it("carries code and params through a check, with the value if it may be quoted", () => {
  const shape = z.object({
    list: z.array(z.string(rule("not-string"))),
    name: z
      .string()
      .max(3, rule("name-length", { length: 4 }))
      .regex(/^a/, quoting("name-characters", {})),
  });
  const found = shape.safeParse({ list: ["a", 5], name: "bcde" }).error?.issues ?? [];
  expect(found.flatMap((one) => toIssues(one, noKeys))).toEqual([
    issue("not-string", ["list", 1]),
    issue("name-length", ["name"], { length: 4 }),
    issue("name-characters", ["name"], { value: "bcde" }),
  ]);
});

it("uses zod's message for a check without its own rule", () => {
  const [found] = z.object({ name: z.string() }).safeParse({ name: 5 }).error?.issues ?? [];
  expect(toIssues(found as z.core.$ZodIssue, noKeys)).toEqual([
    issue("wrong-type", ["name"], { said: "Invalid input: expected string, received number" }),
  ]);
});

it("makes one issue of each unknown key", () => {
  const path = [Symbol("s"), "delivery"];
  const raw = { code: "unrecognized_keys" as const, keys: ["a", "b"], path, message: "", input: {} };
  const known = ["c"];
  expect(toIssues(raw, (at) => [...known, ...at.map(String)])).toEqual([
    issue("unknown-field", ["delivery", "a"], { known: ["c", "delivery"] }),
    issue("unknown-field", ["delivery", "b"], { known: ["c", "delivery"] }),
  ]);
});
