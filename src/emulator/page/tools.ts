import { withMaskedCredentials } from "../../contract/credentials.ts";
import { isObject, member } from "../../contract/index.ts";
import type { Document } from "../domain/store.ts";
import type { Account } from "../services.ts";
import { type Html, html, method, pageUrl, urlPathFirst } from "./html.ts";
import { document, type PageContext, problemOf, type Rejected } from "./layout.ts";

export function toolsPage(context: PageContext, rejected?: Rejected): Html {
  const { account } = context;
  const [tools, pals] = [account.store.live("tool"), account.store.live("pal")];
  return document(
    context,
    { title: "Tools and PALs", section: "/tools", watch: ["tools", "pals"] },
    html`<div class="columns even"><div>
<section aria-labelledby="h-tools"><h2 id="h-tools">Tools</h2><div id="tools" data-live class="scroll">${toolTable(account, tools, pals)}</div></section>
</div><div>
<section aria-labelledby="h-pals"><h2 id="h-pals">PALs</h2><div id="pals" data-live class="scroll">${palTable(account, tools, pals)}</div></section>
<section aria-labelledby="h-new-pal"><h2 id="h-new-pal">Create a PAL</h2>${palForm(account, rejected)}</section>
<section aria-labelledby="h-sample"><h2 id="h-sample">Sample</h2><p>A PAL with a post-call action that delivers to this emulator.</p>
<form method="post" action="${pageUrl("/_page/sample", account)}"><button class="plain" type="submit">Add a sample PAL and action</button></form></section>
</div></div>`,
  );
}

function palForm(account: Account, rejected: Partial<Rejected> = {}): Html {
  const { values = {} } = rejected;
  return html`<form method="post" action="${pageUrl("/pals", account)}">
${problemOf(rejected)}
<label for="pal_name">Name</label><input id="pal_name" name="pal_name" required autocomplete="off" value="${values["pal_name"] ?? ""}">
<label for="system_prompt">System prompt</label><textarea class="small" id="system_prompt" name="system_prompt" required>
${values["system_prompt"] ?? ""}</textarea>
<div class="actions"><button type="submit">Create PAL</button></div></form>`;
}

function toolTable(account: Account, tools: readonly Document[], pals: readonly Document[]): Html {
  if (tools.length === 0) return html`<p class="empty">No tools yet.</p>`;
  const rows = tools.map((tool) => {
    const api = member(tool["delivery"], "api");
    const where = isObject(api)
      ? html`${method(api["method"] ?? "POST")} ${urlPathFirst(withMaskedCredentials(String(api["url"])))}`
      : html`app message`;
    const attached = pals.filter((pal) => (pal["tool_ids"] as string[]).includes(tool.id)).length;
    return html`<tr><th scope="row"><a href="${pageUrl(`/tools/${tool.id}`, account)}">${String(tool["name"])}</a><br><span class="faint mono">${where}</span></th>
<td class="runs">${tool["trigger_type"] === "post_call" ? "after the call" : "in the call"}</td><td class="count">${attached}</td></tr>`;
  });
  return html`<table><caption class="visually-hidden">Tools</caption><thead><tr><th scope="col">Name and endpoint</th><th scope="col">Runs</th><th scope="col" class="count">PALs</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function palTable(account: Account, tools: readonly Document[], pals: readonly Document[]): Html {
  if (pals.length === 0)
    return html`<p class="empty">No PALs yet. <a href="${pageUrl("/tools", account)}#h-new-pal">Create one</a>.</p>`;
  const rows = pals.map((pal) => {
    const attached = (pal["tool_ids"] as string[]).flatMap((id) => tools.find((tool) => tool.id === id) ?? []);
    const links = attached.map(
      (tool, i) =>
        html`${i === 0 ? "" : ", "}<a href="${pageUrl(`/tools/${tool.id}`, account)}">${String(tool["name"])}</a>`,
    );
    return html`<tr><th scope="row"><a href="${pageUrl(`/pals/${pal.id}`, account)}">${String(pal["pal_name"])}</a><br><span class="faint mono id">${pal.id}</span></th><td>${links.length === 0 ? html`<span class="faint">none</span>` : links}</td></tr>`;
  });
  return html`<table><caption class="visually-hidden">PALs</caption><thead><tr><th scope="col">PAL</th><th scope="col">Attached tools</th></tr></thead><tbody>${rows}</tbody></table>`;
}
