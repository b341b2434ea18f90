import { expect, it } from "vitest";
import * as z from "zod";
import { rule, toIssues, unknownKeyRemedy } from "./rule.ts";

const noKeys = (): readonly string[] => [];

it("carries id, message and remedy through a check", () => {
  const shape = z.object({ list: z.array(z.string(rule("T-3", "is no text", "Write one."))) });
  const [found] = shape.safeParse({ list: ["a", 5] }).error?.issues ?? [];
  expect(toIssues(found as z.core.$ZodIssue, noKeys)).toEqual([
    { rule: "T-3", path: ["list", 1], message: "is no text", remedy: "Write one." },
  ]);
});

it("says what zod says where a check has no rule of its own", () => {
  const [found] = z.object({ name: z.string() }).safeParse({ name: 5 }).error?.issues ?? [];
  expect(toIssues(found as z.core.$ZodIssue, noKeys)).toEqual([
    {
      rule: "T-16",
      path: ["name"],
      message: "has a wrong type",
      remedy: "Invalid input: expected string, received number.",
    },
  ]);
});

it("makes one issue of each key that does not exist, of the rule of its place", () => {
  const at = (...path: PropertyKey[]) =>
    toIssues({ code: "unrecognized_keys", keys: ["a", "b"], path, message: "", input: {} }, () => ["c"]).map((one) => [
      one.rule,
      one.path,
    ]);
  expect(at()).toEqual([
    ["T-16", ["a"]],
    ["T-16", ["b"]],
  ]);
  expect(at("delivery").map(([id]) => id)).toEqual(["D-5", "D-5"]);
  expect(at("delivery", "api").map(([id]) => id)).toEqual(["D-10", "D-10"]);
  expect(at("parameters").map(([id]) => id)).toEqual(["D-10", "D-10"]);
  expect(at(Symbol("s"), "delivery")[0]).toEqual(["D-5", ["delivery", "a"]]);
});

it("guesses the key that was meant, whatever its case and signs, and the nearest one", () => {
  const known = ["url", "body_template", "query_params"];
  for (const key of ["bodyTemplate", "body-template", "BODY TEMPLATE", "body_template"])
    expect(unknownKeyRemedy(key, known), key).toBe("Write body_template.");
  for (const [typed, meant] of [
    ["body", "body_template"],
    ["bodyTempate", "body_template"],
    ["urls", "url"],
  ])
    expect(unknownKeyRemedy(String(typed), known)).toBe(
      `Did you mean ${meant}? The fields here are url, body_template, query_params.`,
    );
  expect(unknownKeyRemedy("retries", known)).toBe("Remove it; the fields here are url, body_template, query_params.");
  expect(unknownKeyRemedy("body", [])).toBe("Remove it.");
});
