import { expect, it } from "vitest";
import { known } from "../known.ts";
import { checkGuardedRefresh } from "./refresh-diff.ts";

it("warns where the project always refreshes, and has a guard", () => {
  expect(checkGuardedRefresh("always", known({ "tavus:guard": "warn" }))).toMatchObject([
    { status: "warning", seen: expect.stringContaining("tavus:guard is warn") },
  ]);
  for (const [refresh, guard] of [
    ["always", "off"],
    [undefined, "refuse"],
  ] as const)
    expect(checkGuardedRefresh(refresh, known({ "tavus:guard": guard }))).toEqual([]);
  expect(checkGuardedRefresh("always", known({}))).toEqual([]);
});
