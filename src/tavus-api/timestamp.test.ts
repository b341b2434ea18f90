import { expect, it } from "vitest";
import { parseTimestamp } from "./timestamp.ts";

it.each([
  ["2026-05-15T10:30:00", "2026-05-15T10:30:00.000Z"],
  ["2026-05-15T10:30:00Z", "2026-05-15T10:30:00.000Z"],
  ["2026-05-15 10:30:00", "2026-05-15T10:30:00.000Z"],
  ["2026-05-15T10:30:00.123456+00:00", "2026-05-15T10:30:00.123Z"],
  ["2026-05-15T10:30:00.5+02:00", "2026-05-15T08:30:00.500Z"],
  ["2026-05-15T10:30:00+0200", "2026-05-15T08:30:00.000Z"],
  ["2026-05-15T10:30", "2026-05-15T10:30:00.000Z"],
])("%s is %s (G-13)", (text, iso) => {
  expect(new Date(parseTimestamp(text) ?? Number.NaN).toISOString()).toBe(iso);
});

it.each([undefined, null, "", "yesterday", "2026-05-15", "2026-13-45T10:30:00Z", "1747305000"])(
  "%j isn't a timestamp",
  (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  },
);
