import { describe, expect, it } from "vitest";
import { brief } from "../../../test/support/messages.ts";
import type { JsonObject } from "../../contract/index.ts";
import { isUnknown, UNKNOWN } from "../../state-format/unknown.ts";
import { checkPalTools } from "./check.ts";

const check = (news: JsonObject): string[] => checkPalTools(news, isUnknown).map(brief);
const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `t${n}`);

describe("checkPalTools", () => {
  it.each<[string, JsonObject]>([
    ["a set", { palId: "p1", toolIds: ["t1", "t2"] }],
    ["a set that names a tool twice", { palId: "p1", toolIds: ["t1", "t1"] }],
    ["an empty set, which detaches everything", { palId: "p1", toolIds: [] }],
    ["50 tools, however often each is named", { palId: "p1", toolIds: [...ids(50), ...ids(50)] }],
    ["a PAL that is not known yet", { palId: UNKNOWN, toolIds: ["t1"] }],
    ["a list that is not known yet", { palId: "p1", toolIds: UNKNOWN }],
    [
      "tools that aren't known yet, because they may be the same",
      { palId: "p1", toolIds: [...ids(50), UNKNOWN, UNKNOWN] },
    ],
    ["the engine's own properties", { palId: "p1", toolIds: [], __provider: "p" }],
  ])("accepts %s", (_what, news) => {
    expect(check(news)).toEqual([]);
  });

  it.each<[JsonObject, string[]]>([
    [{ palId: "p1", toolIds: ids(51) }, ["toolIds P-4"]],
    [{ palId: "p1", toolIds: [UNKNOWN, ...ids(53), "t0"] }, ["toolIds P-4"]],
    [
      { palId: "p 1", toolIds: ["t1", "", 5, "a/b"] },
      ["palId P-1", "toolIds[1] P-1", "toolIds[2] P-1", "toolIds[3] P-1"],
    ],
    [{ palId: "p1", toolIds: "t1" }, ["toolIds P-1"]],
    [{ palId: "p1", toolId: "t1" }, ["toolIds P-1", "toolId"]],
    [{ palId: "p1", toolIds: ["end_call"] }, ["toolIds[0] P-11"]],
  ])("reports what is wrong with %j", (news, problems) => {
    expect(check(news)).toEqual(problems);
  });

  it("says which id is meant, and how many tools there are", () => {
    expect(checkPalTools({ palId: 5, toolIds: [5, ...ids(52)] }, isUnknown)).toEqual([
      expect.stringContaining("is not the id of a PAL"),
      expect.stringContaining("is not the id of a tool"),
      expect.stringContaining("has 52 tools"),
    ]);
  });
});
