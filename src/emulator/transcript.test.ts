import { expect, it } from "vitest";
import { parseCall } from "./transcript.ts";

it("takes a name that all objects have for no role", () => {
  const { transcript } = parseCall("user: I say\nconstructor: and\n__proto__: more");
  expect(transcript).toEqual([{ role: "user", content: "I say constructor: and __proto__: more" }]);
  for (const role of ["constructor", "__proto__", { toString: null }])
    expect(() => parseCall(JSON.stringify([{ role, content: "x" }]))).toThrow("Line 1 of the transcript has no role");
});
