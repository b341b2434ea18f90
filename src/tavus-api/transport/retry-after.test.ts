import { describe, expect, it } from "vitest";
import { formatDuration, parseHttpDate, parseRetryAfter } from "./retry-after.ts";

const now = Date.parse("2026-06-01T12:00:00Z");

describe("parseRetryAfter", () => {
  it.each([
    ["0", 0],
    ["5", 5000],
    [" 5 ", 5000],
    ["1.5", 1500],
    ["12.25", 12_250],
    ["Mon, 01 Jun 2026 12:00:30 GMT", 30_000],
    ["Monday, 01-Jun-26 12:00:30 GMT", 30_000],
    ["Mon Jun 1 12:00:30 2026 GMT", 30_000],
    ["Mon, 01 Jun 2026 11:00:00 GMT", 0],
    ["86400", 86_400_000],
  ])("%s", (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });

  it.each([
    undefined,
    "",
    "soon",
    "-5",
    "5s",
    "NaN",
    "Infinity",
    "2026-06-01T12:00:30Z",
    "Mon, 99 Foo 2026",
    "in Mon, 01 Jun 2026 12:00:30 GMT",
  ])("%j is ignored", (header) => {
    expect(parseRetryAfter(header, now)).toBeUndefined();
  });
});

it.each([
  [400, "1 s"],
  [42_000, "42 s"],
  [119_000, "119 s"],
  [119_001, "2 min"],
  [120_000, "2 min"],
  [121_000, "3 min"],
  [7_140_000, "119 min"],
  [7_200_000, "2 h"],
  [7_260_000, "3 h"],
  [3_600_000, "60 min"],
  [86_400_000, "24 h"],
])("%i ms reads %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it("reads a date only if it looks like an HTTP date", () => {
  expect(parseHttpDate(undefined)).toBeUndefined();
  expect(parseHttpDate("Mon")).toBeUndefined();
  expect(parseHttpDate("Mon, 01 Jun 2026 12:00:00 GMT")).toBe(now);
});
