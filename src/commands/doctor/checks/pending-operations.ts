import { isObject, member } from "../../../contract/index.ts";
import { kindOf } from "../../../state-format/type-tokens.ts";
import { nameOf } from "../../stack/index.ts";
import type { Known } from "../known.ts";
import { type Finding, notChecked, ok, problem, warning } from "../report.ts";
import { shorten } from "./shorten.ts";

/** Operations that an interrupted `up` left open. Nobody knows whether they were done. */
export function checkPendingOperations(exported: Known<unknown>): Finding {
  if (!exported.known) return notChecked("pending-operations", exported.reason);
  const listed = member(member(exported.value, "deployment"), "pending_operations");
  const pending = (Array.isArray(listed) ? listed : []).filter(isObject);
  const told = pending.map((one) => `${String(one["type"])} ${nameOf(String(member(one["resource"], "urn")))}`);
  const isOurs = pending.some((one) => kindOf(member(one["resource"], "type")) !== undefined);
  if (pending.length === 0) return ok("pending-operations", "None.");
  const seen = `An interrupted run left ${shorten(told)}.`;
  if (!isOurs) return warning("pending-operations", seen, "pulumi refresh");
  return problem(
    "pending-operations",
    `${seen} The state doesn't say whether Tavus has done it.`,
    "pulumi refresh --clear-pending-creates, then pulumi up; a tool that exists already is taken over with adopt: true.",
  );
}
