import packageJson from "../package.json" with { type: "json" };
import { isInRange } from "./commands/stack/versions.ts";

/** The Node.js that this package needs, as npm writes it: `>=22.19`. */
export const NODE_RANGE: string = packageJson.engines.node;

/**
 * Refuses a Node.js that is too old, before something fails half-way in words that nobody understands. Written so that an old one can run it.
 * Bun and Deno, which say that they are some Node.js, are left alone.
 * @throws Error with the version that is needed and the one that runs; Pulumi shows it without a stack
 * @example requireSupportedNode();
 */
export function requireSupportedNode(
  versions: Readonly<Record<string, string | undefined>> = process.versions,
  path: string = process.execPath,
): void {
  if (versions["bun"] !== undefined || versions["deno"] !== undefined) return;
  if (isInRange(String(versions["node"]), NODE_RANGE)) return;
  const needed = NODE_RANGE.replace(">=", "");
  const message =
    `pulumi-tavus needs Node.js ${needed} or newer, but this is Node.js ${versions["node"]} (${path}). ` +
    "Install Node.js 24 (https://nodejs.org) or select it (nvm install 24, fnm use 24), then run the command again.";
  const error = new Error(message);
  error.stack = message;
  throw Object.assign(error, { __pulumiRunError: true });
}
