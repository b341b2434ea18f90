import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import type { EngineEnvironment, RunPulumiOptions } from "../../../tools/engine-environment.ts";
import type { RunResult } from "../../../tools/process.ts";
import { createTestEnvironment } from "./environment.ts";
import { installPackages, type Sdk } from "./packages.ts";
import { type Config, selectStack, writeStack } from "./stack-files.ts";

/** "commonjs" is a project of `pulumi new typescript`, run by ts-node. "module" is TypeScript run by Node itself. */
export type ProjectKind = "commonjs" | "module";

export interface ProjectOptions {
  /** The files to add, by path. `index.ts` is the program. */
  files: Record<string, string>;
  /** @default "newest" */
  sdk?: Sdk;
  /** @default "commonjs" */
  kind?: ProjectKind;
  env?: NodeJS.ProcessEnv;
  /** Set to false for a program without pulumi-tavus, which needs no dist/. @default true */
  provider?: boolean;
  /** Undefined if the test creates its own stack. @default "dev" */
  stack?: string | undefined;
  /** Settings of the stack, for example `{ token: { value: "t", secret: true } }`. */
  config?: Config;
}

export interface TestProject {
  readonly environment: EngineEnvironment;
  readonly folder: string;
  /** Runs `pulumi` in the project, as a user does: `run(["up", "--yes"])`. */
  run(args: readonly string[], options?: Omit<RunPulumiOptions, "cwd">): Promise<RunResult>;
  write(files: Record<string, string>): void;
  dispose(): Promise<void>;
}

const KINDS = {
  commonjs: {
    "Pulumi.yaml": "name: project\nruntime: nodejs\n",
    "package.json": JSON.stringify({ name: "project", main: "index.ts" }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        strict: true,
        outDir: "bin",
        target: "es2020",
        module: "commonjs",
        moduleResolution: "node",
        skipLibCheck: true,
        forceConsistentCasingInFileNames: true,
      },
      files: ["index.ts"],
    }),
  },
  module: {
    "Pulumi.yaml": "name: project\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
    "package.json": JSON.stringify({ name: "project", main: "index.ts", type: "module" }),
  },
} as const satisfies Record<ProjectKind, Record<string, string>>;

/** A project in a separate folder with a selected stack, driven by the command line. */
export async function createProject(options: ProjectOptions): Promise<TestProject> {
  const { files, sdk = "newest", kind = "commonjs", env = {}, provider = true, config = {} } = options;
  const environment = await createTestEnvironment(env);
  const folder = join(environment.folder, "project");
  const write = (texts: Record<string, string>) => {
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  write({ ...KINDS[kind], ...files });
  installPackages(folder, sdk, provider);

  const run: TestProject["run"] = (args, runOptions = {}) =>
    environment.run([...args, "--color", "never"], { ...runOptions, cwd: folder });
  const stack = "stack" in options ? options.stack : "dev";
  if (stack !== undefined) {
    const { name: project } = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as { name: string };
    const name = { backend: join(environment.folder, "backend"), project, stack };
    writeStack(name, folder, config);
    selectStack(name, folder, join(environment.folder, "home"));
  }
  return { environment, folder, run, write, dispose: () => environment.dispose() };
}
