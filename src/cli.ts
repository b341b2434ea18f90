#!/usr/bin/env node
import { requireSupportedNode } from "./supported-node.ts";

try {
  requireSupportedNode();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
// Only now: an old Node.js may not even load the rest.
const { runCommand } = await import("./commands/main.ts");
await runCommand();
