// node install.ts <root> <version>: see sources.ts.
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { SemVer } from "semver";

const [root, version] = process.argv.slice(2);
if (root === undefined || version === undefined) throw new Error("usage: node install.ts <root> <version>");
try {
  await PulumiCommand.install({ root, version: new SemVer(version) });
} catch (error) {
  console.error(error instanceof Error ? error.message.trim() : String(error));
  process.exitCode = 1;
}
