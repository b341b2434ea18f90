import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { run as runProcess } from "../../../tools/process.ts";
import { REPOSITORY } from "./packages.ts";
import type { TestProject } from "./project.ts";

/** The fenced blocks of a page in one language, in order. `sh` blocks contain a recipe's commands, which a test runs. */
export function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(join(REPOSITORY, page), "utf8");
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    ([, block = ""]) => block,
  );
}

/** An example's files for `createProject`: an ES module whose program Node runs itself. */
export function filesOf(example: string): Record<string, string> {
  const folder = join(REPOSITORY, example);
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return {
    "package.json": JSON.stringify({ name: "project", type: "module", main: "index.ts" }),
    ...Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")])),
  };
}

export interface ShellResult {
  readonly exitCode: number;
  /** Standard output and standard error together. */
  readonly output: string;
}

/** Runs a script in a project as CI does: `bash -e -o pipefail`, with `pulumi` on PATH and the package's command for `npx`. */
export async function runShell(
  project: TestProject,
  script: string,
  env: NodeJS.ProcessEnv = {},
  cwd = project.folder,
): Promise<ShellResult> {
  installCommand(project);
  const { exitCode, stdout, stderr } = await runProcess(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
    {
      cwd,
      env: { ...project.environment.env, ...env },
    },
  );
  return { exitCode, output: stdout + stderr };
}

/** Creates the link that `npm install` would create. Without it, npx would use the registry. */
export function installCommand({ folder }: TestProject): void {
  const bin = join(folder, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  try {
    symlinkSync("../pulumi-tavus/dist/cli.js", join(bin, "pulumi-tavus"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
