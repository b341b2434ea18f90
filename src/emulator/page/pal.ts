import { palAnswer } from "../domain/pal-document.ts";
import { hasMakerChanges } from "../domain/pal-draft.ts";
import type { Document } from "../domain/store.ts";
import { palTools } from "../routes/pals.ts";
import type { Account } from "../services.ts";
import { copyButton, type Html, html, option, pageUrl } from "./html.ts";
import { prettyHtml } from "./json.ts";
import { document, type PageContext } from "./layout.ts";

export function palPage(context: PageContext, pal: Document): Html {
  const { account } = context;
  const attached = palTools(account, pal.id);
  const others = account.store.live("tool").filter((tool) => !attached.some(({ id }) => id === tool.id));
  const name = String(pal["pal_name"]);
  return document(
    context,
    { title: name, section: "/tools", watch: ["pals", "tools"] },
    html`<p class="facts"><span>PAL <code id="pal-id">${pal.id}</code> ${copyButton("pal-id", "of the PAL", "Copy id")}</span>
<span><a href="${pageUrl("/", account, { target: pal.id })}">End a call with it</a></span>
${hasMakerChanges(pal) ? html`<span class="tag simulation">PAL Maker has an unpublished draft</span>` : ""}</p>
<div class="columns even"><div>
${attachments(account, "pal", pal, attached, others)}
<section aria-labelledby="h-delete"><h2 id="h-delete">Delete outside Pulumi</h2><p class="faint">Its tools still exist. Programs that attach tools to it fail at their next update.</p>
<form method="post" action="${pageUrl(`/pals/${pal.id}/delete`, account)}"><button class="danger" type="submit">Delete this PAL</button></form></section>
</div><div>
<section aria-labelledby="h-definition"><div class="bar"><h2 id="h-definition">As the API returns it</h2>${copyButton("definition", "the definition")}</div><pre id="definition" tabindex="0" aria-label="Definition" data-live>${prettyHtml(palAnswer(pal))}</pre></section>
</div></div>`,
  );
}

/**
 * The tools of a PAL, or the PALs of a tool, with a form to attach more.
 * @param own whether the page is about the PAL or the tool
 */
export function attachments(
  account: Account,
  own: "tool" | "pal",
  { id: ownId }: Document,
  attached: readonly Document[],
  others: readonly Document[],
): Html {
  const isOfPal = own === "pal";
  const [kind, path] = isOfPal ? ["tool", "/tools/"] : ["pal", "/pals/"];
  const nameOf = (other: Document): string => String(other[isOfPal ? "name" : "pal_name"]);
  const ownFields = html`<input type="hidden" name="${own}" value="${ownId}"><input type="hidden" name="back" value="${own}">`;
  const rows = attached.map(
    (other) => html`<li><a href="${pageUrl(path + other.id, account)}">${nameOf(other)}</a>
<form method="post" action="${pageUrl("/_page/detach", account)}"><input type="hidden" name="${kind}" value="${other.id}">${ownFields}<button class="small plain" type="submit">Detach<span class="visually-hidden"> ${nameOf(other)}</span></button></form></li>`,
  );
  const none = isOfPal
    ? "No tool is attached, so nothing runs after a call."
    : "It is attached to no PAL, so no call runs it.";
  return html`<section aria-labelledby="h-attached"><h2 id="h-attached">${isOfPal ? "Attached tools" : "Attached to"}</h2>
<div id="attached" data-live>${rows.length === 0 ? html`<p class="empty">${none}</p>` : html`<ul class="plain-list spread">${rows}</ul>`}</div>
${others.length === 0 ? "" : html`<form class="attach" method="post" action="${pageUrl("/_page/attach", account)}"><label for="${kind}">${isOfPal ? "Attach a tool" : "Attach to a PAL"}</label><select id="${kind}" name="${kind}">${others.map((other) => option(other.id, nameOf(other), undefined))}</select>${ownFields}<button class="small" type="submit">Attach</button></form>`}
</section>`;
}
