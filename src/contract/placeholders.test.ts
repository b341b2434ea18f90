import { expect, it } from "vitest";
import { findPlaceholders, placeholderNameFor, replacePlaceholders, wholePlaceholder } from "./placeholders.ts";

it("returns the name and the position of each placeholder", () => {
  expect(findPlaceholders("/notes/{id}?m={message}")).toEqual([
    { name: "id", start: 7, end: 11 },
    { name: "message", start: 14, end: 23 },
  ]);
  expect(findPlaceholders("{ id } {} {9} {a-b}")).toEqual([]);
});

it("recognizes a string that is one placeholder and nothing else", () => {
  expect(["{id}", "{id}.", "a{id}", "{id}{id}", "{id}\n", "id"].map(wholePlaceholder)).toEqual([
    "id",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it("replaces each placeholder, and rewrites the text around them", () => {
  const written = (name: string, text: string): string => `<${name}=${text}>`;
  expect(replacePlaceholders("/a/{id}/b/{m}", written, (text) => text.toUpperCase())).toBe("/A/<id={id}>/B/<m={m}>");
  expect(replacePlaceholders("/a", written)).toBe("/a");
});

it("suggests a similar name for a parameter that no template can use", () => {
  expect(["order-id", "a.b c", "9notes", "a9", "Größe", "a\nb", ""].map(placeholderNameFor)).toEqual([
    "order_id",
    "a_b_c",
    "_9notes",
    "a9",
    undefined,
    undefined,
    undefined,
  ]);
});
