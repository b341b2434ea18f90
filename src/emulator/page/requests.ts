import type { LoggedRequest } from "../request-log.ts";
import type { Account } from "../services.ts";
import { copyButton, type Html, html, httpStatus, method, pageUrl, time } from "./html.ts";
import { prettyHtml } from "./json.ts";
import type { PageContext } from "./layout.ts";
import { contains, isWithin, listPage, selectField } from "./list.ts";

const KINDS: Readonly<Record<string, string>> = { writes: "Writes", reads: "Reads", failures: "Failures" };

/** Requests that programs sent to the API. Shows what `pulumi up` just sent. */
export function requestsPage(context: PageContext): Html {
  const { account, query } = context;
  return listPage(context, {
    title: "API requests",
    section: "/requests",
    watch: ["requests"],
    lead: html`<p class="lead">The newest 500 API calls since the emulator started, with their bodies.</p>`,
    items: account.requests.newest(account.id),
    matches: (one) => matches(one, query),
    isOfDetails: true,
    show: (found) => found.map((one) => requestDetails(account, one)),
    fields: { kind: selectField(context, "kind", "Requests", Object.keys(KINDS), (kind) => KINDS[kind] ?? kind) },
    searched: "In path, bodies, client",
    nothing: [
      "No request matches the filter.",
      html`No requests since the emulator started. Run <code>pulumi up</code> with <code>TAVUS_BASE_URL=${account.url()}</code> to see what it sends.`,
    ],
  });
}

function matches(one: LoggedRequest, query: PageContext["query"]): boolean {
  const isRead = one.method === "GET" || one.method === "HEAD";
  const isFailure = one.status >= 400 || one.status === 0;
  const isKind = { writes: !isRead, reads: isRead, failures: isFailure }[query["kind"] ?? ""] ?? true;
  return isKind && isWithin(one.at, query) && contains([one.path, one.sent, one.answer, one.userAgent], query["q"]);
}

function requestDetails(account: Account, one: LoggedRequest): Html {
  const id = `r-${one.number}`;
  return html`<details class="item" id="${id}"><summary>
<span class="first">${method(one.method)} <span class="path mono">${one.path}</span>${one.fault === undefined ? "" : html` <span class="tag simulation">simulated fault</span>`}${one.account === 0 ? html` <span class="tag">unknown key</span>` : ""}</span>
<span class="nums">${httpStatus(one.status)} <span>${one.durationMs} ms</span> ${time(one.at)}</span></summary>
<div><p class="facts"><span><a href="${pageUrl("/requests", account)}#${id}">Link to this request</a></span>${one.userAgent === "" ? "" : html`<span>From <code>${one.userAgent}</code></span>`}</p>
${one.fault === undefined ? "" : html`<p class="simulated">Simulated fault: ${one.fault}.</p>`}
${one.sent === undefined ? html`<p class="faint">No request body.</p>` : bodyPart(`${id}-sent`, "Request body", one.sent)}
${one.answer === undefined ? html`<p class="faint">${one.method === "GET" ? "Responses to reads aren't kept." : "No response body."}</p>` : bodyPart(`${id}-answer`, "Response body", one.answer)}</div></details>`;
}

function bodyPart(id: string, label: string, body: unknown): Html {
  return html`<div class="bar"><h2>${label}</h2>${copyButton(id, `the ${label.toLowerCase()}`)}</div><pre id="${id}" tabindex="0" aria-label="${label}">${prettyHtml(body)}</pre>`;
}
