import { type Issue, issue } from "./issue.ts";
import { findPlaceholders } from "./placeholders.ts";
import { isObject, type JsonObject, member } from "./value.ts";

/** True for a delivery that Tavus signs: its own envelope, sent to the URL as it is stored. */
export function isSigned(api: unknown): boolean {
  return member(member(api, "auth"), "type") === "hmac";
}

/**
 * R-34, U-28: what has no effect with `auth.type: hmac`. An empty object and braces that are no placeholder mean nothing, and pass.
 * @param isUnknown values that are not known yet are skipped
 */
export function checkSignedDelivery(tool: JsonObject, isUnknown: (value: unknown) => boolean): Issue[] {
  const api = member(tool["delivery"], "api");
  if (!isObject(api) || !isSigned(api)) return [];
  const fields = ["body_template", "query_params"].filter(
    (field) => isObject(api[field]) && !isUnknown(api[field]) && Object.keys(api[field]).length > 0,
  );
  const issues = fields.map((field) => issue("signed-template", ["delivery", "api", field]));
  const url = api["url"];
  const [placeholder] = typeof url === "string" && !isUnknown(url) ? findPlaceholders(url) : [];
  if (placeholder !== undefined)
    issues.push(issue("signed-placeholder", ["delivery", "api", "url"], { name: placeholder.name }));
  return issues;
}
