import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { JsonObject } from "../../contract/index.ts";

/** The built command, as users run it. `npm run build` creates it. */
export const CLI = resolve(import.meta.dirname, "../../../dist/cli.js");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The output as JSON if it is one object, otherwise empty. */
  readonly json: JsonObject;
}

/** Runs a command to its end, without the Tavus account of the person who runs the tests. */
export async function runCommand(args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string): Promise<Ended> {
  const { TAVUS_API_KEY: _, TAVUS_BASE_URL: __, ...rest } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...rest, ...env } });
  // Also works in a hook, which can't wait for the end of a test.
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  process.removeListener("exit", kill);
  return { code, stdout, stderr, json: stdout.startsWith("{") ? (JSON.parse(stdout) as JsonObject) : {} };
}
