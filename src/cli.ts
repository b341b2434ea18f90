#!/usr/bin/env node
import { requireSupportedNode } from "./supported-node.ts";

try {
  requireSupportedNode();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
// Import the rest only now, because an old Node.js might fail to load it.
const { runCommand } = await import("./commands/main.ts");
await runCommand();
