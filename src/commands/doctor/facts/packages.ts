import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { isObject, type JsonObject } from "../../../contract/index.ts";
import { findManifest, foldersFrom, type Manifest, readManifest } from "../../stack/project-file.ts";

export interface Copy {
  readonly folder: string;
  readonly version: string;
  /** The users of this copy: {@link PROJECT}, or the names of packages. */
  readonly seenBy: string[];
}

const FIELDS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;
export const PROJECT = "the project";
/** Far more packages than any program needs. The limit ends the search in a broken tree of links. */
const PACKAGES_MAX = 20_000;

/** Finds a package as Node does from a folder: in the nearest `node_modules` that contains it. */
function findPackage(name: string, from: string): Manifest | undefined {
  for (const folder of foldersFrom(from)) {
    const place = join(folder, "node_modules", name);
    if (existsSync(join(place, "package.json"))) return { folder: realpathSync(place), content: readManifest(place) };
  }
  return undefined;
}

/**
 * The copies of some packages that a program in `from` can load, either itself or through its direct and indirect dependencies. Other copies, for
 * example of other workspace members, don't matter.
 */
export function findCopies<Name extends string>(names: readonly Name[], from: string): Record<Name, Copy[]> {
  const copies = new Map<Name, Map<string, Copy>>(names.map((name) => [name, new Map()]));
  const note = (name: Name, from: string, who: string): void => {
    const found = findPackage(name, from);
    if (found === undefined) return;
    const all = copies.get(name);
    const copy = all?.get(found.folder) ?? {
      folder: found.folder,
      version: String(found.content["version"]),
      seenBy: [],
    };
    if (!copy.seenBy.includes(who)) copy.seenBy.push(who);
    all?.set(found.folder, copy);
  };
  for (const name of names) note(name, from, PROJECT);
  const own = findManifest(from);
  const queue = own === undefined ? [] : dependenciesOf(own.content, FIELDS).map((name) => ({ name, from }));
  const seen = new Set<string>();
  for (let next = queue.shift(); next !== undefined && seen.size < PACKAGES_MAX; next = queue.shift()) {
    const found = findPackage(next.name, next.from);
    if (found === undefined || seen.has(found.folder)) continue;
    seen.add(found.folder);
    const needs = dependenciesOf(
      found.content,
      FIELDS.filter((field) => field !== "devDependencies"),
    );
    for (const name of names) if (needs.includes(name)) note(name, found.folder, next.name);
    for (const name of needs) queue.push({ name, from: found.folder });
  }
  return Object.fromEntries([...copies].map(([name, all]) => [name, [...all.values()]])) as Record<Name, Copy[]>;
}

/** The nearest package.json, in the folder or a parent folder, that depends on a package. */
export function declaredIn(name: string, from: string): string | undefined {
  return foldersFrom(from).find((folder) => dependenciesOf(readManifest(folder), FIELDS).includes(name));
}

function dependenciesOf(manifest: JsonObject, fields: readonly string[]): string[] {
  return fields.flatMap((field) => {
    const listed = manifest[field];
    return isObject(listed) ? Object.keys(listed) : [];
  });
}

const MANAGERS = ["npm", "pnpm", "yarn", "bun"] as const;
export type ManagerName = (typeof MANAGERS)[number];

export interface PackageManager {
  readonly name: ManagerName;
  /** The file or setting that determines the package manager. */
  readonly from: string;
  /** Set for Yarn without `node_modules`. Node.js finds packages only after it has loaded this file. */
  readonly pnp: string | undefined;
  /** Whether `add` needs an option to change the workspace's own package.json. */
  readonly isPnpmRoot: boolean;
}

const LOCK_FILES = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "package-lock.json": "npm",
} as const;

/** Finds the package manager of a folder from Pulumi's setting, package.json's `packageManager`, or the nearest lock file. */
export function findPackageManager(from: string, setting: string | undefined): PackageManager {
  const folders = foldersFrom(from);
  const pnp = folders.map((folder) => join(folder, ".pnp.cjs")).find((file) => existsSync(file));
  const manifest = findManifest(from);
  const isPnpmRoot = manifest !== undefined && existsSync(join(manifest.folder, "pnpm-workspace.yaml"));
  const found = (name: ManagerName, says: string): PackageManager => ({ name, from: says, pnp, isPnpmRoot });
  if (isManager(setting)) return found(setting, "packagemanager in Pulumi.yaml");
  for (const folder of folders) {
    const declared = readManifest(folder)["packageManager"];
    const name = typeof declared === "string" ? declared.split("@")[0] : undefined;
    if (isManager(name)) return found(name, "packageManager in package.json");
    for (const [file, manager] of Object.entries(LOCK_FILES))
      if (existsSync(join(folder, file))) return found(manager, file);
  }
  return found("npm", "no lock file");
}

const isManager = (name: string | undefined): name is ManagerName => MANAGERS.some((one) => one === name);
