import type { Account, Change } from "../services.ts";
import { copyButton, type Html, html, option, pageUrl } from "./html.ts";

export interface PageContext {
  readonly account: Account;
  readonly accounts: readonly string[];
  /** The account's key if it isn't secret, otherwise a placeholder. */
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The values that a form was sent with, and the problem with them. */
export interface Rejected {
  readonly message: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The problem with a form, shown above its fields. */
export const problemOf = ({ message = "" }: Partial<Rejected>): Html =>
  message === "" ? html`` : html`<p class="failure" role="alert">${message}</p>`;

export interface Page {
  readonly title: string;
  /** The entry of the navigation that the page belongs to. */
  readonly section: keyof typeof SECTIONS | undefined;
  /** The changes after which the browser fetches the page again. */
  readonly watch: readonly Change[];
  readonly heading?: Html;
}

export const SECTIONS = {
  "/": "Overview",
  "/deliveries": "Deliveries",
  "/conversations": "Conversations",
  "/tools": "Tools and PALs",
  "/requests": "API requests",
} as const;

export function document(context: PageContext, { title, section, watch, heading }: Page, content: Html | Html[]): Html {
  const { account, accounts, query } = context;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Tavus emulator</title>
<link rel="stylesheet" href="/_page/style.css">
<link rel="icon" href="data:,">
<script src="/_page/script.js" defer></script>
</head>
<body data-changes="${pageUrl("/_page/changes", account)}" data-watch="${watch.join(" ")}">
<a class="skip" href="#content">Skip to the content</a>
<header class="top"><div>
<a class="brand" href="${pageUrl("/", account)}"><svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><rect width="24" height="24" rx="6" fill="currentColor"/><path d="M6 8h12M12 8v9" stroke="var(--panel)" stroke-width="2.6" stroke-linecap="round"/></svg> Tavus emulator</a>
<nav aria-label="Pages">${Object.entries(SECTIONS).map(([path, name]) => html`<a href="${pageUrl(path, account)}" ${path === section ? html`aria-current="page"` : ""}>${name}</a>`)}</nav>
<div class="env">${accounts.length > 1 ? accountForm(account, accounts) : ""}<span><span class="faint">Base URL</span> <code id="base-url">${account.url()}</code></span>${copyButton("base-url", "the base URL")}</div>
</div></header>
<p class="away">The emulator is not responding. This page comes back when it does.</p>
<p id="said" class="visually-hidden" role="status" aria-live="polite"></p>
<main id="content">
${noticeOf(query["done"])}
${heading ?? html`<h1>${title}</h1>`}
${content}
</main>
<footer>Times are in UTC. Secrets are masked.</footer>
</body>
</html>`;
}

/** Lists accounts by number, because keys are never shown. */
function accountForm(account: Account, accounts: readonly string[]): Html {
  return html`<form method="get" action="/"><label class="visually-hidden" for="account">Account</label>
<select id="account" name="account" data-submit>${accounts.map((number) => option(number, `Account ${number}`, account.id))}</select>
<noscript><button class="plain small" type="submit">Show</button></noscript></form>`;
}

/** For a tool, a conversation, or a page that doesn't exist. */
export const missingPage = (context: PageContext, text: string): Html => messagePage(context, "Not found", text);

/** For an action that failed, if its form isn't on its own page. */
export const refusedPage = (context: PageContext, text: string): Html => messagePage(context, "That didn't work", text);

function messagePage(context: PageContext, title: string, text: string): Html {
  const content = html`<p>${text} <a href="${pageUrl("/", context.account)}">Go to the overview.</a></p>`;
  return document(context, { title, section: undefined, watch: [] }, content);
}

/** Messages that the next page shows after an action. The URL contains only a code, so that a link can't put other text on the page. */
export const NOTICES = {
  "tool-saved": "Saved. The next pulumi preview --refresh shows the change as drift.",
  "tool-unchanged": "Nothing was changed, so nothing was saved.",
  "tool-deleted": "The tool is deleted, and detached from every PAL. The next pulumi preview --refresh shows it.",
  attached: "Attached. The tool's action runs at the end of the PAL's next call.",
  detached: "Detached. The tool still exists. The next pulumi preview --refresh shows the change.",
  "pal-created": "The PAL is created. Its id is what a Pulumi program needs.",
  "pal-deleted": "The PAL is deleted. Its tools still exist.",
  sample: "A sample PAL and a sample action are ready. Choose End the call to see a delivery.",
  "call-ended": "The call has ended. Its actions run now.",
  "call-ended-early": "The call has ended. Its actions run after the delay that the emulator was started with.",
  replayed: "Sent again. The comparison with the original is below.",
} as const;

export type Notice = keyof typeof NOTICES;

function noticeOf(code: string | undefined): Html {
  if (code === undefined || !Object.hasOwn(NOTICES, code)) return html``;
  return html`<p class="done" role="status"><span aria-hidden="true">✓</span> ${NOTICES[code as Notice]}</p>`;
}
