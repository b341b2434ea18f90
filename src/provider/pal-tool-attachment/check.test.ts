import { describe, expect, it } from "vitest";
import { brief } from "../../../test/support/messages.ts";
import type { JsonObject } from "../../contract/index.ts";
import { isUnknown, UNKNOWN } from "../../state-format/unknown.ts";
import { checkAttachment } from "./check.ts";

const check = (news: JsonObject): string[] => checkAttachment(news, isUnknown).map(brief);

const NO_PAL = "palId P-1";
const NO_TOOL = "toolId P-1";

describe("checkAttachment", () => {
  it.each<[string, JsonObject]>([
    ["the two ids", { palId: "p1", toolId: "t1" }],
    ["a PAL that isn't known yet", { palId: UNKNOWN, toolId: "t1" }],
    ["a tool that isn't known yet", { palId: "p1", toolId: UNKNOWN }],
    ["the engine's own properties", { palId: "p1", toolId: "t1", __provider: "p" }],
  ])("accepts %s", (_what, news) => {
    expect(check(news)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["left out", undefined],
    ["null", null],
    ["empty", ""],
    ["no text", 5],
    ["the resource instead of its id", { id: "x" }],
    ["an address", "https://tavusapi.com/v2/pals/x"],
    ["followed by a space", "x "],
  ])("refuses an id that is %s", (_what, id) => {
    expect(check({ palId: id, toolId: "t1" })).toEqual([NO_PAL]);
    expect(check({ palId: "p1", toolId: id })).toEqual([NO_TOOL]);
    expect(check({ palId: id, toolId: id })).toEqual([NO_PAL, NO_TOOL]);
  });

  it("says which id is meant", () => {
    expect(checkAttachment({ palId: 5, toolId: 5 }, isUnknown)).toEqual([
      expect.stringContaining("is not the id of a PAL"),
      expect.stringContaining("is not the id of a tool"),
    ]);
  });

  it("refuses a tool that every PAL has", () => {
    expect(check({ palId: "p1", toolId: "end_call" })).toEqual(["toolId P-11"]);
  });

  it("names the valid inputs if there is another one", () => {
    expect(check({ palId: "p1", toolId: "t1", toolIds: ["t1"] })).toEqual(["toolIds"]);
    expect(check({ pal_id: "p1", toolId: "t1" })).toEqual([NO_PAL, "pal_id"]);
  });
});
