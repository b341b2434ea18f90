import { copyFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "../../src/commands/doctor/facts/programs.ts";

/** The variable in which the script that replaces `pulumi-language-nodejs` finds this clone's host. */
export const LANGUAGE_HOST_VARIABLE = "PULUMI_TAVUS_LANGUAGE_HOST";
export const LANGUAGE_HOST = fileURLToPath(new URL("./main.ts", import.meta.url));

const LANGUAGE_HOST_SCRIPT = `#!/bin/sh
# Stands in for Pulumi's own Node.js language host in the tests and the demo of pulumi-tavus (tools/language-host).
exec node "\${${LANGUAGE_HOST_VARIABLE}:?is not set: export it as the path of tools/language-host/main.ts in the clone of pulumi-tavus}" "$@"
`;

/** Programs that a Node.js program needs next to `pulumi`. An installed Pulumi has both. A Pulumi built from the Go module has neither. */
const PROGRAMS = {
  "pulumi-language-nodejs": (path: string) => writeFileSync(path, LANGUAGE_HOST_SCRIPT, { mode: 0o755 }),
  "pulumi-resource-pulumi-nodejs": (path: string) => copyFileSync(dynamicProviderScript(), path),
};

/** Adds a program to `folder` if it is neither next to `pulumi` nor on PATH. Returns the names of the added programs. */
export function addMissingPrograms(folder: string, pulumi: string, path: string | undefined): string[] {
  const added: string[] = [];
  for (const [name, write] of Object.entries(PROGRAMS)) {
    if (findProgram(name, dirname(pulumi)) ?? findProgram(name, path)) continue;
    mkdirSync(folder, { recursive: true });
    // Renames the file into place, because another process may be looking for the program right now.
    const unfinished = join(folder, `.${name}-${process.pid}`);
    write(unfinished);
    renameSync(unfinished, join(folder, name));
    added.push(name);
  }
  return added;
}

function dynamicProviderScript(): string {
  const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  return join(sdk, "pulumi-resource-pulumi-nodejs");
}
