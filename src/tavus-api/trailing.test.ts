import { expect, it } from "vitest";
import { withoutTrailing } from "./trailing.ts";

it.each([
  ["https://a.dev///", "/", "https://a.dev"],
  ["/a//b", "/", "/a//b"],
  ["Not found. .", ". ", "Not found"],
  ["///", "/", ""],
  ["", "/", ""],
])("%j without %j at its end", (text, characters, rest) => {
  expect(withoutTrailing(text, characters)).toBe(rest);
});
