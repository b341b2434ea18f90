import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { isObject, member } from "../../../contract/index.ts";
import { tryJson } from "../../../contract/json.ts";
import { type Known, known, unknown } from "../known.ts";

export interface HostProbe {
  /** The version of the `node` on PATH, which runs the program and the host: `v24.1.0`. */
  readonly nodeVersion: string;
  readonly provider: ProviderModule;
}

export type ProviderModule =
  | { readonly found: true; readonly version: string; readonly exports: readonly string[] }
  | { readonly found: false; readonly code: string; readonly message: string };

const PROBE_TIMEOUT_MS = 20_000;

const SCRIPT = `
const seen = { node: process.version };
try {
  seen.exports = Object.keys(require("pulumi-tavus/dynamic"));
  seen.version = require("pulumi-tavus/package.json").version;
} catch (error) {
  seen.error = { code: String(error?.code ?? ""), message: String(error?.message ?? error).split("\\n")[0] };
}
process.stdout.write("\\n" + JSON.stringify(seen) + "\\n");`;

/**
 * Uses a separate process, as the engine does. The engine starts the `node` on PATH in this folder with this environment, and evaluates the state's
 * text there. Our own process may use a different Node.js, folder, and hooks.
 */
export async function probeHost(folder: string, env: NodeJS.ProcessEnv): Promise<Known<HostProbe>> {
  try {
    const { stdout } = await promisify(execFile)("node", ["-e", SCRIPT], {
      cwd: folder,
      env,
      timeout: PROBE_TIMEOUT_MS,
    });
    // Preloaded modules may write something first.
    const seen = tryJson(stdout.trimEnd().split("\n").at(-1) ?? "");
    if (!isObject(seen) || typeof seen["node"] !== "string") return unknown("node on PATH did not answer.");
    return known({ nodeVersion: seen["node"], provider: toModule(seen) });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return unknown("node is not on PATH.");
    return unknown(`node on PATH could not be asked in ${folder}.`);
  }
}

function toModule(seen: Record<string, unknown>): ProviderModule {
  const { error, exports } = seen;
  if (isObject(error))
    return { found: false, code: String(member(error, "code")), message: String(member(error, "message")) };
  return {
    found: true,
    version: String(seen["version"]),
    exports: Array.isArray(exports) ? exports.map(String) : [],
  };
}
