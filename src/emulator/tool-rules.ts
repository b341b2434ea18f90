import { type Issue, MASK, member, ONE_OF, validateTool } from "../tavus-api/contract/index.ts";
import type { Behavior } from "./behavior.ts";

/** Whether an issue is about a field, or a value, that the contract doesn't know. */
const isUnknown = ({ message, remedy }: Issue): boolean =>
  message === "is not a field of the contract" || remedy.startsWith(ONE_OF);

/**
 * What the rules say of a definition. If the contract leaves a rule open, the switches decide.
 * @param maySayMask K-12: whether a secret may be the mask, as an export has it
 */
export function findIssues(definition: unknown, behavior: Behavior, maySayMask = false): Issue[] {
  return validateTool(definition, { allowLocalEndpoints: true, quotes: false }).filter((issue) => {
    const { rule } = issue;
    if (behavior.unknownFields === "store" && isUnknown(issue)) return false;
    if (rule === "R-34") return behavior.hmacTemplates !== "ignore";
    return rule !== "K-12" || !maySayMask || !JSON.stringify(member(definition, "delivery")).includes(MASK);
  });
}
