import type { StackConfig } from "../../stack/index.ts";
import type { Known } from "../known.ts";
import { type Finding, notChecked, ok, warning } from "../report.ts";

/** A project that refreshes before each `up` already knows every change, so the guard never finds one. */
export function checkGuard(refresh: string | undefined, config: Known<StackConfig>): Finding {
  if (!config.known) return notChecked("guard", config.reason);
  const guard = config.value["tavus:guard"]?.trim() || "off";
  if (refresh !== "always" || guard === "off") return ok("guard", `tavus:guard is ${guard}.`);
  return warning(
    "guard",
    `tavus:guard is ${guard}, but Pulumi.yaml has options.refresh: always. Each up refreshes first, so the guard never finds a change.`,
    "Remove options.refresh from Pulumi.yaml, or run: pulumi config set tavus:guard off",
  );
}
