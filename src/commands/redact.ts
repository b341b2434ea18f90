import { isObject } from "../contract/index.ts";
import { Redactor } from "../tavus-api/redactor.ts";

/** What a report is read by; a secret that happens to be such a word is not hidden here. */
const STRUCTURE = new Set(["class", "type", "status", "check", "urn", "checkedAt"]);

/**
 * A report without secrets in its texts. Values that are secret are hidden by their place already; this is for the same text in another place.
 * Text by text: a short secret must not tear up what the report is made of.
 */
export function redactReport<T>(report: T, secrets: readonly string[]): T {
  const redactor = new Redactor(secrets);
  const visit = (value: unknown): unknown => {
    if (typeof value === "string") return redactor.redact(value);
    if (Array.isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, STRUCTURE.has(key) ? item : visit(item)]),
    );
  };
  return visit(report) as T;
}
