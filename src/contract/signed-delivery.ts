import { type Issue, issue } from "./issue.ts";
import { findPlaceholders, hasUnusableName } from "./placeholders.ts";
import { isObject, type JsonObject, member } from "./value.ts";

/** True for a delivery that Tavus signs: its own envelope, sent to the stored URL. */
export function isSigned(api: unknown): boolean {
  return member(member(api, "auth"), "type") === "hmac";
}

/**
 * R-34, U-28: the parts of a definition that have no effect with `auth.type: hmac`. An empty object, and braces that aren't placeholders, are
 * accepted.
 * @param isUnknown values that aren't known yet are skipped
 */
export function checkSignedDelivery(tool: JsonObject, isUnknown: (value: unknown) => boolean): Issue[] {
  const api = member(tool["delivery"], "api");
  if (!isObject(api) || !isSigned(api)) return [];
  const fields = ["body_template", "query_params"].filter(
    (field) => isObject(api[field]) && !isUnknown(api[field]) && Object.keys(api[field]).length > 0,
  );
  const issues = fields.map((field) => issue("signed-template", ["delivery", "api", field]));
  const url = api["url"];
  if (typeof url !== "string" || isUnknown(url)) return issues;
  const properties = member(tool["parameters"], "properties");
  // Braces around a declared parameter were meant as a placeholder, even if its name isn't a placeholder name.
  const declared = isObject(properties) && !isUnknown(properties) ? Object.keys(properties) : [];
  const name = findPlaceholders(url)[0]?.name ?? declared.find((one) => hasUnusableName(url, one, true));
  if (name !== undefined) issues.push(issue("signed-placeholder", ["delivery", "api", "url"], { name }));
  return issues;
}
