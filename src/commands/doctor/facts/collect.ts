import { statSync } from "node:fs";
import { resolve } from "node:path";
import {
  exportStack,
  readConfig,
  readStack,
  readStackName,
  readStoredConfig,
  runPulumi,
  type StackConfig,
  type StackState,
  type StoredConfigValue,
} from "../../stack/index.ts";
import { findManifest } from "../../stack/project-file.ts";
import { reasonFor } from "../../words.ts";
import { type Known, known, unknown, valueIfKnown } from "../known.ts";
import { findAccounts } from "./accounts.ts";
import { probeHost } from "./host.ts";
import { declaredIn, findCopies, findPackageManager } from "./packages.ts";
import { findProgram } from "./programs.ts";
import { findProject } from "./project.ts";

/** A stack. Each part is known if it could be read. Secrets are encrypted in `stored` and `exported`, and in plain text in `config` and `state`. */
export interface StackFacts {
  readonly name: string;
  readonly stored: Known<Readonly<Record<string, StoredConfigValue>>>;
  readonly config: Known<StackConfig>;
  readonly exported: Known<unknown>;
  readonly state: Known<StackState>;
}

export type Facts = Awaited<ReturnType<typeof collectFacts>>;

export interface FactOptions {
  readonly cwd: string;
  readonly stack: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

const VERSION_TIMEOUT_MS = 30_000;
const NO_PULUMI = "pulumi is not on PATH.";

/** Collects all facts that need no request to Tavus. */
export async function collectFacts({ cwd, stack, env }: FactOptions) {
  const from = resolve(cwd);
  if (!statSync(from, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`there is no folder ${from}`);
  const project = findProject(from);
  // The engine starts the provider's host in this folder.
  const hostFolder = project?.hostFolder ?? project?.folder ?? from;
  const pulumi = findProgram("pulumi", env["PATH"]);
  const [probe, pulumiVersion, stackFacts] = await Promise.all([
    probeHost(hostFolder, env),
    pulumi === undefined ? unknown(NO_PULUMI) : readVersion(env),
    pulumi === undefined
      ? unknown(NO_PULUMI)
      : project === undefined
        ? unknown("There is no project.")
        : readStackFacts({ cwd: from, stack, env }),
  ]);
  const facts = stackFacts.known ? stackFacts.value : undefined;
  const copies = findCopies(["pulumi-tavus", "@pulumi/pulumi"], hostFolder);
  return {
    cwd: from,
    project,
    hostFolder,
    probe,
    pulumiVersion,
    manager: findPackageManager(hostFolder, project?.packageManager),
    manifestFolder: findManifest(hostFolder)?.folder,
    declaredIn: declaredIn("pulumi-tavus", hostFolder),
    packageCopies: copies["pulumi-tavus"],
    sdkCopies: copies["@pulumi/pulumi"],
    stack: stackFacts,
    accounts: findAccounts(valueIfKnown(facts?.config), valueIfKnown(facts?.state), env),
  };
}

async function readVersion(env: NodeJS.ProcessEnv): Promise<Known<string>> {
  const result = await attempt(runPulumi(["version"], { env, timeoutMs: VERSION_TIMEOUT_MS }));
  if (!result.known) return result;
  const version = result.value.stdout.trim();
  return result.value.exitCode === 0 && version !== "" ? known(version) : unknown("pulumi version did not answer.");
}

/** The time limit for each call of `pulumi`, which may have to ask a remote backend. */
const PULUMI_TIMEOUT_MS = 60_000;

async function readStackFacts(options: FactOptions): Promise<Known<StackFacts>> {
  const bounded = { ...options, timeoutMs: PULUMI_TIMEOUT_MS };
  const name = await attempt(readStackName(bounded));
  if (!name.known) return name;
  const [stored, config, exported, state] = await Promise.all([
    attempt(readStoredConfig(bounded)),
    attempt(readConfig(bounded)),
    attempt(exportStack(bounded)),
    attempt(readStack(bounded)),
  ]);
  return known({ name: name.value, stored, config, exported, state });
}

function attempt<T>(promise: Promise<T>): Promise<Known<T>> {
  return promise.then(known, (error: unknown) => unknown(reasonFor(error)));
}
