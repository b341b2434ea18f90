import { join, relative, sep } from "node:path";
import { plural } from "../words.ts";
import { type ConfigSecret, type Plan, secretsOf } from "./plan.ts";
import type { Program } from "./project.ts";

export interface Imported {
  readonly baseUrl: string;
  readonly plan: Plan;
  readonly out: string;
  readonly files: readonly string[];
  readonly ran: boolean;
  readonly managed: readonly string[];
  readonly inexact: readonly string[];
  /** The line that makes an existing program load the new files. */
  readonly load: string | undefined;
  readonly isNew: boolean;
}

/** Secrets that the stack's config still needs. With `--run`, the config already contains the known secrets. */
export function openSecrets({ plan, ran }: Pick<Imported, "plan" | "ran">): ConfigSecret[] {
  const open = secretsOf(plan).filter(({ value }) => !ran || value === undefined);
  return [...new Map(open.map((secret) => [secret.key, secret])).values()];
}

export function nothingLeft(managed: readonly string[]): string {
  const names = managed.join(", ");
  return `Nothing to import: the stack manages ${managed.length === 1 ? "this tool" : "all these tools"} already: ${names}.\n`;
}

export function toText(report: Imported): string {
  const { plan, files, ran, managed, baseUrl } = report;
  const broken = plan.tools.filter((tool) => tool.broken.length > 0);
  const lines = [
    `Read ${plural(plan.tools.length, "tool")} with ${plural(plan.attachments.length, "attachment")} to ${plural(plan.pals.length, "PAL")} from ${baseUrl}.`,
    `Wrote ${files.map((file) => relative(process.cwd(), file)).join(", ")}.`,
    ...(ran
      ? [
          "Imported into the stack: Pulumi manages them now, and nothing was changed at Tavus.",
          "They are protected until the next pulumi up with this program.",
          ...sharedSecrets(plan),
        ]
      : []),
    "Left out: system tools such as end_call, which are Tavus's own.",
    ...(managed.length === 0 ? [] : [`Left out: ${managed.join(", ")}, which the stack manages already.`]),
    ...report.inexact.map(
      (one) =>
        `Left out: ${one}, a number that JavaScript can't hold: a program would change it. Use a string in Tavus, and import again.`,
    ),
    ...(broken.length === 0
      ? []
      : [
          `Imported unchanged, although they break newer rules: ${broken.map(({ tool }) => tool.name).join(", ")}. The program says which.`,
        ]),
    ...unknownFields(plan),
    "",
    "Next:",
    ...stepsOf(report).map((step, i) => `  ${i + 1}. ${step}`),
  ];
  return `${lines.join("\n")}\n`;
}

function unknownFields({ tools }: Plan): string[] {
  const found = tools.filter(({ unknown }) => unknown.length > 0);
  if (found.length === 0) return [];
  const fields = found.map(({ tool, unknown }) => `${unknown.join(", ")} of ${tool.name}`).join("; ");
  return [
    `This version of pulumi-tavus doesn't know, and leaves as it is: ${fields}. Update pulumi-tavus to manage it.`,
  ];
}

/** One variable for all tools may be the right secret for only some of them. Only the endpoints can tell. */
function sharedSecrets(plan: Plan): string[] {
  const byKey = Map.groupBy(
    secretsOf(plan).filter(({ value }) => value !== undefined),
    ({ key }) => key,
  );
  return [...byKey]
    .filter(([, uses]) => uses.length > 1)
    .map(([key, uses]) => {
      const places = uses.map(({ tool, path }) => `${path} of ${tool}`).join(", ");
      return `One secret, ${key}, is now ${places}. Whether it is right for each: pulumi-tavus verify --probe.`;
    });
}

function stepsOf(report: Imported): string[] {
  const { ran, out, load, isNew } = report;
  const open = openSecrets(report);
  const file = relative(process.cwd(), join(out, "import.json"));
  const updates = open.some(({ value }) => value === undefined) || (!ran && open.length > 0);
  return [
    ...(isNew ? [`cd ${relative(process.cwd(), out) || "."} && npm install && pulumi stack init`] : []),
    ...open.map(({ key, tool, path }) => `pulumi config set --secret ${key}   # ${path} of ${tool}`),
    ...(load === undefined ? [] : [`Load it from your program: ${load}`]),
    ...(ran ? [] : [`pulumi import --file ${isNew ? "import.json" : file} --generate-code=false --protect=true`]),
    `pulumi preview   # ${updates ? "proposes one update for each tool with such a secret, and nothing else" : "proposes nothing"}`,
  ];
}

/** A module's path uses slashes on every system. */
export function loadLine(
  out: string,
  { folder, isJavaScript, requires }: Program,
  extension: "" | ".js" | ".ts",
): string {
  const path = relative(folder, out).split(sep).join("/");
  const from = JSON.stringify(`${path.startsWith("..") ? "" : "./"}${path}/index${isJavaScript ? ".js" : extension}`);
  return requires && isJavaScript ? `require(${from});` : `import ${from};`;
}
