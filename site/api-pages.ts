/**
 * Writes the pages of the API reference, one for each entry point, from the docstrings. An export without a docstring or without `@since`, a
 * broken link, and a type that is used but not exported fail the build.
 */
import { rmSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Application,
  type Comment,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  type TypeDocOptions,
} from "typedoc";
import { MarkdownPageEvent, type PluginOptions } from "typedoc-plugin-markdown";
import { ENTRIES } from "../tools/bundle.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Each build writes this folder again. `pages.ts` copies it into the site. */
export const API_PAGES = fileURLToPath(new URL("api/", import.meta.url));

/** The entry points in the order of the navigation, by the name of their page. */
const ORDER = ["action", "index", "webhook", "testing", "emulator", "reports", "dynamic"];

/** Types that only compute another type. Their names mean nothing to a reader, because the exported type describes the result. */
const STEPS = [
  "FixedArg",
  "FromObject",
  "HasBody",
  "IsOptional",
  "NotWithBody",
  "ParameterNames",
  "ReceivedArguments",
  "Simplify",
  "StandardConverter",
  "StandardResult",
  "ValueOf",
  "Widen",
  "WithFixed",
  "WithoutBody",
];

const options: Partial<TypeDocOptions> & Partial<PluginOptions> = {
  name: "API reference",
  logLevel: "Warn",
  tsconfig: fileURLToPath(new URL("tsconfig.api.json", import.meta.url)),
  basePath: ROOT,
  plugin: ["typedoc-plugin-markdown"],
  // An export of two entry points is described on the page of the first.
  entryPoints: ORDER.map((name) => `${ROOT}${ENTRIES[name]}`),
  sortEntryPoints: false,
  sort: ["source-order"],
  groupOrder: ["Functions", "Classes", "*"],
  readme: "none",
  // `npm run types` reports type errors.
  skipErrorChecking: true,
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: true,
  disableSources: true,
  requiredToBeDocumented: ["Class", "Function", "Interface", "Method", "TypeAlias", "Variable"],
  intentionallyNotExported: STEPS,
  validation: {
    invalidLink: true,
    invalidPath: true,
    notDocumented: true,
    notExported: true,
    rewrittenLink: true,
    unusedMergeModuleWith: true,
  },
  outputs: [{ name: "markdown", path: API_PAGES }],
  router: "module",
  entryFileName: "index.md",
  pageTitleTemplates: { module: ({ name }) => (name === "pulumi-tavus" ? name : `pulumi-tavus/${name}`) },
  hideBreadcrumbs: true,
  hidePageHeader: true,
  parametersFormat: "table",
  indexFormat: "table",
};

const app = await Application.bootstrapWithPlugins(options);
const project = await app.convert();
if (project === undefined) throw new Error("TypeDoc could not read the entry points. Its messages are above.");
for (const module of project.children ?? []) {
  module.name = pageName(project, module);
  for (const one of module.children ?? []) {
    dropInherited(project, one);
    demandSince(module, one);
    demandMembers(module, one);
  }
}
app.validate(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
rmSync(API_PAGES, { recursive: true, force: true });
app.renderer.on(MarkdownPageEvent.END, (page: { contents?: string }) => {
  page.contents = polish(page.contents ?? "");
});
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);

/** The module of an entry point is named as it is imported. */
function pageName(project: ProjectReflection, module: DeclarationReflection): string {
  const file = relative(ROOT, String(project.getSymbolIdFromReflection(module)?.fileName));
  const name = ORDER.find((entry) => ENTRIES[entry] === file);
  if (name === undefined) throw new Error(`${file} is not an entry point of tools/bundle.ts.`);
  return name === "index" ? "pulumi-tavus" : name;
}

/** The constructors of `Error` and of Pulumi's classes are described elsewhere. */
function dropInherited(project: ProjectReflection, { children = [] }: DeclarationReflection): void {
  for (const member of [...children])
    if (member.kind === ReflectionKind.Constructor && member.inheritedFrom !== undefined)
      project.removeReflection(member);
}

/** An export names the version since which it exists, so that a reader with an older version sees why it is missing. */
function demandSince(module: DeclarationReflection, one: DeclarationReflection): void {
  if (one.kind === ReflectionKind.Reference) return;
  const comments: (Comment | undefined)[] = [one.comment, ...(one.signatures ?? []).map(({ comment }) => comment)];
  const since = comments.map((comment) => comment?.getTag("@since")?.content[0]?.text.trim()).find(Boolean);
  if (since === undefined || !/^\d+\.\d+\.\d+$/.test(since))
    app.logger.error(`${module.name}.${one.name} has no @since. Write the version that exports it first.`);
}

/** Members of an interface or a class are documented one by one. `origin?: undefined` only keeps a name out. */
function demandMembers(module: DeclarationReflection, { kind, name, children = [] }: DeclarationReflection): void {
  if (kind !== ReflectionKind.Interface && kind !== ReflectionKind.Class) return;
  for (const member of children) {
    if (member.kind !== ReflectionKind.Property || member.hasComment() || member.inheritedFrom !== undefined) continue;
    if (member.type?.toString() === "undefined" || member.overwrites !== undefined) continue;
    app.logger.error(`${module.name}.${name}.${member.name} has no docstring.`);
  }
}

/**
 * Versions and defaults need no separate heading, and a member of a union has its discriminator as its heading. Modules are shown as they are
 * imported. The id of a rule (E-9) links to the rule.
 */
function polish(markdown: string): string {
  return (
    markdown
      .replace(/^#+ Since\n\n([\d.]+)$/gm, "Since version $1.")
      // TypeDoc treats every default as code.
      .replace(/^#+ Default\n\n(?:```ts\n(.+)\n```|(.+(?:\n.+)*))$/gm, (_, code?: string, text?: string) =>
        code !== undefined && /^["[{\d]|^(?!none)\S+$/.test(code) ? `Default: \`${code}\`` : `Default: ${text ?? code}`,
      )
      .replace(/^(#+) Type Literal(\n\n\\\{ `(\w+)`: `("[^`]+")`)/gm, "$1 $3: $4$2")
      // A "?" already marks optional properties, and all of our properties are read-only.
      .replace(/^> (`readonly` |`optional` )+/gm, "> ")
      // The parts of our base class that users see.
      .replaceAll("PinnedResource", "dynamic.Resource")
      .replace("## Modules", "## Entry points")
      .replace("| Module |", "| Import |")
      .replace(/^\| \[(?!pulumi-tavus)(\w+)\]\(\1\.md\)/gm, "| [pulumi-tavus/$1]($1.md)")
      .split(/(^```[\s\S]*?^```$|`[^`\n]+`)/m)
      .map((part) =>
        part.startsWith("`")
          ? part
          : part.replace(/(?<![\w/[-])([A-Z]-\d+)\b/g, (id) => `[${id}](../reference/rules.md#${id.toLowerCase()})`),
      )
      .join("")
  );
}
