import { CONVERSATION_ID_PLACEHOLDER, placeholderOf, replacePlaceholders } from "../contract/index.ts";
import { withoutTrailing } from "../tavus-api/trailing.ts";
import type { Action } from "./action.ts";
import { CONVERSATION_PARAMETER } from "./route.ts";

/** Appends a template's path and query to an endpoint. The endpoint's own query comes first. A fragment is never sent, and stays at the end. */
export function joinUrl(endpoint: string, path: string, query: Readonly<Record<string, string>>): string {
  const [, address = "", search = "", fragment = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(endpoint) ?? [];
  const pairs = Object.entries(query).map(([name, value]) => `${encodeTemplate(name)}=${encodeTemplate(value)}`);
  const parts = [...(search.length > 1 ? [search.slice(1)] : []), ...pairs];
  const location = path === "" ? address : `${withoutTrailing(address, "/")}${path}`;
  return `${location}${parts.length === 0 ? "" : `?${parts.join("&")}`}${fragment}`;
}

/**
 * The address at which a receiver gets the deliveries of an action. `PostCallAction` computes it from `delivery.receiver`. You need it only if you
 * declare the tool yourself.
 *
 * Each action has a path, because a body doesn't name its action (R-7). The conversation is in the query (R-2, R-9). A signed delivery has it in its
 * envelope, so its address contains no placeholder (R-34).
 * @param base the receiver's address
 * @param action the definition
 * @param options set `isSigned` if the delivery uses `hmac`. It is false by default
 * @example receiverUrl("https://support.acme.dev/hooks", supportSummary, { isSigned: true });
 * @since 0.1.0
 */
export function receiverUrl(
  base: string,
  action: Pick<Action, "name" | "queryTemplate">,
  { isSigned = false }: { readonly isSigned?: boolean } = {},
): string {
  const conversation = isSigned ? {} : { [CONVERSATION_PARAMETER]: placeholderOf(CONVERSATION_ID_PLACEHOLDER) };
  return joinUrl(base, `/${action.name}`, { ...conversation, ...action.queryTemplate });
}

/** Literal text, encoded for a URL. Placeholders stay unchanged. */
function encodeTemplate(text: string): string {
  return replacePlaceholders(text, (_name, written) => written, encodeURIComponent);
}
