import { expect, it } from "vitest";
import { withoutControls } from "./terminal.ts";

it("removes control characters from foreign text", () => {
  expect(withoutControls("a\u001b[31mb\nc")).toBe("a\ufffd[31mb\ufffdc");
});
