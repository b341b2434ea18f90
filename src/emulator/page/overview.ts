import { isObject, member } from "../../tavus-api/contract/index.ts";
import { liveTools } from "../routes/tools.ts";
import { VARIANTS } from "../run/variant.ts";
import type { EmulatorServices } from "../services.ts";
import type { Document } from "../store.ts";
import { EXAMPLE_TRANSCRIPT } from "../transcript.ts";
import { deliveryList } from "./delivery.ts";
import { badge, type Html, html, pageUrl, time } from "./html.ts";
import { document, type PageContext } from "./layout.ts";

/** Of conversations and deliveries, the newest: there may be very many. */
const SHOWN = 50;

/** What a form was sent with, and what was wrong with it. */
export interface Rejected {
  readonly message: string;
  readonly values: Readonly<Record<string, string>>;
}

export function overviewPage(services: EmulatorServices, context: PageContext, rejected?: Rejected): Html {
  const { account } = context;
  const tools = liveTools(services, account);
  const pals = services.store.list("pal", account).filter((pal) => pal["deleted"] !== true);
  const noDelivery = html`<p class="empty">Nothing has been delivered yet. End a call with the form, or run <code>npx pulumi-tavus trigger &lt;tool&gt;</code>.</p>`;
  return document(
    context,
    "Overview",
    html`<div class="columns"><div>
<section aria-labelledby="h-call"><h2 id="h-call">End a call</h2>${callForm(account, tools, pals, rejected)}</section>
<section><div id="tools" data-live class="scroll">${toolTable(account, tools, pals, context.url)}</div></section>
<section><div id="pals" data-live class="scroll">${palTable(account, tools, pals)}</div></section>
</div><div>
<section aria-labelledby="h-deliveries"><h2 id="h-deliveries">Deliveries</h2>
${deliveryList(services, account, services.store.recent("delivery", account, SHOWN), { empty: noDelivery, isWhole: false })}</section>
<section><div id="conversations" data-live class="scroll">${conversationTable(account, services.store.recent("conversation", account, SHOWN))}</div></section>
</div></div>`,
  );
}

function callForm(
  account: string,
  tools: readonly Document[],
  pals: readonly Document[],
  rejected: Rejected | undefined,
): Html {
  const actions = tools.filter((tool) => tool["trigger_type"] === "post_call");
  const { values = {}, message = "" } = rejected ?? {};
  const example = EXAMPLE_TRANSCRIPT.map(({ role, content }) => `${role}: ${content}`).join("\n");
  const option = (value: string, label: string) =>
    html`<option value="${value}" ${values["target"] === value ? "selected" : ""}>${label}</option>`;
  return html`<form method="post" action="${pageUrl("/_page/calls", account)}" data-async>
<label for="target">With</label>
<select id="target" name="target" required data-live>
${pals.length === 0 ? "" : html`<optgroup label="PALs: every action attached">${pals.map((pal) => option(pal.id, String(pal["pal_name"])))}</optgroup>`}
<optgroup label="One action alone">${actions.map((tool) => option(tool.id, String(tool["name"])))}</optgroup>
</select>
<label for="transcript">Transcript <span class="hint">lines with <code>user:</code> or <code>assistant:</code>, or JSON</span></label>
<textarea id="transcript" name="transcript" spellcheck="false">${values["transcript"] ?? example}</textarea>
<label for="as">And something goes wrong <span class="hint">optional</span></label>
<select id="as" name="as"><option value="">nothing</option>
${Object.entries(VARIANTS).map(([name, meaning]) => html`<option value="${name}" ${values["as"] === name ? "selected" : ""}>${name}: ${meaning}</option>`)}</select>
<div class="actions"><button type="submit">End the call</button></div>
<p id="call-hint" class="empty" data-live>${actions.length === 0 ? "There is no post-call action yet. Declare one with Pulumi against this base URL." : ""}</p>
<p class="notice ${message === "" ? "" : "failure"}">${message}</p>
</form>`;
}

function toolTable(account: string, tools: readonly Document[], pals: readonly Document[], url: string): Html {
  if (tools.length === 0)
    return html`<h2>Tools</h2><p class="empty">No tools. Point a program here and deploy:</p><pre tabindex="0" aria-label="Variables">export TAVUS_BASE_URL=${url}
export TAVUS_API_KEY=…</pre>`;
  const rows = tools.map((tool) => {
    const api = member(tool["delivery"], "api");
    const where = isObject(api) ? `${String(api["method"] ?? "POST")} ${String(api["url"])}` : "app message";
    const attached = pals.filter((pal) => (pal["tool_ids"] as string[]).includes(tool.id)).length;
    return html`<tr><th scope="row"><a href="${pageUrl(`/tools/${tool.id}`, account)}">${String(tool["name"])}</a><br><span class="faint mono">${where}</span></th>
<td>${tool["trigger_type"] === "post_call" ? "after the call" : "in the call"}</td><td>${attached}</td></tr>`;
  });
  return html`<table><caption>Tools</caption><thead><tr><th scope="col">Name and endpoint</th><th scope="col">Runs</th><th scope="col">PALs</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function palTable(account: string, tools: readonly Document[], pals: readonly Document[]): Html {
  if (pals.length === 0) return html`<h2>PALs</h2><p class="empty">No PALs. <code>POST /v2/pals</code> makes one.</p>`;
  const rows = pals.map((pal) => {
    const attached = (pal["tool_ids"] as string[]).flatMap((id) => tools.find((tool) => tool.id === id) ?? []);
    const links = attached.map(
      (tool) => html`<a href="${pageUrl(`/tools/${tool.id}`, account)}">${String(tool["name"])}</a> `,
    );
    return html`<tr><th scope="row">${String(pal["pal_name"])}<br><span class="faint mono id">${pal.id}</span></th><td>${links.length === 0 ? html`<span class="faint">nothing</span>` : links}</td></tr>`;
  });
  return html`<table><caption>PALs</caption><thead><tr><th scope="col">PAL</th><th scope="col">Attached</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function conversationTable(account: string, conversations: readonly Document[]): Html {
  const shown = conversations.filter((one) => one["deleted"] !== true);
  if (shown.length === 0) return html`<h2>Conversations</h2><p class="empty">No conversations.</p>`;
  const rows = shown.map(
    (
      one,
    ) => html`<tr><th scope="row"><a href="${pageUrl(`/conversations/${one.id}`, account)}" class="mono id">${one.id}</a></th>
<td>${badge(one["status"])}</td><td>${(one["events"] as unknown[]).length}</td><td>${time(one["created_at"])}</td></tr>`,
  );
  return html`<table><caption>Conversations</caption><thead><tr><th scope="col">Id</th><th scope="col">Status</th><th scope="col">Events</th><th scope="col">Began</th></tr></thead><tbody>${rows}</tbody></table>`;
}
