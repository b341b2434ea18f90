import { expect, it } from "vitest";
import { collectNames } from "./names.ts";

it("collects what is known when the patience ends, and leaves out what fails or hangs", async () => {
  const known = async () => ["b", "a", "b"];
  const failing = () => Promise.reject(new Error("no stack"));
  const hanging = () => new Promise<string[]>(() => {});
  expect(await collectNames([known, failing], 60_000)).toEqual({ names: ["a", "b"], isWhole: true });
  expect(await collectNames([known, hanging], 1)).toEqual({ names: ["a", "b"], isWhole: false });
  expect(await collectNames([], 60_000)).toEqual({ names: [], isWhole: true });
});
