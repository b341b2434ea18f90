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
