import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { SourceFile } from "../../adoption/index.ts";
import { readMappings, textAt } from "../../stack/yaml.ts";
import { member } from "../../tavus-api/contract/index.ts";
import { VERSION } from "../../tavus-api/version.ts";

/** The nearest folder, from here up, that has one of these files. */
function findUp(folder: string, names: readonly string[]): string | undefined {
  if (names.some((name) => existsSync(join(folder, name)))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : findUp(parent, names);
}

/** The folder of the Pulumi project that `folder` is in. */
export function findProject(folder: string): string | undefined {
  return findUp(folder, ["Pulumi.yaml", "Pulumi.yml"]);
}

/** The project's name, which its config keys begin with; `undefined` where there is no project, or it does not say. */
export function projectName(folder: string): string | undefined {
  const settings = projectSettings(folder);
  return settings && textAt(settings, "name");
}

function projectSettings(folder: string): ReturnType<typeof readMappings> | undefined {
  const project = findProject(folder);
  const file = project && ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(project, name)).find(existsSync);
  return file === undefined ? undefined : readMappings(readFileSync(file, "utf8"));
}

/**
 * How a file of the program imports another. A CommonJS program takes no extension. Of a module Node, which runs TypeScript itself, wants the file's own;
 * where it is compiled first, or run by ts-node, TypeScript takes `.js` only (TS5097).
 */
export function importExtension(folder: string): "" | ".js" | ".ts" {
  const home = findUp(folder, ["package.json"]);
  if (home === undefined) return "";
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  } catch {
    return "";
  }
  if (member(manifest, "type") !== "module") return "";
  if (isCompiled(home, textAt(projectSettings(folder), "main"), member(manifest, "main"))) return ".js";
  const isNodes = textAt(projectSettings(folder), "runtime", "options", "typescript") === "false";
  return !isNodes && findUp(home, [join("node_modules", "ts-node")]) !== undefined ? ".js" : ".ts";
}

/** `npm init` writes a main which is not there: then Pulumi runs the folder. One in another folder may not have been made yet. */
function isCompiled(home: string, ofProject: string | undefined, ofPackage: unknown): boolean {
  const isScript = (main: unknown): main is string => typeof main === "string" && /\.m?js$/.test(main);
  if (ofProject !== undefined) return isScript(ofProject);
  return isScript(ofPackage) && (dirname(ofPackage) !== "." || existsSync(join(home, ofPackage)));
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
