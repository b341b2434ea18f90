import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { onTestFinished } from "vitest";

export const ROOT = join(import.meta.dirname, "../../../..");

/** The path of a binary in an npm package, if it runs on this machine. */
export function findBinary(name: "bun" | "deno"): string | undefined {
  const path = join(ROOT, "node_modules/.bin", name);
  return spawnSync(path, ["--version"]).status === 0 ? path : undefined;
}

/** Starts a program in its own process group, which ends with the test. */
export function start(command: string, args: readonly string[], env: Record<string, string>, cwd = ROOT): ChildProcess {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    // Some binaries have a launcher, whose child must end with it.
    detached: true,
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    process.kill(-Number(child.pid), "SIGKILL");
    await ended;
  });
  return child;
}

/** The first match in a program's output to one of its pipes. */
export async function waitForOutput(child: ChildProcess, pipe: 1 | 3, pattern: RegExp): Promise<string> {
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += String(chunk);
  });
  let text = "";
  for await (const chunk of child.stdio[pipe] as Readable) {
    text += String(chunk);
    const [, match] = pattern.exec(text) ?? [];
    if (match !== undefined) return match;
  }
  throw new Error(`The program ended without ${pattern}: ${text}${errors}`);
}

/** Starts a server that prints its address, `http://…/hooks`, and returns its origin. */
export async function startServer(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd?: string,
): Promise<string> {
  return await waitForOutput(start(command, args, env, cwd), 1, /(http:\/\/[^\s/]+:\d+)/);
}
