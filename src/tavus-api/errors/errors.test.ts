import { describe, expect, it } from "vitest";
import * as errors from "./index.ts";

const init = { status: 409, method: "POST", path: "/v2/tools", serverText: "" };
const FAILURE = { operation: "tell", outcome: { kind: "ambiguous", toolId: undefined }, facts: ["a"] } as const;
const samples = [
  [new errors.ApiError("m", init), ["isApiError"]],
  [new errors.NameTakenError("m", "n", init), ["isApiError", "isNameTakenError"]],
  [new errors.ToolNotFoundError("m", "t", init), ["isApiError", "isToolNotFoundError"]],
  [new errors.NetworkError("m", { code: "X", method: "GET", path: "/", sent: false }), ["isNetworkError"]],
  [
    new errors.AmbiguousOutcomeError(FAILURE, { toolName: "n", request: "a", lookup: "b" }),
    ["isAmbiguousOutcomeError"],
  ],
  [new errors.ValidationError("m", []), ["isValidationError"]],
  [new errors.SettingsError("m"), ["isSettingsError"]],
  [new errors.CancelledError("m"), ["isCancelledError"]],
] as const;

const guards = Object.entries(errors).filter(([name]) => /^is.+Error$/.test(name) && name !== "isTavusError");

describe("error classes", () => {
  it.each(samples)("%s is only recognized by its guards", (error, expected) => {
    const matching = guards.filter(([, guard]) => (guard as (error: unknown) => boolean)(error)).map(([name]) => name);
    expect(matching.sort()).toEqual([...expected].sort());
    expect(errors.isTavusError(error)).toBe(true);
    expect(error.name).toBe(error.constructor.name);
  });

  it("are recognized from another copy of the package", () => {
    const foreign = Object.assign(new Error("m"), { name: "NameTakenError", isTavusError: true });
    expect(errors.isNameTakenError(foreign)).toBe(true);
  });

  it.each([undefined, null, "x", new Error("x"), { name: "ApiError" }])(
    "%s isn't an error of this package",
    (value) => {
      expect(errors.isTavusError(value)).toBe(false);
      expect(errors.isApiError(value)).toBe(false);
    },
  );
});
