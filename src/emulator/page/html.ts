import { html } from "hono/html";
import { tryJson } from "../../tavus-api/json.ts";

/** Escaped HTML; everything that `html` puts into a template is escaped unless it is such a value. */
export type Html = ReturnType<typeof html>;

export { html };

/** JSON for people, or the text as it is. */
export function pretty(value: unknown): string {
  if (typeof value !== "string") return value === undefined || value === null ? "" : JSON.stringify(value, null, 2);
  const parsed = tryJson(value);
  return typeof parsed === "object" && parsed !== null ? JSON.stringify(parsed, null, 2) : value;
}

/** A time of the API: the clock's; the whole of it is in the tooltip and for machines. */
export function time(at: unknown): Html {
  const text = String(at ?? "");
  return html`<time datetime="${text}" title="${text}">${text.slice(11, 19)}</time>`;
}

/** Told by a word and a sign, not by colour alone. */
export function badge(status: unknown): Html {
  const sign: Record<string, string> = {
    success: "✓",
    error: "✕",
    timeout: "…",
    skipped: "–",
    active: "●",
    ended: "■",
  };
  const text = String(status);
  return html`<span class="badge ${text.replace(/\W/g, "")}"><span aria-hidden="true">${sign[text] ?? "·"}</span> ${text}</span>`;
}

/** The address of a page of the account. */
export function pageUrl(path: string, account: string): string {
  return account === "1" ? path : `${path}?account=${account}`;
}
