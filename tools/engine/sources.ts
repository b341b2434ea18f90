import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../process.ts";
import { isAtLeast, OLDEST_USABLE_GO } from "./version.ts";

/** A source provides Pulumi: it puts `bin/pulumi` into `root`, or throws `SourceUnavailable`. */
export type Source = (job: SourceJob) => Promise<void>;

export interface SourceJob {
  /** An empty folder for this run, which is always removed. */
  root: string;
  version: string;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}

/** Why a source isn't available, on one line. If no source is available, the user sees a list of these reasons. */
export class SourceUnavailable extends Error {
  override readonly name = "SourceUnavailable";
}

/** The address of Pulumi's own installer. The Automation API also contains it. This code only checks that it can be reached. */
const DOWNLOAD = "https://get.pulumi.com/install.sh";
const PROBE_MS = 5_000;
const INSTALL_MS = 5 * 60_000;

/** The official installer, through `PulumiCommand.install` of the Automation API. */
export async function installOfficially({ root, version, env, log }: SourceJob): Promise<void> {
  // Behind a firewall, the installer itself would wait for two minutes.
  await probe();
  log(`Installing Pulumi ${version} with its official installer ...`);
  // Uses a separate process, because `PulumiCommand.install` can't be stopped, and its script has no time limit.
  const script = fileURLToPath(new URL("./install.ts", import.meta.url));
  const { exitCode, stderr, ended } = await run(process.execPath, [script, root, version], {
    env,
    timeout: INSTALL_MS,
  });
  if (ended) throw new SourceUnavailable(`not finished after ${INSTALL_MS / 60_000} minutes`);
  if (exitCode !== 0) throw new SourceUnavailable(lastLines(stderr, 1) || `exit code ${exitCode}`);
}

async function probe(): Promise<void> {
  try {
    const response = await fetch(DOWNLOAD, { method: "HEAD", signal: AbortSignal.timeout(PROBE_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
  } catch (error) {
    throw new SourceUnavailable(`${DOWNLOAD} cannot be reached (${reason(error)})`);
  }
}

/** The cause contains the reason ("getaddrinfo ENOTFOUND"). The outer error only says "fetch failed". */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

const MODULE = fileURLToPath(new URL(".", import.meta.url));
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const PROGRESS_MS = 15_000;

/** Builds the published Go module of Pulumi, which only needs Go and its module proxy. */
export async function buildWithGo({ root, version, env: callerEnv, log }: SourceJob): Promise<void> {
  const temp = join(root, "tmp");
  mkdirSync(temp);
  // go.work files in parent folders, and flags for other work, must not affect this build. Go's work folder takes hundreds of megabytes, and stays if
  // Go is killed. Inside `root`, it is always removed.
  const env = { ...callerEnv, CGO_ENABLED: "0", GOWORK: "off", GOFLAGS: "", GOTMPDIR: temp };
  await checkGo(env);

  log(
    `Building Pulumi ${version} with Go: about 5 minutes the first time on two cores, seconds when Go has it in its cache.`,
  );
  const started = Date.now();
  const progress = setInterval(() => {
    log(`  still building Pulumi ${version}: ${Math.round((Date.now() - started) / 1000)} s so far`);
  }, PROGRESS_MS);
  try {
    const ldflags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
    const args = [
      "build",
      "-tags",
      "osusergo,grpcnotrace",
      "-ldflags",
      ldflags,
      "-o",
      join(root, "bin", "pulumi"),
      PACKAGE,
    ];
    const { exitCode, stderr } = await run("go", args, { cwd: MODULE, env });
    if (exitCode !== 0) throw new SourceUnavailable(`go build failed: ${lastLines(stderr, 3)}`);
  } finally {
    clearInterval(progress);
  }
  log(`Built Pulumi ${version} in ${Math.round((Date.now() - started) / 1000)} s.`);
}

async function checkGo(env: NodeJS.ProcessEnv): Promise<void> {
  // Runs in the module's folder, where Go reports the toolchain that it would switch to.
  const answer = await run("go", ["version"], { cwd: MODULE, env }).catch(() => {
    throw new SourceUnavailable("go is not on PATH");
  });
  const said = (answer.stdout + answer.stderr).trim();
  if (answer.exitCode !== 0 || !isAtLeast(said, OLDEST_USABLE_GO)) {
    throw new SourceUnavailable(`Go >= ${OLDEST_USABLE_GO} is needed, found: ${said}`);
  }
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join(" / ");
}
