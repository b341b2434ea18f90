import { isObject, type JsonObject, METHODS, member, stringifyExact } from "../../contract/index.ts";
import type { Document } from "../domain/store.ts";
import { toolAnswer } from "../domain/tool-document.ts";
import { maskApi } from "../run/mask.ts";
import type { Account } from "../services.ts";
import { copyButton, type Html, html, option, pageUrl } from "./html.ts";
import { pretty, prettyHtml } from "./json.ts";
import { document, type PageContext, problemOf, type Rejected } from "./layout.ts";
import { attachments } from "./pal.ts";

export function toolPage(context: PageContext, stored: Document, rejected?: Rejected): Html {
  const { account } = context;
  // K-10: secrets are masked, as in the API's responses.
  const tool = toolAnswer(stored, account.behavior);
  const isAttached = (pal: Document): boolean => (pal["tool_ids"] as string[]).includes(stored.id);
  const pals = account.store.live("pal");
  const others = pals.filter((pal) => !isAttached(pal));
  const plain = member(tool["delivery"], "api");
  const api = isObject(plain) ? maskApi(plain) : plain;
  const name = String(tool["name"]);
  return document(
    context,
    { title: name, section: "/tools", watch: ["tools", "pals"] },
    html`<p class="facts"><span>Tool <code id="tool-id">${stored.id}</code> ${copyButton("tool-id", "of the tool", "Copy id")}</span>
<span>${tool["trigger_type"] === "post_call" ? "runs after the call" : "runs in the call"}</span>
<span><a href="${pageUrl("/deliveries", account, { tool: name })}">Its deliveries</a></span>
${tool["trigger_type"] === "post_call" ? html`<span><a href="${pageUrl("/", account, { target: stored.id })}">End a call with this tool only</a></span>` : ""}</p>
<div class="columns even"><div>
<section aria-labelledby="h-definition"><h2 id="h-definition">Definition</h2><div id="definition" data-live>
<p>${String(tool["description"])}</p>
${parameterTable(isObject(tool["parameters"]) ? tool["parameters"] : {})}
<h3>Delivery</h3>${isObject(api) ? html`<pre tabindex="0" aria-label="Delivery">${prettyHtml(api)}</pre>` : html`<p>As an app message.</p>`}
</div></section>
${attachments(account, "tool", stored, pals.filter(isAttached), others)}
</div><div>
<section aria-labelledby="h-edit"><h2 id="h-edit">Edit outside Pulumi</h2>
<p class="hint">Like an edit in Tavus's console. The next <code>pulumi preview --refresh</code> shows it as drift.</p>
${editForm(account, stored.id, tool, isObject(api) ? api : undefined, rejected)}</section>
<section aria-labelledby="h-delete"><h2 id="h-delete">Delete outside Pulumi</h2>
<p class="hint">As in Tavus's console, the tool is detached from every PAL. The next <code>pulumi up --refresh</code> creates it again.</p>
<form method="post" action="${pageUrl(`/tools/${encodeURIComponent(stored.id)}/delete`, account)}"><button class="danger" type="submit">Delete this tool</button></form></section>
</div></div>`,
  );
}

/** T-22: the values that Tavus uses unchanged, and those that the AI fills in. */
function parameterTable(parameters: JsonObject): Html {
  const properties = isObject(parameters["properties"]) ? Object.entries(parameters["properties"]) : [];
  if (properties.length === 0) return html`<p class="empty">No parameters.</p>`;
  const required = Array.isArray(parameters["required"]) ? parameters["required"] : [];
  const rows = properties.map(([name, schema]) => {
    const isFixed = isObject(schema) && Object.hasOwn(schema, "const");
    const choices = member(schema, "enum");
    const type = Array.isArray(choices)
      ? choices.map((choice) => stringifyExact(choice)).join(" | ")
      : String(member(schema, "type") ?? "any");
    return html`<tr><th scope="row" class="mono id">${name}${required.includes(name) ? "" : html` <span class="faint">optional</span>`}</th>
<td>${isFixed ? html`fixed: <code>${stringifyExact(member(schema, "const"))}</code>` : html`<code>${type}</code>, filled in`}</td><td>${String(member(schema, "description") ?? "")}</td></tr>`;
  });
  return html`<h3>Parameters</h3><div class="scroll"><table><caption class="visually-hidden">Parameters</caption><thead><tr><th scope="col">Name</th><th scope="col">Value</th><th scope="col">Description</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function editForm(
  account: Account,
  id: string,
  tool: JsonObject,
  api: JsonObject | undefined,
  rejected: Partial<Rejected> = {},
): Html {
  // Browsers drop a line break directly after a textarea's tag. Without an extra one, a value that begins with a line break would lose it.
  const value = (name: string, now: unknown): string =>
    rejected.values?.[name] ?? (typeof now === "string" ? now : pretty(now));
  return html`<form method="post" action="${pageUrl(`/tools/${encodeURIComponent(id)}`, account)}">
${problemOf(rejected)}
<label for="name">Name</label><input id="name" name="name" value="${value("name", tool["name"])}" autocomplete="off">
<label for="description">Description</label><textarea class="small" id="description" name="description">
${value("description", tool["description"])}</textarea>
${
  api === undefined
    ? ""
    : html`<label for="url">Endpoint</label><input id="url" name="url" value="${value("url", api["url"])}" autocomplete="off">
<div class="two"><div><label for="method">Method</label><select id="method" name="method">${METHODS.map((method) => option(method, method, value("method", api["method"] ?? "POST")))}</select></div>
<div><label for="timeout">Timeout in seconds</label><input id="timeout" name="timeout" inputmode="numeric" value="${value("timeout", api["timeout"] ?? "")}"></div></div>
<label for="body_template">Body template <span class="hint">JSON; empty: the arguments</span></label><textarea class="small" id="body_template" name="body_template" spellcheck="false">
${value("body_template", api["body_template"])}</textarea>`
}
<label for="parameters">Parameters <span class="hint">JSON Schema</span></label><textarea id="parameters" name="parameters" spellcheck="false">
${value("parameters", tool["parameters"])}</textarea>
<div class="actions"><button type="submit">Save</button></div></form>`;
}
