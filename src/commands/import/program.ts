import { listed, statement } from "./layout.ts";
import type { Plan, PlannedAttachment, PlannedPal, PlannedTool } from "./plan.ts";
import { literal, TOOL_ARGS_CAST, toolSource } from "./source.ts";

export interface ProgramOptions {
  /** One file, or one for each PAL. @default "file" for up to 20 tools, otherwise "pal" */
  readonly layout?: "file" | "pal" | undefined;
  /** How a file of the program imports another file: with `.ts` if Node runs it, with `.js`, or without an extension. */
  readonly extension: "" | ".js" | ".ts";
  /** JavaScript for a program that isn't compiled, as modules or with `require`. @default TypeScript */
  readonly javaScript?: JavaScript | undefined;
  /** Whether Pulumi runs `index.ts`, whose exports would be outputs of the stack. @default false */
  readonly isMain?: boolean;
}

export type JavaScript = "modules" | "commonjs";

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

const FILE_MAX = 20;

export function writeProgram(
  plan: Plan,
  { layout, extension, isMain = false, javaScript }: ProgramOptions,
): SourceFile[] {
  const chosen = layout ?? (plan.tools.length > FILE_MAX && plan.pals.length > 1 ? "pal" : "file");
  const files = chosen === "file" ? oneFile(plan, isMain) : filePerPal(plan, extension, isMain);
  const written = javaScript === undefined ? files : files.map((file) => toJavaScript(file, javaScript));
  return written.map(({ name, text }) => ({ name, text: `${text.trim()}\n` }));
}

function oneFile({ tools, pals, attachments }: Plan, isMain: boolean): SourceFile[] {
  const sourceOf = (tool: PlannedTool): string => toolSource(tool, { isExported: !isMain });
  const loose = tools.filter((tool) => !attachments.some((attachment) => attachment.tool === tool));
  const parts = [
    head(tools),
    pals.map(palSource).join("\n"),
    ...pals.flatMap((pal) => {
      const own = attachments.filter((attachment) => attachment.pal === pal);
      const here = toolsIn(own).filter(
        (tool) => attachments.find((attachment) => attachment.tool === tool)?.pal === pal,
      );
      return [...here.map(sourceOf), own.map(attachmentSource).join("\n")];
    }),
    ...(loose.length === 0 ? [] : ["// Attached to no PAL.", ...loose.map(sourceOf)]),
  ];
  return [{ name: "index.ts", text: join(parts) }];
}

/** A tool of one PAL goes into the PAL's file, a tool of several PALs into `shared.ts`, and a tool without a PAL into `unattached.ts`. */
function filePerPal({ tools, pals, attachments }: Plan, extension: string, isMain: boolean): SourceFile[] {
  const palsOf = (tool: PlannedTool): PlannedPal[] =>
    attachments.filter((attachment) => attachment.tool === tool).map(({ pal }) => pal);
  const [shared, loose] = [
    tools.filter((tool) => palsOf(tool).length > 1),
    tools.filter((tool) => palsOf(tool).length === 0),
  ];
  const from = (names: readonly string[], file: string): string =>
    names.length === 0 ? "" : statement("import ", listed([...names].sort()), ` from "./${file}${extension}";`);
  const plain = (name: string, those: readonly PlannedTool[]): SourceFile[] =>
    those.length === 0
      ? []
      : [{ name: `${name}.ts`, text: join([head(those), ...those.map((tool) => toolSource(tool))]) }];
  const files = [
    ...pals.map((pal) => {
      const own = attachments.filter((attachment) => attachment.pal === pal);
      const here = toolsIn(own).filter((tool) => palsOf(tool).length === 1);
      const others = toolsIn(own).filter((tool) => palsOf(tool).length > 1);
      const imports = from(
        others.map(({ constant }) => constant),
        "shared",
      );
      const parts = [
        `${imports}\n${head(here)}`,
        palSource(pal),
        ...here.map((tool) => toolSource(tool)),
        own.map(attachmentSource).join("\n"),
      ];
      return { name: `${pal.file}.ts`, text: join(parts) };
    }),
    ...plain("shared", shared),
    ...plain("unattached", loose),
  ];
  const exports = files.map(
    ({ name }) => `${isMain ? "import" : "export * from"} "./${name.replace(/\.ts$/, "")}${extension}";`,
  );
  return [{ name: "index.ts", text: exports.join("\n") }, ...files];
}

function head(tools: readonly PlannedTool[]): string {
  const tavus = 'import * as tavus from "pulumi-tavus";';
  if (tools.every(({ texts }) => texts.length === 0)) return tavus;
  return `import * as pulumi from "@pulumi/pulumi";\n${tavus}\n\nconst config = new pulumi.Config();`;
}

function toolsIn(attachments: readonly PlannedAttachment[]): PlannedTool[] {
  return attachments.flatMap(({ tool }) => tool ?? []);
}

function palSource({ constant, id, name }: PlannedPal): string {
  return `/** PAL ${name.replace(/\s+/g, " ").replaceAll("*/", "* /")} */\nconst ${constant} = ${literal(id)};`;
}

function attachmentSource({ resource, pal, tool, toolId, toolName }: PlannedAttachment): string {
  // A tool that the stack already has is declared in another file, so only its id is known here.
  const [id, note] = tool === undefined ? [literal(toolId), ` // ${literal(toolName)}`] : [tool.constant, ""];
  const args = listed([`palId: ${pal.constant}`, `toolId: ${id}`]);
  return statement(`new tavus.PalToolAttachment(${literal(resource)}, `, args, `);${note}`);
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== "").join("\n\n");
}

/** A file of the program in JavaScript. We wrote the TypeScript, so each import and export begins a line, and every string is on one line. */
function toJavaScript({ name, text }: SourceFile, style: JavaScript): SourceFile {
  const plain = text.replaceAll(TOOL_ARGS_CAST, "");
  return { name: name.replace(/\.ts$/, ".js"), text: style === "commonjs" ? withRequire(plain) : plain };
}

function withRequire(text: string): string {
  const exported: string[] = [];
  const plain = text
    .replace(/^import \* as (\w+) from (".*")/gm, "const $1 = require($2)")
    .replace(/^import (\{[^{}"]*\}) from (".*")/gm, "const $1 = require($2)")
    .replace(/^import (".*")/gm, "require($1)")
    .replace(/^export \* from (".*");\n?/gm, (_line, from: string) => {
      exported.push(`...require(${from})`);
      return "";
    })
    .replace(/^export const (\S+) =/gm, (_line, constant: string) => {
      exported.push(constant);
      return `const ${constant} =`;
    });
  const exports = exported.length === 0 ? "" : `\n\n${statement("module.exports = ", listed(exported), ";")}`;
  return `"use strict";\n\n${plain.trim()}${exports}`;
}
