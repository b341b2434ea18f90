import type { StackConfig, StackState } from "../../stack/index.ts";
import type { Known } from "../known.ts";
import { type Finding, notChecked, ok, warning } from "../report.ts";

const KEYS = ["tavus:apiKey", "tavus:baseUrl", "tavus:allowInsecureBaseUrl"] as const;

/** `refresh` and `destroy` use the config of the last `up`, so they don't know about a newer key. */
export function checkRecordedSettings(state: Known<StackState>, config: Known<StackConfig>): Finding {
  if (!state.known) return notChecked("recorded-settings", state.reason);
  if (!config.known) return notChecked("recorded-settings", config.reason);
  const recorded = state.value.recordedConfig;
  if (recorded === undefined) return ok("recorded-settings", "Nothing was deployed with the stack's config yet.");
  const changed = KEYS.filter((key) => (recorded[key] ?? "").trim() !== (config.value[key] ?? "").trim());
  if (changed.length === 0) return ok("recorded-settings", "The last up used the current settings.");
  return warning(
    "recorded-settings",
    `${changed.join(" and ")} changed since the last up; pulumi refresh and pulumi destroy still use the settings of that up.`,
    "pulumi up, or until then add --run-program to refresh and destroy.",
  );
}
