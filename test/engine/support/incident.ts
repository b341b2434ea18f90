import { readdirSync, readFileSync } from "node:fs";

/** The provider's host of an engine: the process that runs our code, which is found by the engine's own folder in its environment. */
export function signalProviderHost(folder: string, signal: "SIGKILL" | "SIGINT"): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const [command, env] = ["cmdline", "environ"].map((file) => readProcess(pid, file));
    if (!command?.includes("dynamic-provider") || !env?.includes(folder)) continue;
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
