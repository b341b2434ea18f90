import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { JsonObject } from "../../src/contract/index.ts";
import { onExit } from "../../tools/on-exit.ts";

/** Uses the built command, because an emulator in this process couldn't be killed. */
const CLI = resolve(import.meta.dirname, "../../dist/cli.js");
const KEY = "emulator";

/** `pulumi-tavus dev` in a separate process. */
export interface Dev {
  readonly url: string;
  readonly apiKey: string;
  /** Emits `request` for each handled request, with its method and path. */
  readonly log: EventEmitter<{ request: [string] }>;
  call(method: string, path: string, body?: unknown): Promise<JsonObject>;
  /** Stops the process, even if it has already ended. */
  kill(signal?: "SIGKILL" | "SIGINT"): Promise<void>;
}

/** @param args more arguments. The default port is 0 */
export async function startDev(file: string, ...args: string[]): Promise<Dev> {
  const child = spawn(process.execPath, [CLI, "dev", "--port", "0", "--json", "--persist", file, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  onExit(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, "line"),
    ended.then(([code]) => Promise.reject(new Error(`dev ended with ${code} before it started`))),
  ]);
  const { url } = JSON.parse(String(first[0])) as { url: string };
  const log: Dev["log"] = new EventEmitter();
  lines.on("line", (line) => {
    const { event, method, path } = JSON.parse(line) as Record<string, string>;
    if (event === "request") log.emit("request", `${method} ${path}`);
  });
  return {
    url,
    apiKey: KEY,
    log,
    call: async (method, path, body) => {
      const response = await fetch(url + path, {
        method,
        headers: { "x-api-key": KEY },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
      return text === "" ? {} : (JSON.parse(text) as JsonObject);
    },
    kill: async (signal = "SIGKILL") => {
      child.kill(signal);
      await ended;
    },
  };
}
