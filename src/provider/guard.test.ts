import { describe, expect, it } from "vitest";
import { type Loss, reportLoss } from "./guard.ts";

const report = (loss: Partial<Loss>): string[] => {
  const warnings: string[] = [];
  const text = "The tool t1 was changed.";
  reportLoss({ text, isLost: true, isDeletion: false, guard: "refuse", ...loss }, (one) => void warnings.push(one));
  return warnings;
};

describe("the guard's report", () => {
  it("refuses an operation only if it would lose a change", () => {
    expect(() => report({})).toThrow("The tool t1 was changed. It was not touched (tavus:guard is refuse).");
    expect(() => report({ isDeletion: true })).toThrow("the next up deletes it");
    expect(report({ isLost: false })).toEqual([
      "warning: The tool t1 was changed. It stays as it is (tavus:guard is refuse).",
    ]);
  });

  it("warns about changes that are lost and changes that stay", () => {
    expect(report({ guard: "warn" })[0]).toContain("It is overwritten now (tavus:guard is warn).");
    expect(report({ guard: "warn", isLost: false })[0]).toContain("It stays as it is (tavus:guard is warn).");
  });
});
