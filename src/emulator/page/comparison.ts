import { diff } from "node:util";
import { isObject, type JsonObject, member } from "../../contract/index.ts";
import { badge, type Html, html, httpStatus, time, urlPathFirst } from "./html.ts";
import { pretty } from "./json.ts";

/** A delivery next to its replay, row by row. Differences are marked. */
export function comparison(original: JsonObject, replay: JsonObject): Html {
  const both = [original, replay] as const;
  const row = (name: string, value: (one: JsonObject) => unknown, show: (value: unknown) => Html): Html => {
    const [before, after] = both.map(value);
    const isChanged = JSON.stringify(before) !== JSON.stringify(after);
    return html`<tr class="${isChanged ? "changed" : ""}"><th scope="row">${name}${isChanged ? html` <span class="hint">changed</span>` : ""}</th><td>${show(before)}</td><td>${show(after)}</td></tr>`;
  };
  const text = (value: unknown): Html => html`${value === undefined ? "none" : String(value)}`;
  const requestOf = (one: JsonObject, name: string): unknown => member(one["request"], name);
  return html`<section aria-labelledby="h-comparison"><div class="bar"><h2 id="h-comparison">Compared with the original</h2></div>
<div class="scroll"><table class="compare"><thead><tr><td></td><th scope="col">Original <span class="hint">${time(original["at"])}</span></th><th scope="col">This replay <span class="hint">${time(replay["at"])}</span></th></tr></thead><tbody>
${row("Status", (one) => one["status"], badge)}
${row(
  "Response",
  (one) => member(one["response"], "http_status"),
  (status) => (status === undefined ? text(status) : httpStatus(status)),
)}
${row("Error", (one) => one["error"], text)}
${row("Endpoint", (one) => requestOf(one, "url"), urlPathFirst)}
</tbody></table></div>
<p class="faint">${requestOf(original, "body") === requestOf(replay, "body") ? "Both sent the same bytes as their body." : "They sent different bodies."} The original took ${String(original["duration_ms"])} ms, the replay ${String(replay["duration_ms"])} ms.</p>
${bodyDifference(bodyOf(original), bodyOf(replay))}</section>`;
}

const bodyOf = ({ response }: JsonObject): string => (isObject(response) ? pretty(response["body"]) : "");

function bodyDifference(before: string, after: string): Html {
  if (before === after) return before === "" ? html`` : html`<p class="faint">Both got the same answer.</p>`;
  const lines = differenceOf(before.split("\n"), after.split("\n")).map(
    ({ sign, line }) => html`<span class="${SIGN_NAMES[sign]}">${sign} ${line}\n</span>`,
  );
  return html`<h3>Response body <span class="hint">- original, + this replay</span></h3><pre class="difference" tabindex="0" aria-label="Difference of the response bodies">${lines}</pre>`;
}

interface Line {
  readonly sign: " " | "-" | "+";
  readonly line: string;
}

const SIGN_NAMES = { " ": "same", "-": "removed", "+": "added" } as const;

/** The maximum number of lines to compare one by one, because the work grows with its square. */
const LINES_MAX = 400;

export function differenceOf(before: readonly string[], after: readonly string[]): Line[] {
  if (Math.max(before.length, after.length) > LINES_MAX)
    return [
      ...before.map((line) => ({ sign: "-" as const, line })),
      ...after.map((line) => ({ sign: "+" as const, line })),
    ];
  return diff([...before], [...after]).map(([operation, line]) => ({
    sign: operation === 0 ? " " : operation === 1 ? "-" : "+",
    line,
  }));
}
