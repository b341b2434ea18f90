import { execFileSync, spawn } from "node:child_process";
import { onExit } from "./on-exit.ts";

export interface RunOptions {
  cwd?: string;
  /** The child's whole environment. Nothing is added to it. */
  env?: NodeJS.ProcessEnv;
  onStdout?: (text: string) => void;
  onStderr?: (text: string) => void;
  /** Ends the process when aborted. The promise still resolves, with the process's result. */
  signal?: AbortSignal;
  /** Kills the process and everything that it has started when aborted, regardless of `ending`. */
  kill?: AbortSignal;
  timeout?: number;
  /**
   * How the process ends. "kill" ends it immediately, with everything that it started. "interrupt" works like Ctrl-C, so that the process can clean
   * up. It is killed only if this takes longer than the grace period.
   * @default "kill"
   */
  ending?: "kill" | "interrupt";
}

export interface RunResult {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Whether `signal`, `kill`, or `timeout` ended the process. */
  ended: boolean;
}

/** How long an interrupted process can take before it is interrupted again, and how long after that before it is killed. */
const GRACE_MS = 5_000;

/** Kills a process and its descendants, even those in their own groups, such as Pulumi's plugins. */
function killTree(root: number): void {
  for (const pid of [...descendants(root), root]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // The process has ended in the meantime.
    }
  }
}

function descendants(root: number): number[] {
  const all = processes();
  const below = (pid: number): number[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [...below(child.pid), child.pid]);
  return below(root);
}

function processes(): { pid: number; parent: number }[] {
  try {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
    return lines.map((line) => {
      const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
      return { pid, parent };
    });
  } catch {
    // Small container images have no `ps`.
    return [];
  }
}

/** Runs a program to its end. Rejects only if it can't be started. No process is left when this one exits. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      // Runs in its own group, so that the terminal's Ctrl-C only reaches the process through this one, and only once.
      detached: true,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      options.onStdout?.(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      options.onStderr?.(text);
    });

    const { pid } = child;
    const isRunning = () => pid !== undefined && child.exitCode === null && child.signalCode === null;
    const kill = () => {
      if (pid !== undefined && isRunning()) killTree(pid);
    };
    let ended = false;
    let grace: NodeJS.Timeout | undefined;
    const end = () => {
      ended = true;
      if (options.ending !== "interrupt") return kill();
      if (grace !== undefined || !isRunning()) return;
      child.kill("SIGINT");
      // The first interrupt lets running steps finish. After the second, Pulumi ends its plugins and stops.
      grace = setTimeout(() => {
        child.kill("SIGINT");
        grace = setTimeout(kill, GRACE_MS);
      }, GRACE_MS);
    };
    const killNow = () => {
      ended = true;
      kill();
    };
    const timer = options.timeout === undefined ? undefined : setTimeout(end, options.timeout);
    for (const [signal, listener] of [
      [options.signal, end],
      [options.kill, killNow],
    ] as const) {
      signal?.addEventListener("abort", listener);
      if (signal?.aborted) listener();
    }
    const forget = onExit(kill);
    const settle = () => {
      clearTimeout(timer);
      clearTimeout(grace);
      options.signal?.removeEventListener("abort", end);
      options.kill?.removeEventListener("abort", killNow);
      forget();
    };

    child.on("error", (error) => {
      settle();
      reject(error);
    });
    child.on("close", (code) => {
      settle();
      resolve({ exitCode: code ?? -1, stdout, stderr, ended });
    });
  });
}
