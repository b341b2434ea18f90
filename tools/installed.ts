import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import { findProgram } from "../src/commands/doctor/facts/programs.ts";

/** The program that a variable names, or the first of these names on PATH. */
export function findInstalled(variable: string, names: readonly string[]): string | undefined {
  const own = process.env[variable];
  if (own !== undefined && existsSync(own)) return own;
  const folders = `${process.env["PATH"]}${delimiter}/usr/bin`;
  return names.map((name) => findProgram(name, folders)).find((path) => path !== undefined);
}

/** Installs one of Debian's packages, if this machine can. */
export function installFromDebian(name: string, why: string): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  console.error(`pulumi-tavus: installing Debian's ${name} for ${why} …`);
  // Without RUNLEVEL, a package may start a server on its default port.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  try {
    for (const args of ["update -qq", `install -y -qq --no-install-recommends ${name}`])
      execFileSync("apt-get", args.split(" "), { stdio: ["ignore", "ignore", "pipe"], env });
  } catch (error) {
    console.error(String(error instanceof Error && "stderr" in error ? error.stderr : error));
  }
}
