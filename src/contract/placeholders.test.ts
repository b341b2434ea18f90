import { expect, it } from "vitest";
import { findPlaceholders } from "./placeholders.ts";

it("says what a placeholder is called and where it stands", () => {
  expect(findPlaceholders("/notes/{id}?m={message}")).toEqual([
    { name: "id", start: 7, end: 11 },
    { name: "message", start: 14, end: 23 },
  ]);
  expect(findPlaceholders("{ id } {} {9} {a-b}")).toEqual([]);
});
