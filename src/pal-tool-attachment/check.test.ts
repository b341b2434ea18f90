import { describe, expect, it } from "vitest";
import { isUnknown, UNKNOWN } from "../dynamic/unknown.ts";
import type { JsonObject } from "../tavus-api/contract/index.ts";
import { checkAttachment } from "./check.ts";

const check = (news: JsonObject): string[] => checkAttachment(news, isUnknown);

const NO_PAL = (given: string) => `palId is ${given}. Write the PAL's id as Tavus shows it, without / or spaces. (P-1)`;
const NO_TOOL = (given: string) =>
  `toolId is ${given}. Write the tool's id as Tavus shows it, without / or spaces. (P-1)`;

describe("checkAttachment", () => {
  it.each<[string, JsonObject]>([
    ["the two ids", { palId: "p1", toolId: "t1" }],
    ["a PAL that is not known yet", { palId: UNKNOWN, toolId: "t1" }],
    ["a tool that is not known yet", { palId: "p1", toolId: UNKNOWN }],
    ["what the engine adds", { palId: "p1", toolId: "t1", __provider: "p" }],
  ])("has nothing to say of %s", (_what, news) => {
    expect(check(news)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["left out", undefined, "missing"],
    ["null", null, "missing"],
    ["empty", "", '"", which isn\'t an id'],
    ["no text", 5, "5, which isn't an id"],
    ["the resource instead of its id", { id: "x" }, '{"id":"x"}, which isn\'t an id'],
    ["an address", "https://tavusapi.com/v2/pals/x", '"https://tavusapi.com/v2/pals/x", which isn\'t an id'],
    ["followed by a blank", "x ", '"x ", which isn\'t an id'],
  ])("refuses an id that is %s", (_what, id, given) => {
    expect(check({ palId: id, toolId: "t1" })).toEqual([NO_PAL(given)]);
    expect(check({ palId: "p1", toolId: id })).toEqual([NO_TOOL(given)]);
    expect(check({ palId: id, toolId: id })).toEqual([NO_PAL(given), NO_TOOL(given)]);
  });

  it("refuses a tool that every PAL has", () => {
    expect(check({ palId: "p1", toolId: "end_call" })).toEqual([
      "toolId is end_call, a tool of Tavus that every PAL has without attachment. Remove it. (P-11)",
    ]);
  });

  it("names the inputs to whoever writes another", () => {
    expect(check({ palId: "p1", toolId: "t1", toolIds: ["t1"] })).toEqual([
      "toolIds is not an input. Did you mean toolId? The fields here are palId, toolId. (P-1)",
    ]);
    expect(check({ pal_id: "p1", toolId: "t1" })).toEqual([
      NO_PAL("missing"),
      "pal_id is not an input. Write palId. (P-1)",
    ]);
  });
});
