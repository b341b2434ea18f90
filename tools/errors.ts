import { fileURLToPath } from "node:url";
import type { Code, Issue } from "../src/contract/index.ts";
import { type NameHolder, PROGRAM_READER, printIssue, remedyFor, remedyForName } from "../src/messages/index.ts";
import type { FailureOutcome } from "../src/tavus-api/errors/index.ts";
import { GROUPS } from "../test/support/message-examples.ts";
import { wrap } from "./wrap.ts";

// Writes docs/reference/errors.md from the catalog of messages and an example for each code.

export const ERRORS_PAGE = fileURLToPath(new URL("../docs/reference/errors.md", import.meta.url));

/** What Tavus or the network did, for {@link remedyFor}. */
const FAILURES: readonly (readonly [what: string, outcome: FailureOutcome])[] = [
  ["400, 422, or another 4xx", { kind: "refused", status: 400 }],
  ["401", { kind: "refused", status: 401 }],
  ["402", { kind: "refused", status: 402 }],
  ["403", { kind: "refused", status: 403 }],
  ["404, 405, 501, or 505", { kind: "refused", status: 404 }],
  ["409", { kind: "refused", status: 409 }],
  ["409, because the PAL has unpublished edits", { kind: "maker-changes" }],
  ["413", { kind: "refused", status: 413 }],
  ["429", { kind: "refused", status: 429 }],
  ["500, 503, or another 5xx", { kind: "refused", status: 500 }],
  ["a redirect", { kind: "redirect" }],
  ["an answer that isn't from the Tavus API", { kind: "not-the-api" }],
  ["the tool is gone", { kind: "gone" }],
  ["no answer to a creation", { kind: "ambiguous", toolId: undefined }],
  ["no answer to a creation, and a tool that may be the new one", { kind: "ambiguous", toolId: "<tool id>" }],
  ["an attachment that the PAL doesn't list", { kind: "not-listed" }],
  ["an unknown host name (`ENOTFOUND`)", { kind: "unreachable", code: "ENOTFOUND" }],
  ["no answer from the name server (`EAI_AGAIN`)", { kind: "unreachable", code: "EAI_AGAIN" }],
  ["a refused connection (`ECONNREFUSED`)", { kind: "unreachable", code: "ECONNREFUSED" }],
  ["another failure of the connection", { kind: "unreachable", code: "" }],
  ["a certificate that isn't trusted", { kind: "untrusted" }],
  ["no answer in time", { kind: "slow" }],
  ["too many requests waiting in this process", { kind: "queued" }],
  ["an interruption of the operation", { kind: "cancelled" }],
];

const HOLDERS: readonly (readonly [who: string, holder: NameHolder])[] = [
  ["a tool that no resource of the program manages", { kind: "stranger", choice: { of: "Tool", isDefault: true } }],
  ["the same, for a `PostCallAction`", { kind: "stranger", choice: { of: "PostCallAction", isDefault: true } }],
  ["another tool, in a rename", { kind: "other-tool" }],
  ["another resource of the program", { kind: "same-name" }],
  ["another resource, which gives the name up", { kind: "giving-up" }],
  ["another resource, whose tool was renamed outside of Pulumi", { kind: "renamed-outside" }],
  ["the tool that this resource replaces", { kind: "replaced" }],
  ["no tool anymore", { kind: "nobody" }],
];

/**
 * Converts text to Markdown. Code stays unchanged, other text is escaped, and rules become links. Double braces are escaped, because VitePress
 * evaluates them.
 */
const toMarkdown = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part
            .replaceAll(/[*<>[\]|]/g, "\\$&")
            .replaceAll("{{", "&#123;&#123;")
            .replaceAll(/https:\/\/\S+/g, (url) =>
              /[.,]$/.test(url) ? `\`${url.slice(0, -1)}\`${url.at(-1)}` : `\`${url}\``,
            )
            .replaceAll(/\b([A-Z]-\d+)\b/g, (id) => `[${id}](rules.md#${id.toLowerCase()})`),
    )
    .join("");

const quote = (text: string): string => wrap(toMarkdown(text), 98).replaceAll(/^/gm, "> ");
const sections = (examples: Readonly<Partial<Record<Code, Issue>>>): string =>
  Object.entries(examples)
    .map(([code, issue]) => `### ${code}\n\n${quote(printIssue(issue, PROGRAM_READER))}\n`)
    .join("\n");
const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map(row).join("");

export function errorsPage(): string {
  return `<!-- Written by npm run docs:write. -->

# Errors

An error names the input or the request, what is wrong, and what to do. This page has an example
for each code in \`ValidationError.issues\`, and the remedies for failed requests. An id such as T-3
is a [rule of the Tavus API](rules.md).

## Definitions that are refused

The preview ends with these errors, before anything is sent.

${sections(GROUPS.refused)}
## Warnings

Tavus accepts these definitions, but they probably don't do what you want. The preview prints the
messages as warnings.

${sections(GROUPS.warnings)}
## Attachments that are refused

${sections(GROUPS.attachments)}
## Failed requests

The message begins with the request and the answer. Requests that can be repeated safely have been
repeated by then.

${table(
  ["Tavus's answer, or the failure", "What to do"],
  FAILURES.map(([what, outcome]) => [what, toMarkdown(remedyFor(outcome))]),
)}
## A name that is taken

Names of tools are unique in an account ([T-3](rules.md#t-3)). The remedy depends on who has the
name.

${table(
  ["Who has the name", "What to do"],
  HOLDERS.map(([who, holder]) => [who, toMarkdown(remedyForName(holder))]),
)}`;
}
