import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { addMissingPrograms, LANGUAGE_HOST, LANGUAGE_HOST_VARIABLE } from "./language-host/stand-ins.ts";
import { onExit } from "./on-exit.ts";
import { type RunOptions, type RunResult, run as runProcess } from "./process.ts";
import { ensurePulumi, type Pulumi } from "./pulumi.ts";

export interface EngineEnvironmentOptions {
  pulumi?: Pulumi;
  /** Variables to add to the environment of every command. `undefined` removes a variable. */
  env?: NodeJS.ProcessEnv;
  /** The initial environment. PULUMI_* and TAVUS_* variables are never inherited. @default process.env */
  callerEnv?: NodeJS.ProcessEnv;
}

/** `signal` interrupts the command, as Ctrl-C does. `kill` acts like a power failure. */
export type RunPulumiOptions = Pick<RunOptions, "cwd" | "env" | "signal" | "kill" | "onStdout" | "onStderr">;

/** A separate Pulumi. It doesn't read, write, or download anything of the user's. */
export interface EngineEnvironment {
  readonly pulumi: Pulumi;
  /** A temporary folder. Callers can put more into it. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  run(args: readonly string[], options?: RunPulumiOptions): Promise<RunResult>;
  /** Kills running processes and removes the folder. */
  dispose(): Promise<void>;
}

const NODE_PROGRAMS = fileURLToPath(new URL("../node_modules/.bin", import.meta.url));

export async function createEngineEnvironment(options: EngineEnvironmentOptions = {}): Promise<EngineEnvironment> {
  const callerEnv = options.callerEnv ?? process.env;
  const pulumi = options.pulumi ?? (await ensurePulumi({ env: callerEnv }));
  // The engine compares paths, and on macOS the temporary folder is a link.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-tavus-")));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  const forget = onExit(remove);

  const bin = join(folder, "bin");
  const backend = join(folder, "backend");
  for (const needed of [bin, backend]) mkdirSync(needed);
  // Node 24 is in node_modules/.bin. Programs that a Pulumi on PATH lacks are in `bin`.
  const path = [NODE_PROGRAMS, pulumi.env.PATH, bin].join(delimiter);
  addMissingPrograms(bin, pulumi.command, path);

  const env: NodeJS.ProcessEnv = {
    ...withoutSettings(callerEnv),
    PATH: path,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    [LANGUAGE_HOST_VARIABLE]: LANGUAGE_HOST,
    ...options.env,
  };

  const disposed = new AbortController();
  const running = new Set<Promise<unknown>>();
  return {
    pulumi,
    folder,
    env,
    async run(args, { cwd = folder, env: extraEnv, kill, ...others } = {}) {
      const operation = runProcess(pulumi.command, [...args, "--non-interactive"], {
        ...others,
        cwd,
        env: { ...env, ...extraEnv },
        kill: kill === undefined ? disposed.signal : AbortSignal.any([kill, disposed.signal]),
        ending: "interrupt",
      });
      running.add(operation);
      try {
        return await operation;
      } finally {
        running.delete(operation);
      }
    },
    async dispose() {
      disposed.abort();
      await Promise.allSettled(running);
      remove();
      forget();
    },
  };
}

/** The caller's settings for a real Pulumi or Tavus account must not reach this environment. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(PULUMI|TAVUS)_/.test(name)));
}
