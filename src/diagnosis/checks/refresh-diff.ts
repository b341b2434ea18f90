import type { StackConfig } from "../../stack/index.ts";
import type { Known } from "../known.ts";
import { type Finding, ok, warning } from "../report.ts";

const VARIABLE = "PULUMI_ENABLE_LEGACY_REFRESH_DIFF";

/** The way of refreshing before Pulumi 3.120, which compares outputs, not what the program wants. */
export function checkRefreshDiff(env: NodeJS.ProcessEnv): Finding {
  const value = env[VARIABLE]?.trim().toLowerCase();
  if (value !== "1" && value !== "true") return ok("refresh-diff", `${VARIABLE} is not set.`);
  return warning(
    "refresh-diff",
    `${VARIABLE} is set: a refresh then compares outputs, as before Pulumi 3.120, instead of what differs from the program.`,
    `unset ${VARIABLE}`,
  );
}

/** A project that refreshes before each `up` has seen every change by then, so the guard never finds one. */
export function checkGuardedRefresh(refresh: string | undefined, config: Known<StackConfig>): Finding[] {
  const guard = config.known ? config.value["tavus:guard"]?.trim() : undefined;
  if (refresh !== "always" || guard === undefined || guard === "off" || guard === "") return [];
  return [
    warning(
      "refresh-diff",
      `tavus:guard is ${guard}, but Pulumi.yaml has options.refresh: always. Each up refreshes first, so the guard never finds a change.`,
      "Remove options.refresh from Pulumi.yaml, or run: pulumi config set tavus:guard off",
    ),
  ];
}
