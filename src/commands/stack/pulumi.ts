import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { StackOptions } from "./index.ts";

export interface PulumiOptions extends Omit<StackOptions, "stack"> {
  /** The standard input, for a secret that must not be in the arguments. */
  readonly input?: string;
}

/** Makes a JSON preview one object, even if the user has set another format for other tools. */
const ONE_ANSWER = { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "false" };

/**
 * Runs the user's `pulumi`, never interactively. The command line works with every backend. The Automation API also uses it, but selects the stack,
 * which would change the user's selection.
 */
export async function runPulumi(args: readonly string[], options: PulumiOptions = {}) {
  const env = { ...process.env, ...options.env, PULUMI_SKIP_UPDATE_CHECK: "true", ...ONE_ANSWER };
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: options.cwd,
    env,
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    ...(options.timeoutMs !== undefined && { signal: AbortSignal.timeout(options.timeoutMs) }),
  });
  // The process may end without reading its input.
  child.stdin?.on("error", () => undefined).end(options.input);
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", (error) => reject(notStarted(error, options.cwd)));
    child.once("close", (code) => resolve(code ?? 1));
  });
  const [exitCode, stdout, stderr] = await Promise.all([
    ended,
    text(child.stdout as Readable),
    text(child.stderr as Readable),
  ]);
  return { exitCode, stdout, stderr };
}

function notStarted(error: NodeJS.ErrnoException, cwd: string | undefined): Error {
  if (error.name === "AbortError") return new Error("pulumi did not answer in time. Is its backend reachable?");
  // Node reports a missing folder with the same error as a missing program.
  const where = cwd === undefined ? "" : `, or there is no folder ${cwd}`;
  return new Error(
    error.code === "ENOENT"
      ? `pulumi is not on PATH${where}. Install it: https://www.pulumi.com/docs/install/.`
      : `pulumi could not be started: ${error.code ?? error.message}.`,
  );
}

export function reasonOf({ stderr, stdout }: { readonly stderr: string; readonly stdout: string }): string {
  const lines = `${stderr}\n${stdout}`.split("\n").map((line) => line.trim());
  const line = lines.find((one) => one.startsWith("error: ")) ?? lines.find((one) => one !== "");
  return line?.replace(/^error: /, "") ?? "it did not say why.";
}
