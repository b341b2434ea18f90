import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { JsonObject } from "../../contract/index.ts";
import { VERSION } from "../../tavus-api/version.ts";
import { findManifest, findProjectFile, foldersFrom, type Manifest, textAt } from "../stack/project-file.ts";
import type { SourceFile } from "./program.ts";

const findUp = (folder: string, name: string): string | undefined =>
  foldersFrom(folder).find((one) => existsSync(join(one, name)));

/** The project's name, which its config keys begin with. `undefined` if there is no project, or it has no name. */
export function projectName(folder: string): string | undefined {
  return textAt(projectSettings(folder), "name");
}

const projectSettings = (folder: string): JsonObject => findProjectFile(folder)?.content ?? {};

/**
 * How a file of the program imports another file. A CommonJS program uses no extension. If Node runs TypeScript modules itself, the file's own
 * extension is needed. If they are compiled first, or run by ts-node, TypeScript only accepts `.js` (TS5097).
 */
export function importExtension(folder: string): "" | ".js" | ".ts" {
  const found = findManifest(folder);
  if (found?.content["type"] !== "module") return "";
  const settings = projectSettings(folder);
  if (isCompiled(found.folder, textAt(settings, "main"), found.content["main"])) return ".js";
  if (programOf(folder).isJavaScript) return ".js";
  const isNodes = textAt(settings, "runtime", "options", "typescript") === "false";
  return !isNodes && findUp(found.folder, join("node_modules", "ts-node")) !== undefined ? ".js" : ".ts";
}

/** `npm init` writes a main that doesn't exist. Pulumi then runs the folder. A main in another folder may not have been built yet. */
function isCompiled(home: string, ofProject: string | undefined, ofPackage: unknown): boolean {
  const isScript = (main: unknown): main is string => typeof main === "string" && /\.m?js$/.test(main);
  if (ofProject !== undefined) return isScript(ofProject);
  return isScript(ofPackage) && (dirname(ofPackage) !== "." || existsSync(join(home, ofPackage)));
}

const SCRIPT = /\.[cm]?js$/;

export type Program = ReturnType<typeof programOf>;

/** The program that Pulumi runs, and the properties that a new file in `folder` must match. */
export function programOf(folder: string) {
  const project = findProjectFile(folder);
  const found = findManifest(project?.folder ?? folder);
  const root = project?.folder ?? found?.folder ?? folder;
  const entry = entryOf(resolve(root, textAt(project?.content, "main") ?? "."), found);
  // The JavaScript is hand-written, so nothing would compile a TypeScript file next to it. With a tsconfig.json, it is compiled from TypeScript in
  // another folder.
  const isJavaScript =
    entry !== undefined && SCRIPT.test(entry) && findUp(dirname(entry), "tsconfig.json") === undefined;
  const isSource = entry !== undefined && (isJavaScript || !SCRIPT.test(entry));
  const isCommonJs = findManifest(folder)?.content["type"] !== "module";
  return {
    folder: isSource ? dirname(entry) : root,
    isJavaScript,
    isCommonJs,
    // Whether the file that Pulumi runs uses `require`.
    requires:
      entry?.endsWith(".cjs") === true || (found?.content["type"] !== "module" && entry?.endsWith(".mjs") !== true),
  };
}

/** The file that Node runs for a path: the file itself, or the `main` or `index` of a folder. */
function entryOf(path: string, found: Manifest | undefined): string | undefined {
  const given = found?.folder === path ? found.content["main"] : undefined;
  const main = typeof given === "string" ? [given] : [];
  const candidates = [...main, "index.ts", "index.js", "index.mjs", "index.cjs"].map((name) => join(path, name));
  return [path, ...candidates].find((file) => /\.[cm]?[jt]s$/.test(file) && existsSync(file));
}

export function newProject(folder: string): SourceFile[] {
  const name = basename(folder).replace(/[^A-Za-z0-9_.-]/g, "-") || "tavus";
  const manifest = {
    name: name.toLowerCase(),
    private: true,
    main: "index.ts",
    dependencies: { "@pulumi/pulumi": "^3.216.0", "pulumi-tavus": `^${VERSION}` },
    devDependencies: { "@types/node": "^24", typescript: "^5.9.0" },
  };
  const compilerOptions = {
    strict: true,
    target: "es2022",
    module: "commonjs",
    moduleResolution: "node",
    skipLibCheck: true,
    forceConsistentCasingInFileNames: true,
    outDir: "bin",
  };
  return [
    {
      name: "Pulumi.yaml",
      text: `name: ${name}\ndescription: The tools of a Tavus account\nruntime:\n  name: nodejs\n  options:\n    packagemanager: npm\n`,
    },
    { name: "package.json", text: `${JSON.stringify(manifest, undefined, 2)}\n` },
    { name: "tsconfig.json", text: `${JSON.stringify({ compilerOptions, files: ["index.ts"] }, undefined, 2)}\n` },
  ];
}
