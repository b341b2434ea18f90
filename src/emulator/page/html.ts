import { html } from "hono/html";
import type { Account } from "../services.ts";

/** Escaped HTML. `html` escapes everything that it puts into a template, except values of this type. */
export type Html = ReturnType<typeof html>;

export { html };

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A time of the API, in UTC. The tooltip and the `datetime` attribute contain all of it. */
export function time(at: unknown): Html {
  const text = String(at ?? "");
  const [, month = "", day = "", clock = ""] = /^\d+-(\d\d)-(\d\d)T([\d:]{8})/.exec(text) ?? [];
  return html`<time datetime="${text}" title="${text} UTC">${MONTHS[Number(month) - 1] ?? ""} ${Number(day)}, ${clock}</time>`;
}

const SIGNS: Readonly<Record<string, string>> = {
  success: "✓",
  error: "✕",
  timeout: "◷",
  skipped: "–",
  active: "●",
  ended: "■",
};

/** A status as a word and a symbol, because color alone isn't enough. */
export function badge(status: unknown): Html {
  const text = String(status);
  return html`<span class="badge ${text.replace(/\W/g, "")}"><span aria-hidden="true">${SIGNS[text] ?? "·"}</span> ${text}</span>`;
}

export function httpStatus(status: unknown): Html {
  const kind = Number(status) >= 400 || Number(status) === 0 ? "bad" : "good";
  return html`<span class="http ${kind}">${Number(status) === 0 ? "no answer" : String(status)}</span>`;
}

export const method = (name: unknown): Html => html`<span class="method">${String(name)}</span>`;

/** A URL that begins with the parts that differ between deliveries. */
export function urlPathFirst(url: unknown): Html {
  const parsed = URL.parse(String(url));
  if (parsed === null) return html`<span class="path">${String(url)}</span>`;
  const path = String(url).slice(String(url).indexOf(parsed.host) + parsed.host.length) || "/";
  return html`<span class="path">${path}</span> <span class="host">${parsed.protocol}//${parsed.host}</span>`;
}

/** A button that copies the text of the element with this id. It only exists if JavaScript runs. `what` describes the button to screen readers. */
export function copyButton(id: string, what: string, label = "Copy"): Html {
  return html`<button type="button" class="small plain" data-copy="${id}" aria-label="${label} ${what}">${label}</button>`;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

export function pageUrl(path: string, account: Account, query: Query = {}): string {
  const all = { ...query, ...(account.id !== "1" && { account: account.id }) };
  const given = Object.entries(all).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

export function option(value: string, label: string, chosen: string | undefined): Html {
  return html`<option value="${value}" ${value === (chosen ?? "") ? "selected" : ""}>${label}</option>`;
}
