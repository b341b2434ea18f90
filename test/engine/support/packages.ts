import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

/** "floor" is the oldest SDK that package.json allows. */
export type Sdk = "newest" | "floor";

const SDK_PACKAGES = { newest: "@pulumi/pulumi", floor: "pulumi-floor" } as const satisfies Record<Sdk, string>;

/**
 * Creates the node_modules that `npm install` would create in a user's project, with links. Only pulumi-tavus is a copy of the files in `npm pack`,
 * because a link would resolve the SDK of this repository instead of the project's.
 */
export function installPackages(project: string, sdk: Sdk, provider: boolean): void {
  link(project, SDK_PACKAGES[sdk], "@pulumi/pulumi");
  for (const name of ["typescript", "ts-node", "@types/node"]) link(project, name);
  if (!provider) return;

  const manifest: { files: string[]; dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(REPOSITORY, "package.json"), "utf8"),
  );
  if (!existsSync(join(REPOSITORY, "dist")))
    throw new Error("dist/ is missing: run `npm run build` before the engine tests");
  const always = readdirSync(REPOSITORY).filter((name) => /^(package\.json|readme.*|licen[cs]e.*)$/i.test(name));
  for (const name of new Set([...always, ...manifest.files])) {
    const source = join(REPOSITORY, name);
    if (existsSync(source)) cpSync(source, join(project, "node_modules", "pulumi-tavus", name), { recursive: true });
  }
  // The program's own zod, which is an optional peer.
  for (const name of [...Object.keys(manifest.dependencies), "zod"]) link(project, name);
}

function link(project: string, installed: string, name = installed): void {
  const path = join(project, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(REPOSITORY, "node_modules", installed), path);
}
