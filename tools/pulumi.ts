import { delimiter, dirname, join, resolve } from "node:path";
import { findProgram } from "../src/commands/doctor/facts/programs.ts";
import { cacheFolder, publish, withAttempt } from "./engine/cache.ts";
import { buildWithGo, installOfficially, type Source, SourceUnavailable } from "./engine/sources.ts";
import { isAtLeast, OLDEST_USABLE_GO, OLDEST_USABLE_VERSION, PINNED_VERSION } from "./engine/version.ts";
import { addMissingPrograms } from "./language-host/stand-ins.ts";
import { run } from "./process.ts";

export interface Pulumi {
  command: string;
  /** The folder above `bin`, for `PulumiCommand.get({ root })`. */
  root: string;
  /** The output of `pulumi version`, for example `v3.276.0`. */
  version: string;
  source: "path" | "cache" | "installer" | "go-build";
  /** The environment in which a process finds this Pulumi. PATH begins with its folder. */
  env: { PATH: string };
}

export interface EnsureOptions {
  env?: NodeJS.ProcessEnv;
  /** Called with one line for each step that takes time. @default standard error */
  log?: (line: string) => void;
  install?: Source;
  build?: Source;
}

/** No source provided a Pulumi. The message says what was tried and what to install. */
export class PulumiUnavailableError extends Error {
  override readonly name = "PulumiUnavailableError";
  readonly attempts: readonly string[];

  constructor(attempts: readonly string[]) {
    super(
      [
        "No Pulumi could be put in place. Tried:",
        ...attempts.map((attempt) => `  - ${attempt}`),
        "Install one of these and try again:",
        `  - Pulumi >= ${OLDEST_USABLE_VERSION.slice(1)}: https://www.pulumi.com/docs/install/`,
        `  - Go >= ${OLDEST_USABLE_GO}, which then builds Pulumi: https://go.dev/dl/`,
      ].join("\n"),
    );
    this.attempts = attempts;
  }
}

/**
 * Provides a Pulumi, and returns its path. Uses the one on PATH if it is new enough, otherwise the one in the user's cache folder. The cache is
 * filled by the official installer or, if that isn't available, by a build with Go.
 */
export async function ensurePulumi(options: EnsureOptions = {}): Promise<Pulumi> {
  const env = options.env ?? process.env;
  const log = options.log ?? console.error;
  const attempts: string[] = [];

  const onPath = findProgram("pulumi", env["PATH"]);
  const versionOnPath = onPath && (await askVersion(onPath, env));
  if (onPath && versionOnPath && isAtLeast(versionOnPath, OLDEST_USABLE_VERSION)) {
    return describe(resolve(onPath), versionOnPath, "path", env);
  }
  attempts.push(
    `pulumi on PATH: ${onPath ? `${onPath} is ${versionOnPath ?? "not working"}, older than ${OLDEST_USABLE_VERSION} is not used` : "not found"}`,
  );

  const cache = cacheFolder(env);
  const bin = join(cache, `pulumi-${PINNED_VERSION}`, "bin");
  const command = join(bin, "pulumi");
  if ((await askVersion(command, env)) === PINNED_VERSION) {
    addMissingPrograms(bin, command, undefined);
    return describe(command, PINNED_VERSION, "cache", env);
  }

  const sources = [
    { source: "installer", title: "official installer", make: options.install ?? installOfficially },
    { source: "go-build", title: `build of ${PINNED_VERSION} with Go`, make: options.build ?? buildWithGo },
  ] as const;
  for (const { source, title, make } of sources) {
    try {
      await withAttempt(cache, async (root) => {
        await make({ root, version: PINNED_VERSION, env, log });
        const made = join(root, "bin", "pulumi");
        const version = await askVersion(made, env);
        if (version !== PINNED_VERSION) throw new SourceUnavailable(`what it made answers ${version ?? "nothing"}`);
        addMissingPrograms(join(root, "bin"), made, undefined);
        publish(join(root, "bin"), bin);
      });
      return describe(command, PINNED_VERSION, source, env);
    } catch (error) {
      if (!(error instanceof SourceUnavailable)) throw error;
      attempts.push(`${title}: ${error.message}`);
      log(`Pulumi, ${attempts.at(-1)}`);
    }
  }
  throw new PulumiUnavailableError(attempts);
}

/** The output of `pulumi version`. Undefined if the file is missing, broken, or hangs. */
async function askVersion(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    // Pulumi must not write its log files into the user's home folder.
    const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_HOME: join(cacheFolder(env), "home") };
    const { exitCode, stdout } = await run(command, ["version"], { env: quiet, timeout: 60_000 });
    return exitCode === 0 ? stdout.trim() : undefined;
  } catch {
    return undefined;
  }
}

function describe(command: string, version: string, source: Pulumi["source"], env: NodeJS.ProcessEnv): Pulumi {
  const bin = dirname(command);
  return {
    command,
    root: dirname(bin),
    version,
    source,
    env: { PATH: [bin, env["PATH"]].filter(Boolean).join(delimiter) },
  };
}

if (import.meta.main) {
  try {
    const pulumi = await ensurePulumi();
    console.log(`${pulumi.command} ${pulumi.version} (${pulumi.source})`);
  } catch (error) {
    console.error(error instanceof PulumiUnavailableError ? error.message : error);
    process.exitCode = 1;
  }
}
