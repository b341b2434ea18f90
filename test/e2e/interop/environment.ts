import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import { cacheFolder, withAttempt } from "../../../tools/engine/cache.ts";
import { type RunResult, run } from "../../../tools/process.ts";

const REQUIREMENTS = resolve(import.meta.dirname, "requirements.txt");
const INSTALL_MS = 300_000;

/** A Python with Tavus's client, or why there is none here. */
export type Client = { readonly python: string } | { readonly missing: string };

let client: Promise<Client> | undefined;

/** Installs `tavus-cli` once for each user and version of Python. It doesn't become part of this repository. */
export function findClient(): Promise<Client> {
  client ??= install();
  return client;
}

async function install(): Promise<Client> {
  const found = await run("python3", ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"], {
    env: process.env,
  }).catch(() => undefined);
  const version = found?.exitCode === 0 ? found.stdout.trim() : undefined;
  if (version === undefined) return { missing: "There is no python3 on PATH. Install Python 3.11 or newer." };
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < 3 || (major === 3 && minor < 11))
    return { missing: `tavus-cli needs Python 3.11 or newer, and python3 is ${version}. Install a newer one.` };

  const cache = cacheFolder(process.env);
  const hash = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 12);
  const folder = join(cache, `interop-${version}-${hash}`);
  const python = (root: string): string => join(root, "bin", "python");
  if (existsSync(python(folder))) return { python: python(folder) };
  return withAttempt(cache, async (attempt) => {
    const made = join(attempt, "venv");
    const venv = await run("python3", ["-m", "venv", made], { env: process.env, timeout: INSTALL_MS });
    if (venv.exitCode !== 0) return { missing: `python3 -m venv failed: ${lastLine(venv)}` };
    const packages = ["--quiet", "--disable-pip-version-check", "--no-deps", "--requirement", REQUIREMENTS];
    const pip = await run(python(made), ["-m", "pip", "install", ...packages], {
      env: process.env,
      timeout: INSTALL_MS,
    });
    if (pip.exitCode !== 0) return { missing: `pip could not install tavus-cli: ${lastLine(pip)}` };
    try {
      // A Python finds its environment relative to its own path, so the whole folder can be moved.
      renameSync(made, folder);
    } catch (error) {
      // Another process was faster.
      if (!existsSync(python(folder))) throw error;
    }
    return { python: python(folder) };
  });
}

const lastLine = ({ stderr, stdout }: RunResult): string =>
  `${stdout}\n${stderr}`
    .split("\n")
    .filter((line) => line.trim() !== "")
    .at(-1) ?? "no output";

/**
 * Runs a script in this folder.
 * @throws Error with Python's output if the script fails
 */
export async function runScript(python: string, name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const script = resolve(import.meta.dirname, name);
  const { exitCode, stdout, stderr } = await run(python, ["-B", script, ...args], {
    // A folder without an `.env` file, which the client would read.
    cwd: import.meta.dirname,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    timeout: 120_000,
  });
  if (exitCode !== 0) throw new Error(`${name} failed: ${stderr}`);
  return JSON.parse(stdout) as unknown;
}
