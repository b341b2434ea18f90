import { expect, it } from "vitest";
import { stoppedText } from "./text.ts";

it("a second interruption names what may be left, once there may be something", () => {
  const stopped = "pulumi-tavus: stopped before the clean-up had ended; ";
  expect(stoppedText(undefined)).toBe(`${stopped}nothing was made.\n`);
  expect(stoppedText("probe_1")).toBe(`${stopped}probe_1 may be left in the account.\n`);
});
