import { type Issue, issue } from "./issue.ts";
import { METHOD_DEFAULT, METHODS_WITHOUT_BODY } from "./limits.ts";
import { isSigned } from "./signed-delivery.ts";
import { asText, isUnset, type JsonObject, member } from "./value.ts";

/** D-21: whether a request with this method has a body. Unset means the default method. */
export function hasBody(method: unknown): boolean {
  const name = asText(method ?? METHOD_DEFAULT).toUpperCase();
  return !METHODS_WITHOUT_BODY.some((one) => one === name);
}

/** D-21, U-29: a body template, even an empty one, for a request that has no body. */
export function checkMethod(tool: JsonObject, isUnknown: (value: unknown) => boolean): Issue[] {
  const api = member(tool["delivery"], "api");
  const [method, template] = [member(api, "method"), member(api, "body_template")];
  if (isUnknown(method) || isUnknown(template) || isUnset(template) || hasBody(method)) return [];
  const params = { method: asText(method).toUpperCase(), isSigned: isSigned(api) };
  return [issue("method-without-body", ["delivery", "api", "body_template"], params)];
}
