import { closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { onExit } from "../on-exit.ts";

/** The user's cache folder, which survives node_modules and is shared by all clones. */
export function cacheFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const home = env["HOME"] || homedir();
  const user =
    env["XDG_CACHE_HOME"] || (platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache"));
  return join(user, "pulumi-tavus");
}

const ATTEMPT = /^attempt-(.+)-(\d+)-[^-]+$/;

/**
 * Gives `work` a folder next to the final ones, so that its results can be renamed into place. Removes the folder afterward, when the process is
 * stopped, or in a later run if this one was killed.
 */
export async function withAttempt<T>(cache: string, work: (folder: string) => Promise<T>): Promise<T> {
  mkdirSync(cache, { recursive: true });
  removeDeadAttempts(cache);
  const folder = mkdtempSync(join(cache, `attempt-${hostname()}-${process.pid}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  const forget = onExit(remove);
  try {
    return await work(folder);
  } finally {
    remove();
    forget();
  }
}

/** Removes only attempts of this host. On a shared home folder, nobody knows whether another host's process is alive. */
function removeDeadAttempts(cache: string): void {
  for (const name of readdirSync(cache)) {
    const [, host, pid] = ATTEMPT.exec(name) ?? [];
    if (host === hostname() && !isAlive(Number(pid))) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Moves the programs of a finished attempt into their final folder, each with one rename, so that a reader finds either the old file or the new one.
 * If two processes finish together, the later one wins with an equal file. `pulumi` comes last, because its presence means that the other programs
 * are there.
 */
export function publish(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const names = readdirSync(from).sort((a, b) => Number(a === "pulumi") - Number(b === "pulumi"));
  for (const name of names) {
    flush(join(from, name));
    renameSync(join(from, name), join(to, name));
  }
}

/** Without this flush, a power failure could leave the new name with partial content. */
function flush(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}
