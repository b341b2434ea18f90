import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  exportStack,
  nameOf,
  objectsAt,
  reasonOf,
  runPulumi,
  type StackConfig,
  type StackOptions,
  stackArgument,
} from "../stack/index.ts";
import { isAtLeast } from "../stack/versions.ts";
import type { ImportFile } from "./import-file.ts";
import type { ConfigSecret } from "./plan.ts";

/**
 * The first version in which an import file can contain inputs and outputs (pulumi/pulumi#23984). Without them, a dynamic resource can't be imported.
 */
const CLI_MIN = "3.254.0";

/** Runs `pulumi import` with a file that is deleted afterward, because it contains secrets. Imports everything or nothing. */
export async function runImport(file: ImportFile, options: StackOptions): Promise<void> {
  const before = new Set((await resourcesOf(options)).map(({ urn }) => urn));
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-import-"));
  try {
    const path = join(folder, "import.json");
    writeFileSync(path, JSON.stringify(file), { mode: 0o600 });
    // Protects the resources until the program declares them. Otherwise an `up` before then would delete them at Tavus.
    const args = ["import", "--file", path, "--generate-code=false", "--protect=true", "--yes", "--skip-preview"];
    const result = await runPulumi([...args, ...stackArgument(options)], options);
    if (result.exitCode === 0) return;
    await forget(file, before, options);
    throw new Error(`pulumi import failed, and the stack is as it was before: ${reasonOf(result)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Removes the resources of a failed import from the state, attachments first. Otherwise a program that doesn't declare them would delete them at
 * Tavus. The account isn't touched.
 */
async function forget(file: ImportFile, before: ReadonlySet<string>, options: StackOptions): Promise<void> {
  const wanted = new Set(file.resources.map(({ type, name, id }) => `${type} ${name} ${id}`));
  const urns = (await resourcesOf(options))
    // Resources that existed before don't belong to the import.
    .filter(({ urn, type, id }) => !before.has(urn) && wanted.has(`${type} ${nameOf(urn)} ${id}`))
    .map(({ urn }) => urn);
  for (const urn of urns.reverse()) {
    const result = await runPulumi(["state", "delete", urn, "--force", "--yes", ...stackArgument(options)], options);
    if (result.exitCode !== 0)
      throw new Error(
        `pulumi import failed halfway, and ${urn} stays in the stack (${reasonOf(result)}). ` +
          `Take it out before the next up: pulumi state delete --force ${urn}.`,
      );
  }
}

async function resourcesOf(options: StackOptions): Promise<{ urn: string; type: unknown; id: unknown }[]> {
  const resources = objectsAt(await exportStack(options), ["deployment", "resources"]);
  return resources.map(({ urn, type, id }) => ({ urn: String(urn), type, id }));
}

export async function checkVersion(options: StackOptions): Promise<void> {
  const { stdout } = await runPulumi(["version"], options);
  if (isAtLeast(stdout, CLI_MIN)) return;
  throw new Error(
    `this is Pulumi ${stdout.trim()}; import files with inputs, which dynamic resources need, work from v${CLI_MIN}. ` +
      "Update Pulumi (https://www.pulumi.com/docs/install/), or take tools over one by one with adopt: true.",
  );
}

/**
 * Stores the known secrets in the stack's config, encrypted. Passes them on stdin, because other users can see arguments.
 * @returns a function that removes them
 */
export async function setSecrets(
  secrets: readonly ConfigSecret[],
  config: StackConfig,
  project: string | undefined,
  options: StackOptions,
): Promise<() => Promise<void>> {
  const inConfig = (key: string): string | undefined => config[`${project}:${key}`];
  const known = new Map(secrets.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const])));
  const taken = [...known].find(([key, value]) => (inConfig(key) ?? value) !== value)?.[0];
  // Something else in the program may use this key. The next `up` would then send a different value to other endpoints.
  if (taken !== undefined)
    throw new Error(
      `the config has ${taken} already, with another value, and it was not changed. ` +
        `With --secret-env give the variable another name, which becomes another key; or remove it first, if nothing needs it: pulumi config rm ${taken}.`,
    );
  const changed: string[] = [];
  const undo = async (): Promise<void> => {
    for (const key of changed) await runPulumi(["config", "rm", key, ...stackArgument(options)], options);
  };
  try {
    for (const [key, value] of known) {
      if (inConfig(key) === value) continue;
      changed.push(key);
      const args = ["config", "set", "--secret", key, ...stackArgument(options)];
      const result = await runPulumi(args, { ...options, input: value });
      if (result.exitCode !== 0) throw new Error(`pulumi config set ${key} failed: ${reasonOf(result)}`);
    }
  } catch (error) {
    await undo();
    throw error;
  }
  return undo;
}
