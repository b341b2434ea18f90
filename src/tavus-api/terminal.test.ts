import { expect, it } from "vitest";
import { withoutControls } from "./terminal.ts";

it("takes control characters out of what others wrote", () => {
  expect(withoutControls("a\u001b[31mb\nc")).toBe("a\ufffd[31mb\ufffdc");
});
