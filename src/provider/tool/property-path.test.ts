import { expect, it } from "vitest";
import { isIgnored, parsePropertyPath } from "./property-path.ts";

it.each([
  ["description", ["description"]],
  ["delivery.api.timeout", ["delivery", "api", "timeout"]],
  ['delivery.api.headers["X-Team"]', ["delivery", "api", "headers", "X-Team"]],
  ["delivery.api.headers.X-Team", ["delivery", "api", "headers", "X-Team"]],
  ['["a b"]["c\\"d"].e', ["a b", 'c"d', "e"]],
  ["toolIds[1]", ["toolIds", 1]],
  ["parameters.*", ["parameters", "*"]],
  ["toolIds[*]", ["toolIds", "*"]],
  ["", undefined],
  ["a[", undefined],
  ["a..b", undefined],
])("reads the path %s", (text, path) => {
  expect(parsePropertyPath(text)).toEqual(path);
});

it("ignores a property and everything inside it, but nothing next to it", () => {
  const ignored = ["delivery.api", "parameters.*.channel", "a["];
  expect(isIgnored(["delivery", "api", "timeout"], ignored)).toBe(true);
  expect(isIgnored(["delivery", "api"], ignored)).toBe(true);
  expect(isIgnored(["delivery"], ignored)).toBe(false);
  expect(isIgnored(["delivery", "appMessage"], ignored)).toBe(false);
  expect(isIgnored(["parameters", "properties", "channel", "const"], ignored)).toBe(true);
  expect(isIgnored(["description"], [])).toBe(false);
  expect(isIgnored(["delivery", "api", "headers", "x-team"], ['delivery.api.headers["X-Team"]'])).toBe(true);
  expect(isIgnored(["delivery", "api", "queryParams", "A"], ["delivery.api.queryParams.a"])).toBe(false);
  expect(isIgnored(["tags"], ["tags[*]"])).toBe(true);
  expect(isIgnored(["parameters", "required"], ["parameters.required[*]"])).toBe(true);
  expect(isIgnored(["parameters", "type"], ["parameters.required[*]"])).toBe(false);
  expect(isIgnored(["tags"], ["tags[0]", "[*]"])).toBe(false);
});
