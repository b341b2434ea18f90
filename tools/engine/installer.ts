import { fileURLToPath } from "node:url";
import { run } from "../process.ts";
import { type SourceJob, SourceUnavailable } from "./source.ts";

/** Where Pulumi's own installer comes from. The Automation API contains the address. Here it is only checked. */
const DOWNLOAD = "https://get.pulumi.com/install.sh";
const PROBE_MS = 5_000;
const INSTALL_MS = 5 * 60_000;

/** The official installer, through `PulumiCommand.install` of the Automation API. */
export async function installOfficially({ root, version, env, log }: SourceJob): Promise<void> {
  // Behind a firewall, the installer itself would wait for two minutes.
  await probe();
  log(`Installing Pulumi ${version} with its official installer ...`);
  // In a separate process, because `PulumiCommand.install` can't be stopped, and its script has no time limit.
  const script = fileURLToPath(new URL("./install.ts", import.meta.url));
  const { exitCode, stderr, ended } = await run(process.execPath, [script, root, version], {
    env,
    timeout: INSTALL_MS,
  });
  if (ended) throw new SourceUnavailable(`not finished after ${INSTALL_MS / 60_000} minutes`);
  if (exitCode !== 0) throw new SourceUnavailable(lastLine(stderr) ?? `exit code ${exitCode}`);
}

async function probe(): Promise<void> {
  try {
    const response = await fetch(DOWNLOAD, { method: "HEAD", signal: AbortSignal.timeout(PROBE_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
  } catch (error) {
    throw new SourceUnavailable(`${DOWNLOAD} cannot be reached (${reason(error)})`);
  }
}

/** The cause has the reason ("getaddrinfo ENOTFOUND"). The outer error only says "fetch failed". */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function lastLine(text: string): string | undefined {
  return text.trimEnd().split("\n").at(-1) || undefined;
}
