import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { JsonObject } from "../../contract/index.ts";
import { VERSION } from "../../tavus-api/version.ts";
import { findManifest, findProjectFile, foldersFrom, type Manifest } from "../stack/project-file.ts";
import { textAt } from "../stack/yaml.ts";
import type { SourceFile } from "./program.ts";

/** The nearest folder, from here up, that has this file. */
const findUp = (folder: string, name: string): string | undefined =>
  foldersFrom(folder).find((one) => existsSync(join(one, name)));

/** The project's name, which its config keys begin with; `undefined` if there is no project, or it doesn't say. */
export function projectName(folder: string): string | undefined {
  return textAt(projectSettings(folder), "name");
}

const projectSettings = (folder: string): JsonObject => findProjectFile(folder)?.content ?? {};

/**
 * How a file of the program imports another. A CommonJS program takes no extension. Of a module Node, which runs TypeScript itself, wants the file's own;
 * where it is compiled first, or run by ts-node, TypeScript takes `.js` only (TS5097).
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

/** `npm init` writes a main which is not there: then Pulumi runs the folder. One in another folder may not have been made yet. */
function isCompiled(home: string, ofProject: string | undefined, ofPackage: unknown): boolean {
  const isScript = (main: unknown): main is string => typeof main === "string" && /\.m?js$/.test(main);
  if (ofProject !== undefined) return isScript(ofProject);
  return isScript(ofPackage) && (dirname(ofPackage) !== "." || existsSync(join(home, ofPackage)));
}

/** What a new file of a project has to fit. */
export interface Program {
  /** Where the file that Pulumi runs is. */
  readonly folder: string;
  /** It is JavaScript as written, not what a compiler made: nobody would compile a TypeScript file there. */
  readonly isJavaScript: boolean;
  /** Whether the file that Pulumi runs uses `require`. */
  readonly requires: boolean;
  /** Whether a file `.js` of this folder is CommonJS. */
  readonly isCommonJs: boolean;
}

const SCRIPT = /\.[cm]?js$/;

/** The program that Pulumi runs in the project of `folder`. */
export function programOf(folder: string): Program {
  const project = findProjectFile(folder);
  const found = findManifest(project?.folder ?? folder);
  const root = project?.folder ?? found?.folder ?? folder;
  const entry = entryOf(resolve(root, textAt(project?.content, "main") ?? "."), found);
  // With a tsconfig.json JavaScript is made of TypeScript, which lies elsewhere.
  const isJavaScript =
    entry !== undefined && SCRIPT.test(entry) && findUp(dirname(entry), "tsconfig.json") === undefined;
  const isSource = entry !== undefined && (isJavaScript || !SCRIPT.test(entry));
  const isCommonJs = findManifest(folder)?.content["type"] !== "module";
  return {
    folder: isSource ? dirname(entry) : root,
    isJavaScript,
    isCommonJs,
    requires:
      entry?.endsWith(".cjs") === true || (found?.content["type"] !== "module" && entry?.endsWith(".mjs") !== true),
  };
}

/** The file that Node runs for a path: itself, or the `main` or `index` of a folder. */
function entryOf(path: string, found: Manifest | undefined): string | undefined {
  const given = found?.folder === path ? found.content["main"] : undefined;
  const main = typeof given === "string" ? [given] : [];
  const candidates = [...main, "index.ts", "index.js", "index.mjs", "index.cjs"].map((name) => join(path, name));
  return [path, ...candidates].find((file) => /\.[cm]?[jt]s$/.test(file) && existsSync(file));
}

/** What `pulumi new typescript` would make: for a folder that is in no project yet. */
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
