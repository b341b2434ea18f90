import { mapJson } from "../contract/index.ts";
import { Redactor } from "../tavus-api/redactor.ts";

/** Words that the report itself uses. A secret that equals one of them isn't hidden here. */
const STRUCTURE = new Set(["class", "type", "status", "check", "urn", "checkedAt"]);

/**
 * Hides secrets in the texts of a report. Secret values are already hidden by their path. This hides the same text elsewhere. It checks each text
 * separately, because a short secret must not damage the report's structure.
 */
export function redactReport<T>(report: T, secrets: readonly string[]): T {
  const redactor = new Redactor(secrets);
  return mapJson(report, (value, path) => {
    const isOurs = typeof value !== "string" || path.some((step) => STRUCTURE.has(String(step)));
    return isOurs ? value : redactor.redact(value);
  }) as T;
}
