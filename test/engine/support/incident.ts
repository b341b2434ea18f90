import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** Signals the engine's host of the provider, which is the process that runs our code. */
export function signalProviderHost(folder: string, signal: "SIGKILL" | "SIGINT"): void {
  send(signal, folder, (command) => command.some((part) => part.includes("dynamic-provider")));
}

/**
 * Presses Ctrl-C once, and the engine notifies its plugins. `OperationOptions.signal` presses it again after five seconds (tools/process.ts). The
 * engine then kills plugins that don't react, so a test couldn't see how long the provider needs and what it leaves behind.
 */
export function pressCtrlC(folder: string): void {
  send("SIGINT", folder, ([program = ""]) => basename(program) === "pulumi");
}

/** Sends a signal to the processes of an engine. Finds them by the engine's folder in their environment. */
function send(signal: NodeJS.Signals, folder: string, isMeant: (command: string[]) => boolean): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const [command = "", env = ""] = ["cmdline", "environ"].map((file) => readProcess(pid, file));
    if (!isMeant(command.split("\0")) || !env.includes(folder)) continue;
    try {
      process.kill(Number(pid), signal);
    } catch {
      // The process has ended in the meantime.
    }
  }
}

function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // The process is gone, or belongs to another user.
    return "";
  }
}
