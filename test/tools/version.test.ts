import { expect, test } from "vitest";
import { isAtLeast, parseVersion } from "../../tools/engine/version.ts";

test.each([
  ["v3.259.0", [3, 259, 0]],
  ["3.254.1\n", [3, 254, 1]],
  ["v3.260.0-dev.0+dirty", [3, 260, 0]],
  ["go version go1.26 linux/amd64", [1, 26, 0]],
  ["go version go1.25.11 darwin/arm64", [1, 25, 11]],
  ["", undefined],
  ["command not found", undefined],
])("%j is read as %j", (text, version) => {
  expect(parseVersion(text)).toEqual(version);
});

test.each([
  ["v3.254.0", true],
  ["v3.253.99", false],
  ["v3.254.1", true],
  ["v4.0.0", true],
  ["v2.300.0", false],
  ["", false],
])("%j is new enough: %s", (text, expected) => {
  expect(isAtLeast(text, "v3.254.0")).toBe(expected);
});
