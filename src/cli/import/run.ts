import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConfigSecret, ImportFile } from "../../adoption/index.ts";
import { reasonOf, runPulumi, type StackConfig, type StackOptions } from "../../stack/index.ts";

/** Since then an import file may carry inputs and outputs (pulumi/pulumi#23984), without which a dynamic resource cannot be imported. */
const CLI_MIN = [3, 254];

/**
 * `pulumi import` of a file that exists only as long as that takes: it holds secrets.
 * @throws Error with one line
 */
export async function runImport(file: ImportFile, options: StackOptions): Promise<void> {
  await checkVersion(options);
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-import-"));
  try {
    const path = join(folder, "import.json");
    writeFileSync(path, JSON.stringify(file), { mode: 0o600 });
    const args = ["import", "--file", path, "--generate-code=false", "--protect=false", "--yes", "--skip-preview"];
    const result = await runPulumi([...args, ...stackArgument(options)], options);
    if (result.exitCode !== 0) throw new Error(`pulumi import failed: ${reasonOf(result)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkVersion(options: StackOptions): Promise<void> {
  const { stdout } = await runPulumi(["version"], options);
  const [major = 0, minor = 0] = stdout.trim().replace(/^v/, "").split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = CLI_MIN;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new Error(
    `this is Pulumi ${stdout.trim()}; import files with inputs, which dynamic resources need, work from v${CLI_MIN.join(".")}.0. ` +
      "Update Pulumi (https://www.pulumi.com/docs/install/), or take tools over one by one with adopt: true.",
  );
}

/** Puts the known secrets into the stack's config, encrypted; through the input, since arguments can be seen. */
export async function setSecrets(
  secrets: readonly ConfigSecret[],
  config: StackConfig,
  options: StackOptions,
): Promise<void> {
  const known = new Map(secrets.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const])));
  for (const [key, value] of known) {
    if (secretConfig(config, key) === value) continue;
    const args = ["config", "set", "--secret", key, ...stackArgument(options)];
    const result = await runPulumi(args, { ...options, input: value });
    if (result.exitCode !== 0) throw new Error(`pulumi config set ${key} failed: ${reasonOf(result)}`);
  }
}

/** A key of the project in a config, whose keys begin with the project's name. */
export function secretConfig(config: StackConfig, key: string): string | undefined {
  return Object.entries(config).find(([name]) => name.split(":")[1] === key && !name.startsWith("tavus:"))?.[1];
}

function stackArgument({ stack }: StackOptions): string[] {
  return stack === undefined ? [] : ["--stack", stack];
}
