import { type Code, type Issue, MASK, member, validateTool } from "../../contract/index.ts";
import type { Behavior } from "../behavior.ts";

/** A field, or a value, that the contract doesn't know. */
const UNKNOWN: readonly Code[] = ["unknown-field", "not-one-of"];
/** */
const WITHOUT_EFFECT: readonly Code[] = ["signed-template", "signed-placeholder"];

/**
 * The issues of a definition. If the contract leaves a rule open, the switches decide.
 * @param maySayMask K-12: whether a secret can be the mask, as in an export
 */
export function findIssues(definition: unknown, behavior: Behavior, maySayMask = false): Issue[] {
  return validateTool(definition, { allowLocalEndpoints: true }).filter(({ code }) => {
    if (behavior.unknownFields === "store" && UNKNOWN.includes(code)) return false;
    if (WITHOUT_EFFECT.includes(code)) return behavior.hmacTemplates !== "ignore";
    return code !== "mask" || !maySayMask || !JSON.stringify(member(definition, "delivery")).includes(MASK);
  });
}
