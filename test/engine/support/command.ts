import { join } from "node:path";
import { runCommand } from "../../../src/commands/testing/run.ts";
import type { JsonObject } from "../../../src/contract/index.ts";
import type { TestEmulator } from "./emulator.ts";
import { createProject, type ProjectOptions, type TestProject } from "./project.ts";

/** A program whose resources are in `resources.json`, so that a test changes data instead of text. */
const PROGRAM = `
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
const { tools = {}, attachments = [] } = JSON.parse(readFileSync(new URL("resources.json", import.meta.url), "utf8"));
const made: Record<string, tavus.Tool> = {};
for (const [name, args] of Object.entries(tools)) made[name] = new tavus.Tool(name, args as tavus.ToolArgs);
for (const { palId, tool, toolId } of attachments)
  new tavus.PalToolAttachment(\`\${tool ?? toolId}-on-\${palId}\`, { palId, toolId: toolId ?? made[tool] });
`;

export interface Resources {
  readonly tools: Readonly<Record<string, JsonObject>>;
  readonly attachments?: readonly { palId: string; tool?: string; toolId?: string }[];
}

export interface CommandProject extends TestProject {
  declare(resources: Resources): void;
  /** The project's environment with the emulator's account. */
  readonly env: NodeJS.ProcessEnv;
  /** `pulumi-tavus <args> --cwd <project>`. */
  command(args: readonly string[], env?: NodeJS.ProcessEnv): ReturnType<typeof runCommand>;
}

/** A user's project with the emulator as its account, for commands that read a stack. */
export async function createCommandProject(
  emulator: TestEmulator,
  options: Partial<ProjectOptions> = {},
): Promise<CommandProject> {
  const account = { TAVUS_API_KEY: emulator.apiKey, TAVUS_BASE_URL: emulator.url };
  const project = await createProject({
    kind: "module",
    env: account,
    ...options,
    files: { "index.ts": PROGRAM, ...options.files },
  });
  const { pulumi, env } = project.environment;
  const path = [join(pulumi.command, ".."), env["PATH"]].join(":");
  const all = { ...env, ...account, PATH: path };
  return {
    ...project,
    declare: (resources) => project.write({ "resources.json": JSON.stringify(resources) }),
    env: all,
    command: (args, env) => runCommand([...args, "--cwd", project.folder], { ...all, ...env }),
  };
}
