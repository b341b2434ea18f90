import { expect, it } from "vitest";
import { diffAttachment } from "./diff.ts";

it.each<[object, boolean, string[]]>([
  [{ palId: "p1", toolId: "t1" }, false, []],
  [{ palId: "p2", toolId: "t1" }, true, ["palId"]],
  [{ palId: "p1", toolId: "t2" }, true, ["toolId"]],
  [{ palId: "p2", toolId: "t2" }, true, ["palId", "toolId"]],
])("%j: changed %j, for %j", (news, changed, replaces) => {
  expect(diffAttachment({ palId: "p1", toolId: "t1" }, { ...news })).toEqual({ changed, replaces });
});
