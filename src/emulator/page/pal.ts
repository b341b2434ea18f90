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
<section aria-labelledby="h-attached"><h2 id="h-attached">Attached tools</h2>
<div id="attached" data-live>${
      attached.length === 0
        ? html`<p class="empty">No tool is attached, so nothing runs after a call.</p>`
        : attachedList(
            account,
            attached.map((tool) => ({ tool, pal })),
            "tool",
          )
    }</div>
${others.length === 0 ? "" : attachForm(account, html`<label for="tool">Attach a tool</label><select id="tool" name="tool">${others.map((tool) => option(tool.id, String(tool["name"]), undefined))}</select><input type="hidden" name="pal" value="${pal.id}"><input type="hidden" name="back" value="pal">`)}
</section>
<section aria-labelledby="h-delete"><h2 id="h-delete">Delete outside Pulumi</h2><p class="faint">Its tools still exist. Programs that attach tools to it fail at their next update.</p>
<form method="post" action="${pageUrl(`/pals/${pal.id}/delete`, account)}"><button class="danger" type="submit">Delete this PAL</button></form></section>
</div><div>
<section aria-labelledby="h-definition"><div class="bar"><h2 id="h-definition">As the API returns it</h2>${copyButton("definition", "the definition")}</div><pre id="definition" tabindex="0" aria-label="Definition" data-live>${prettyHtml(palAnswer(pal))}</pre></section>
</div></div>`,
  );
}

/** Attachments by their tools or by their PALs, each with a button that takes it away. */
export function attachedList(
  account: Account,
  pairs: readonly { readonly tool: Document; readonly pal: Document }[],
  by: "tool" | "pal",
): Html {
  const rows = pairs.map(({ tool, pal }) => {
    const [path, name] = by === "tool" ? [`/tools/${tool.id}`, tool["name"]] : [`/pals/${pal.id}`, pal["pal_name"]];
    return html`<li><a href="${pageUrl(path, account)}">${String(name)}</a>
<form method="post" action="${pageUrl("/_page/detach", account)}"><input type="hidden" name="tool" value="${tool.id}"><input type="hidden" name="pal" value="${pal.id}"><input type="hidden" name="back" value="${by === "tool" ? "pal" : "tool"}"><button class="small plain" type="submit">Detach<span class="visually-hidden"> ${String(name)}</span></button></form></li>`;
  });
  return html`<ul class="plain-list spread">${rows}</ul>`;
}

/** @param fields `tool`, `pal`, and which of both the page is about */
export function attachForm(account: Account, fields: Html): Html {
  return html`<form class="attach" method="post" action="${pageUrl("/_page/attach", account)}">${fields}<button class="small" type="submit">Attach</button></form>`;
}

/** The PALs that a tool is attached to, and the others. */
export function palsOf(account: Account, toolId: string): { attached: Document[]; others: Document[] } {
  const isAttached = (pal: Document): boolean => (pal["tool_ids"] as string[]).includes(toolId);
  const pals = account.store.live("pal");
  return { attached: pals.filter(isAttached), others: pals.filter((pal) => !isAttached(pal)) };
}
