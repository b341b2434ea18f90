import { type Finding, ok, warning } from "../report.ts";

const VARIABLE = "PULUMI_ENABLE_LEGACY_REFRESH_DIFF";

/** With the old way of refreshing, drift is shown as changed outputs, and `preview --json` does not tell it. */
export function checkRefreshDiff(env: NodeJS.ProcessEnv): Finding {
  const value = env[VARIABLE]?.trim().toLowerCase();
  if (value !== "1" && value !== "true") return ok("refresh-diff", `${VARIABLE} is not set.`);
  return warning(
    "refresh-diff",
    `${VARIABLE} is set: preview --refresh then hides which properties were changed outside.`,
    `unset ${VARIABLE}`,
  );
}
