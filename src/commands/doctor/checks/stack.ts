import type { StackFacts } from "../facts/stack.ts";
import type { Known } from "../known.ts";
import { type Finding, notChecked, ok, problem } from "../report.ts";

/**
 * @param asked whether the user named a stack. Otherwise a missing stack is no problem
 * @param hasPulumi whether Pulumi exists. Another check reports if it doesn't
 */
export function checkStack(stack: Known<StackFacts>, asked: boolean, hasPulumi: boolean): Finding {
  if (stack.known) return ok("stack", `${stack.value.name}.`);
  const remedy = "pulumi login, then pulumi stack select <name>; pulumi stack ls names them.";
  return asked
    ? problem("stack", stack.reason, remedy)
    : notChecked("stack", stack.reason, hasPulumi ? remedy : undefined);
}
