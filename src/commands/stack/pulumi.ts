import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

export interface PulumiOptions {
  /** The project's folder. @default the current one */
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads: a secret, which must not stand in its arguments. */
  readonly input?: string;
  /** What the user sees while it runs. Default: nothing. */
  readonly onStderr?: (text: string) => void;
  /** After this many milliseconds it is ended, and that is an error. Default: never. */
  readonly timeoutMs?: number;
}

export interface PulumiResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A preview in JSON is one object, whatever the user has chosen for other tools. */
const ONE_ANSWER = { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "false" };

/**
 * Runs the user's `pulumi`, never interactively. The command line is the way that every backend has; the Automation API takes it too, but
 * selects the stack on its way, which would change what the user has selected.
 * @throws Error with one line if there is no `pulumi`
 */
export async function runPulumi(args: readonly string[], options: PulumiOptions = {}): Promise<PulumiResult> {
  const env = { ...process.env, ...options.env, PULUMI_SKIP_UPDATE_CHECK: "true", ...ONE_ANSWER };
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: options.cwd,
    env,
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    ...(options.timeoutMs !== undefined && { signal: AbortSignal.timeout(options.timeoutMs) }),
  });
  // It may end without reading.
  child.stdin?.on("error", () => undefined).end(options.input);
  if (options.onStderr !== undefined) child.stderr?.on("data", (chunk) => options.onStderr?.(String(chunk)));
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
  // Node reports a missing folder in the same words as a missing program.
  const where = cwd === undefined ? "" : `, or there is no folder ${cwd}`;
  return new Error(
    error.code === "ENOENT"
      ? `pulumi is not on PATH${where}. Install it: https://www.pulumi.com/docs/install/.`
      : `pulumi could not be started: ${error.code ?? error.message}.`,
  );
}

/** The line of an output that says why a command failed. */
export function reasonOf({ stderr, stdout }: Pick<PulumiResult, "stderr" | "stdout">): string {
  const lines = `${stderr}\n${stdout}`.split("\n").map((line) => line.trim());
  const line = lines.find((one) => one.startsWith("error: ")) ?? lines.find((one) => one !== "");
  return line?.replace(/^error: /, "") ?? "it did not say why.";
}
