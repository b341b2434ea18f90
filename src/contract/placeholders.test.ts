import { expect, it } from "vitest";
import { findPlaceholders } from "./placeholders.ts";

it("returns the name and the position of each placeholder", () => {
  expect(findPlaceholders("/notes/{id}?m={message}")).toEqual([
    { name: "id", start: 7, end: 11 },
    { name: "message", start: 14, end: 23 },
  ]);
  expect(findPlaceholders("{ id } {} {9} {a-b}")).toEqual([]);
});
