import type { Issue } from "./issue.ts";
import { findPlaceholders } from "./placeholders.ts";
import { isObject, type JsonObject, member } from "./value.ts";

/** What else to do than to remove what has no effect. */
export const SIGNED_REMEDY =
  "or use another auth type. The envelope that Tavus signs already carries conversation_id and all arguments.";

/** True for a delivery that Tavus signs: its own envelope, sent to the URL as it is stored. */
export function isSigned(api: unknown): boolean {
  return member(member(api, "auth"), "type") === "hmac";
}

/**
 * R-34, U-28: what has no effect beside `auth.type: hmac`. An empty object and braces that are no placeholder mean nothing, and pass.
 * @param isUnknown values that are not known yet are skipped
 */
export function checkSignedDelivery(tool: JsonObject, isUnknown: (value: unknown) => boolean): Issue[] {
  const api = member(tool["delivery"], "api");
  if (!isObject(api) || !isSigned(api)) return [];
  const refuse = (field: string, message: string): Issue => ({
    rule: "R-34",
    path: ["delivery", "api", field],
    message,
    remedy: `Remove it, ${SIGNED_REMEDY}`,
  });
  const issues = ["body_template", "query_params"]
    .filter((field) => isObject(api[field]) && !isUnknown(api[field]) && Object.keys(api[field]).length > 0)
    .map((field) => refuse(field, 'has no effect with auth type "hmac"'));
  const url = api["url"];
  const [placeholder] = typeof url === "string" && !isUnknown(url) ? findPlaceholders(url) : [];
  if (placeholder !== undefined)
    issues.push(
      refuse("url", `has the placeholder {${placeholder.name}}, which Tavus doesn't fill in with auth type "hmac"`),
    );
  // The reason is the same for all of them.
  return issues.map((issue, i) => (i === 0 ? issue : { ...issue, remedy: "Remove it as well." }));
}
