import type { JsonObject, Path } from "../../src/contract/index.ts";
import * as definitions from "../../src/definition/compare.ts";
import { Definition } from "../../src/definition/definition.ts";
import { checkTool } from "../../src/provider/tool/check.ts";
import { isUnknown } from "../../src/state-format/unknown.ts";

/** The fields in which two requests, or a request and a response, differ in meaning. */
export function differingFields(one: JsonObject, other: JsonObject): readonly Path[] {
  return definitions.compare(Definition.sent(one), Definition.sent(other)).fields;
}

/** Whether a response has the same meaning as the request. */
export function sameDefinition(sent: JsonObject, found: JsonObject): boolean {
  return definitions.sameDefinition(Definition.sent(sent), Definition.found(found));
}

/** What a check reports about a program's tool. */
export const rulesBroken = (news: JsonObject, olds: JsonObject = {}, allowLocalEndpoints = false): string[] =>
  checkTool(olds, news, { allowLocalEndpoints, isUnknown });
