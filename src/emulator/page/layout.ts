import { type Html, html, pageUrl } from "./html.ts";

/** What every page knows. */
export interface PageContext {
  readonly account: string;
  readonly accounts: readonly string[];
  /** Of the emulator itself. */
  readonly url: string;
}

/** A whole page around its content. */
export function document(context: PageContext, title: string, content: Html | Html[]): Html {
  const { account, accounts, url } = context;
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
<body data-changes="${pageUrl("/_page/changes", account)}">
<a class="skip" href="#content">Skip to the content</a>
<header class="top"><div>
<strong><a href="${pageUrl("/", account)}">Tavus emulator</a></strong>
${accounts.length > 1 ? accountForm(account, accounts) : ""}
<span class="env">base URL <code>${url}</code> · times in UTC</span>
</div></header>
<p class="away">The emulator does not answer; this page comes back with it.</p>
<p id="said" class="visually-hidden" role="status" aria-live="polite"></p>
<main id="content">
<h1>${title}</h1>
${content}
</main>
</body>
</html>`;
}

/** By their numbers: keys are nowhere shown. */
function accountForm(account: string, accounts: readonly string[]): Html {
  const options = accounts.map(
    (number) => html`<option value="${number}" ${number === account ? "selected" : ""}>Account ${number}</option>`,
  );
  return html`<form method="get" action="/"><label class="visually-hidden" for="account">Account</label>
<select id="account" name="account" data-submit>${options}</select>
<noscript><button class="plain" type="submit">Show</button></noscript></form>`;
}

/** For what is not there: a tool or a conversation that may have been, or a page that never was. */
export function missingPage(context: PageContext, text: string): Html {
  return document(
    context,
    "Not here",
    html`<p>${text} <a href="${pageUrl("/", context.account)}">To the overview</a></p>`,
  );
}
