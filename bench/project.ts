import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineEnvironment } from "../tools/engine-environment.ts";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Turns off the checkpoint after each step. Its cost belongs to the backend and grows with the square of the number of resources. */
export const WITHOUT_CHECKPOINTS = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** A project with a stack, in a folder of the environment. */
export async function createProject(environment: EngineEnvironment, name: string, program: string): Promise<string> {
  const folder = join(environment.folder, name);
  mkdirSync(folder);
  const main = program.includes("require(") ? "index.cjs" : "index.ts";
  writeFileSync(join(folder, main), program);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name, main, ...(main === "index.ts" && { type: "module" }) }),
  );
  const runtime = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${name}\n${runtime}main: ${main}\n`);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "dir");
  await pulumi(environment, folder, "stack init bench");
  return folder;
}

/** Runs a command that must succeed. Returns its standard output. */
export async function pulumi(
  environment: EngineEnvironment,
  folder: string,
  command: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { exitCode, stdout, stderr } = await environment.run(command.split(" "), { cwd: folder, env });
  if (exitCode !== 0) throw new Error(`pulumi ${command} ended with ${exitCode}\n${stdout}${stderr}`);
  return stdout;
}

/** Returns the duration in seconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
