import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Code, formatPath, type Issue } from "../src/contract/index.ts";
import { PLACES } from "../src/contract/wire.ts";
import { CATALOG } from "../src/messages/catalog.ts";
import { ruleOf } from "../src/messages/index.ts";
import { wrap } from "./wrap.ts";

// Writes docs/reference/rules.md from rules.txt, the table of fields and the catalog of messages.

export const RULES_PAGE = fileURLToPath(new URL("../docs/reference/rules.md", import.meta.url));
/** Doesn't use a relative link, because the package doesn't contain the page of errors. */
const ERRORS_URL = "https://github.com/pulumi-tavus/pulumi-tavus/blob/main/docs/reference/errors.md";
const FACTS = new URL("rules.txt", import.meta.url);

interface Fact {
  readonly id: string;
  readonly rule: string;
  readonly practice: string;
  readonly certainty: string;
  readonly source: string;
}

const GROUPS: Readonly<Record<string, string>> = {
  G: "General",
  X: "Errors",
  T: "Tools",
  D: "Delivery",
  K: "Authentication and secrets",
  C: "Requests for tools",
  P: "PALs and attachments",
  R: "Rendering and sending",
  E: "Runs and events",
  W: "Callbacks",
  V: "Conversations",
  U: "Unknowns",
};

const CVI = "sections/conversational-video-interface/pal";
const DOCS: Readonly<Record<string, string>> = {
  "post-call": `${CVI}/post-call-tool`,
  "llm-tool": `${CVI}/llm-tool`,
  perception: `${CVI}/perception-tool`,
  delivery: `${CVI}/llm-tool-delivery`,
  auth: `${CVI}/llm-tool-auth`,
  editing: `${CVI}/editing-lifecycle`,
  "pal-overview": `${CVI}/overview`,
  "mcp-connectors": `${CVI}/mcp-connectors`,
  mcp: "sections/agent-tools/mcp-server",
  webhooks: "sections/webhooks-and-callbacks",
  deployments: "sections/deployments/overview",
  "create-tool": "api-reference/tools/create-tool",
  "get-tools": "api-reference/tools/get-tools",
  "get-tool": "api-reference/tools/get-tool",
  "update-tool": "api-reference/tools/update-tool",
  "delete-tool": "api-reference/tools/delete-tool",
  attach: "api-reference/pal-tools/attach-tools-to-pal",
  "list-pal-tools": "api-reference/pal-tools/list-pal-tools",
  detach: "api-reference/pal-tools/detach-tool-from-pal",
  "create-pal": "api-reference/pals/create-pal",
  "get-pal": "api-reference/pals/get-pal",
  "publish-pal": "api-reference/pals/publish-pal",
  "get-conversation": "api-reference/conversations/get-conversation",
  openapi: "openapi.yaml",
};
const CLIENTS: Readonly<Record<string, string>> = {
  "tavus-cli": "https://pypi.org/project/tavus-cli/",
  "tavus-interviewer": "https://github.com/Tavus-Engineering/tavus-interviewer",
};

const CERTAINTY: Readonly<Record<string, string>> = {
  documented: "Documented by Tavus",
  client: "Known from Tavus's own client, which may be stricter than the server",
  seen: "Seen with the live API by public projects",
  reported: "Reported by a public project",
  assumed: "Our assumption",
  open: "Unknown",
};

export function readFacts(): Fact[] {
  const lines = readFileSync(FACTS, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [id = "", rule = "", practice = "", certainty = "", source = ""] = line.split("|");
    return { id, rule, practice, certainty, source };
  });
}

/** Codes that no single rule lists, because the rule that they cite depends on the invalid input. */
function codesOfInputs(facts: readonly Fact[]): Code[] {
  const listed = new Set(facts.flatMap(({ id }) => codesOf(id)));
  return (Object.keys(CATALOG) as Code[]).filter((code) => !listed.has(code));
}

/** Codes that always cite this rule, or cite it for some fields. */
function codesOf(id: string): Code[] {
  const paths = [...PLACES.map(({ path }) => path), ["x"], ["delivery", "x"], ["delivery", "api", "x"]];
  const cites = (code: Code) => paths.some((path) => ruleOf({ code, path, params: {} } as unknown as Issue) === id);
  return (Object.keys(CATALOG) as Code[]).filter((code) => CATALOG[code].rule !== "field" && cites(code));
}

const urlOf = (source: string): string | undefined =>
  source in DOCS ? `https://docs.tavus.io/${DOCS[source]}` : CLIENTS[source];

function section({ id, rule, practice, certainty, source }: Fact): string {
  const inputs = PLACES.filter(({ field }) => field.rule === id).map(({ input }) => `\`${formatPath(input)}\``);
  const codes = codesOf(id).map((code) => `\`${code}\``);
  const items = [
    `In this package: ${practice}`,
    `${CERTAINTY[certainty]}${urlOf(source) === undefined ? "" : ` ([${source}])`}.`,
    ...(inputs.length === 0 ? [] : [`Inputs: ${inputs.join(", ")}.`]),
    ...(codes.length === 0 ? [] : [`Codes: ${codes.join(", ")}.`]),
  ];
  return [
    `### ${id}\n`,
    `${wrap(rule)}\n`,
    ...items.map((item) => `- ${wrap(item, 98).replaceAll("\n", "\n  ")}`),
  ].join("\n");
}

export function rulesPage(facts = readFacts()): string {
  const codes = codesOfInputs(facts)
    .map((code) => `\`${code}\``)
    .join(", ");
  const groups = Object.entries(GROUPS).map(([letter, title]) => {
    const rules = facts.filter(({ id }) => id.startsWith(`${letter}-`)).map(section);
    return `## ${title}\n\n${rules.join("\n\n")}\n`;
  });
  const sources = [...new Set(facts.map(({ source }) => source))]
    .filter((source) => urlOf(source) !== undefined)
    .sort();
  return `<!-- Written by npm run docs:write. -->

# Rules of the Tavus API

Messages, docs, and code cite the rules of the API by id, for example (T-3). This page states each
rule, what this package does about it, and how certain the rule is. This project hasn't verified any
rule on a live account.

If a definition breaks rules, \`defineAction\` throws a \`ValidationError\`. Each of its \`issues\` has a
code, and [Errors][errors] has an example of each code. Most codes belong to one rule, which lists
them below. These codes are about one input, and their messages cite the rule of that input if it
has one:

${wrap(codes)}

${groups.join("\n")}
[errors]: ${ERRORS_URL}
${sources.map((source) => `[${source}]: ${urlOf(source)}\n`).join("")}`;
}
