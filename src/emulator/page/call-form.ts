import { withMaskedCredentials } from "../../contract/credentials.ts";
import type { Document } from "../domain/store.ts";
import { EXAMPLE_TRANSCRIPT } from "../domain/transcript.ts";
import type { TranscriptLine } from "../filler/context.ts";
import { VARIANTS } from "../run/variant.ts";
import type { Account } from "../services.ts";
import { type Html, html, option, pageUrl } from "./html.ts";
import type { Rejected } from "./layout.ts";

const linesOf = (lines: readonly TranscriptLine[]): string =>
  lines.map(({ role, content }) => `${role}: ${content}`).join("\n");
export const EXAMPLE_LINES = linesOf(EXAMPLE_TRANSCRIPT);

/** A call as the form shows it, so that people can end a similar call. */
export function callLike({ only_tool: tool, pal_id: pal, transcript, perception, deliver_to: to }: Document): Rejected {
  const lines = transcript as TranscriptLine[];
  const isPlain = lines.every(({ role, content }) => /^(user|assistant)$/.test(role) && !/[\r\n]/.test(content));
  return {
    message: "",
    values: {
      target: String(tool ?? pal ?? ""),
      transcript: isPlain ? linesOf(lines) : JSON.stringify(lines, null, 2),
      perception_analysis: String(perception ?? ""),
      to: withMaskedCredentials(String(to ?? "")) === to ? to : "",
    },
  };
}

export function callForm(
  account: Account,
  { tools, pals, chosen }: { tools: readonly Document[]; pals: readonly Document[]; chosen: string | undefined },
  { values, message }: Rejected = { values: {}, message: "" },
): Html {
  const actions = tools.filter((tool) => tool["trigger_type"] === "post_call");
  const value = (name: string): string => values[name] ?? "";
  const target = values["target"] ?? chosen;
  const isOpen = ["to", "set", "perception_analysis", "callback_url"].some((name) => value(name) !== "");
  return html`<form method="post" action="${pageUrl("/_page/calls", account)}" data-async>
<label for="target">With</label>
<select id="target" name="target" required data-live>
${pals.length + actions.length === 0 ? option("", "No PAL and no post-call action yet", undefined) : ""}
${pals.length === 0 ? "" : html`<optgroup label="A PAL and all its actions">${pals.map((pal) => option(pal.id, String(pal["pal_name"]), target))}</optgroup>`}
${actions.length === 0 ? "" : html`<optgroup label="One action alone">${actions.map((tool) => option(tool.id, String(tool["name"]), target))}</optgroup>`}
</select>
<label for="transcript">Transcript <span class="hint">lines with <code>user:</code> or <code>assistant:</code>, or JSON</span></label>
<textarea id="transcript" name="transcript" spellcheck="false">
${values["transcript"] ?? EXAMPLE_LINES}</textarea>
<details class="more" ${isOpen ? "open" : ""}><summary>Arguments, endpoint, callback</summary>
<label for="set">Arguments to set <span class="hint">one per line: <code>name=value</code></span></label>
<textarea class="small" id="set" name="set" spellcheck="false" placeholder="message=Order 4711 never arrived.">
${value("set")}</textarea>
<label for="to">Endpoint <span class="hint">instead of the tool's own</span></label>
<input id="to" name="to" type="url" placeholder="http://localhost:3000/hook" value="${value("to")}">
<label for="perception_analysis">Perception analysis <span class="hint">what the PAL saw of the caller</span></label>
<textarea class="small" id="perception_analysis" name="perception_analysis">
${value("perception_analysis")}</textarea>
<label for="callback_url"><code>callback_url</code> <span class="hint">gets the events of the conversation</span></label>
<input id="callback_url" name="callback_url" type="url" placeholder="http://localhost:3000/events" value="${value("callback_url")}">
</details>
<label for="as">Simulate a problem <span class="hint">optional</span></label>
<select id="as" name="as">${option("", "None", value("as"))}
${Object.entries(VARIANTS).map(([name, meaning]) => option(name, `${name}: ${meaning}`, value("as")))}</select>
<div class="actions"><button type="submit">End the call</button>
<p class="notice ${message === "" ? "" : "failure"}">${message}</p></div>
</form>`;
}
