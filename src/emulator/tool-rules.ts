import { type Issue, MASK, member, validateTool } from "../tavus-api/contract/index.ts";
import type { Behavior } from "./behavior.ts";

/** What the contract says of a field, or of a value, that it doesn't know. */
const UNKNOWN = ["is not a field of the contract", "is none of the known"];

/**
 * What the rules say of a definition. If the contract leaves a rule open, the switches decide.
 * @param maySayMask K-12: whether a secret may be the mask, as an export has it
 */
export function findIssues(definition: unknown, behavior: Behavior, maySayMask = false): Issue[] {
  return validateTool(definition, { allowLocalEndpoints: true }).filter(({ rule, message }) => {
    if (behavior.unknownFields === "store" && UNKNOWN.some((text) => message.startsWith(text))) return false;
    if (rule === "R-34") return behavior.hmacTemplates !== "ignore";
    return rule !== "K-12" || !maySayMask || !JSON.stringify(member(definition, "delivery")).includes(MASK);
  });
}
