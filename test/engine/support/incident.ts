import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** The provider's host of an engine: the process that runs our code. */
export function signalProviderHost(folder: string, signal: "SIGKILL" | "SIGINT"): void {
  send(signal, folder, (command) => command.some((part) => part.includes("dynamic-provider")));
}

/**
 * Ctrl-C, pressed once, and the engine tells its plugins. `OperationOptions.signal` presses it again after five seconds (tools/process.ts),
 * whereupon the engine ends what doesn't listen: how long the provider needs, and what it leaves behind, could not be seen.
 */
export function pressCtrlC(folder: string): void {
  send("SIGINT", folder, ([program = ""]) => basename(program) === "pulumi");
}

/** To the processes of an engine, which are found by the engine's own folder in their environment. */
function send(signal: NodeJS.Signals, folder: string, isMeant: (command: string[]) => boolean): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const [command = "", env = ""] = ["cmdline", "environ"].map((file) => readProcess(pid, file));
    if (!isMeant(command.split("\0")) || !env.includes(folder)) continue;
    try {
      process.kill(Number(pid), signal);
    } catch {
      // It ended on its own in between.
    }
  }
}

function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // It is gone, or somebody else's.
    return "";
  }
}
