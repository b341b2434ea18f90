import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import {
  type Deployment,
  type EngineEvent,
  LocalWorkspace,
  type OutputMap,
  type PulumiCommand,
  type PulumiFn,
  Stack,
} from "@pulumi/pulumi/automation/index.js";
import { SemVer } from "semver";
import type { EngineEnvironment } from "../../../tools/engine-environment.ts";
import type { RunResult } from "../../../tools/process.ts";
import { createTestEnvironment } from "./environment.ts";
import { type Operation, toOperation } from "./operation.ts";
import { installPackages, REPOSITORY, type Sdk } from "./packages.ts";
import { type Config, readDeployment, readOutputs, writeConfig, writeStack } from "./stack-files.ts";

export interface StackOptions {
  /** Runs in this process, so that it can count, fail, and use an emulator in the same process. */
  program: PulumiFn;
  /** For example `{ "tavus:apiKey": { value: "k", secret: true } }`. */
  config?: Config;
  /** The environment variables of the engine and of the provider's host. */
  env?: NodeJS.ProcessEnv;
  /** The SDK whose dynamic-provider host is used. The program itself always uses the newest SDK. @default "newest" */
  sdk?: Sdk;
  /** Set to false if the host of the floor SDK needs no pulumi-tavus, and so no dist/. @default true */
  provider?: boolean;
}

export interface OperationOptions {
  /** The program to use from this operation on. */
  program?: PulumiFn;
  /** Environment variables for this operation only. */
  env?: NodeJS.ProcessEnv;
  /** More arguments of the command, such as `["--target", urn]`. */
  args?: readonly string[];
  /** Makes the command exit with 7 when there are changes. */
  expectNoChanges?: boolean;
  /** Interrupts the operation when aborted, as Ctrl-C does. */
  signal?: AbortSignal;
  /** Kills the engine and the provider's host when aborted, like a crash. */
  kill?: AbortSignal;
  /** Receives the engine's events while the operation runs. */
  onEvent?: (event: EngineEvent) => void;
}

export interface TestStack {
  readonly environment: EngineEnvironment;
  /** Runs `up` without a preview before it. */
  up(options?: OperationOptions): Promise<Operation>;
  preview(options?: OperationOptions): Promise<Operation>;
  refresh(options?: OperationOptions): Promise<Operation>;
  previewRefresh(options?: OperationOptions): Promise<Operation>;
  destroy(options?: OperationOptions): Promise<Operation>;
  /** Runs any other command on this stack, such as `["import", "--file", f, "--yes"]`. */
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<RunResult>;
  outputs(): Promise<OutputMap>;
  exportState(): Promise<Deployment>;
  importState(state: Deployment): Promise<void>;
  /** Adds to the stack's settings, like `pulumi config set-all`. */
  setConfig(config: Config): Promise<void>;
  dispose(): Promise<void>;
}

const STACK = "test";

/**
 * The SDK doesn't close the clients of an inline program. A client whose engine has ended may keep trying to connect, and grpc-js shares connections
 * by address. Without a separate pool, the client of a later engine with the same port would fail immediately.
 */
export const { grpcClientOptions } = runtime as unknown as { grpcClientOptions: Record<string, unknown> };
grpcClientOptions["grpc.use_local_subchannel_pool"] = 1;

/** Why operations of this test file had to be repeated. */
export const repeats: string[] = [];

/** The reason why the program didn't reach its engine. In this case, the engine has done nothing. */
function whyNotReached({ stdout }: RunResult): string | undefined {
  if (!/\nResources:\n {4}1 errored\n/.test(stdout)) return undefined;
  return /14 UNAVAILABLE: No connection established.*/.exec(stdout)?.[0];
}
const OPERATIONS = new Set(["up", "preview", "refresh", "destroy"]);

/** Creates a stack of an inline program with its own engine. Failed operations don't throw, but return `ok: false`. */
export async function createStack(options: StackOptions): Promise<TestStack> {
  const { program, config = {}, env = {}, sdk = "newest", provider = true } = options;
  const environment = await createTestEnvironment(env);
  const workDir = join(environment.folder, "work");
  mkdirSync(workDir);
  const cli = recordingCommand(environment);
  const workspace = await LocalWorkspace.create({
    workDir,
    program,
    pulumiCommand: cli.command,
    projectSettings: { name: "test", runtime: "nodejs", main: hostFolder(environment, sdk, provider) },
  });
  const name = { backend: join(environment.folder, "backend"), project: "test", stack: STACK };
  writeStack(name, workDir, config);
  // The stack exists and is selected. The command that `select` runs is answered without Pulumi.
  const stack = await Stack.select(STACK, workspace);

  const operation =
    (start: (options: AutomationOptions) => Promise<unknown>) =>
    async ({
      program: next,
      args,
      env: extraEnv,
      kill,
      onEvent,
      ...others
    }: OperationOptions = {}): Promise<Operation> => {
      if (next !== undefined) workspace.program = next;
      const events: EngineEvent[] = [];
      const listener = (event: EngineEvent) => {
        events.push(event);
        onEvent?.(event);
      };
      const additions = { args: args ?? [], env: extraEnv ?? {}, ...(kill === undefined ? {} : { kill }) };
      const attempt = () => cli.record(additions, () => start({ ...others, color: "never", onEvent: listener }));
      let result = await attempt();
      // The program runs in this process and may fail to reach its engine. In this case, nothing has happened. The known cause is removed above. Each
      // repeat is counted and printed at the end of the run, which fails if there are more than a few (tools/slowest-files.ts).
      const why = kill === undefined && others.signal === undefined ? whyNotReached(result) : undefined;
      if (why !== undefined) {
        repeats.push(why);
        events.length = 0;
        result = await attempt();
      }
      return toOperation(result, events);
    };
  return {
    environment,
    up: operation((options) => stack.up(options)),
    preview: operation((options) => stack.preview(options)),
    refresh: operation((options) => stack.refresh(options)),
    previewRefresh: operation((options) => stack.previewRefresh(options)),
    destroy: operation((options) => stack.destroy(options)),
    run: (args, extraEnv = {}) => environment.run([...args, "--stack", STACK], { cwd: workDir, env: extraEnv }),
    outputs: async () => readOutputs(name),
    exportState: async () => readDeployment(name),
    importState: (state) => stack.importStack(state),
    setConfig: async (values) => writeConfig(name, workDir, values),
    dispose: () => environment.dispose(),
  };
}

interface AutomationOptions {
  color: "never";
  onEvent: (event: EngineEvent) => void;
  expectNoChanges?: boolean;
  signal?: AbortSignal;
}

/** The folder in which the provider's host starts, which determines its node_modules. In this repository, pulumi-tavus is a link to itself. */
function hostFolder(environment: EngineEnvironment, sdk: Sdk, provider: boolean): string {
  if (sdk === "newest") return REPOSITORY;
  const folder = join(environment.folder, "host");
  installPackages(folder, sdk, provider);
  return folder;
}

/** Arguments that an operation adds to the Automation API's command. */
interface Additions {
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  kill?: AbortSignal;
}

/**
 * Runs Pulumi for the Automation API. The API's own command would pass on this process's PULUMI_* variables, and lose the exit code and the output of
 * a failed operation.
 */
function recordingCommand(environment: EngineEnvironment) {
  let extra: Additions | undefined;
  let recorded: RunResult | undefined;

  const run = async (
    args: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
    onStdout?: (text: string) => void,
    onStderr?: (text: string) => void,
    signal?: AbortSignal,
  ) => {
    if (args[0] === "stack" && args[1] === "select") return { stdout: "", stderr: "", code: 0 };
    // After an operation, the Automation API reads outputs and history. The tests don't use them, and skipping them saves three processes.
    if (extra !== undefined && args[0] === "stack" && args[1] === "output")
      return { stdout: "{}", stderr: "", code: 0 };
    if (extra !== undefined && args[0] === "stack" && args[1] === "history")
      return { stdout: "[]", stderr: "", code: 0 };
    const isOperation = extra !== undefined && OPERATIONS.has(args[0] ?? "");
    const result = await environment.run([...args, ...(isOperation ? (extra?.args ?? []) : [])], {
      cwd,
      env: { ...env, PULUMI_AUTOMATION_API: "true", ...extra?.env },
      ...(onStdout === undefined ? {} : { onStdout }),
      ...(onStderr === undefined ? {} : { onStderr }),
      ...(signal === undefined ? {} : { signal }),
      ...(extra?.kill === undefined ? {} : { kill: extra.kill }),
    });
    if (isOperation) recorded = result;
    if (result.exitCode !== 0) throw new Error(`pulumi ${args.join(" ")}\n${result.stdout}${result.stderr}`);
    return { stdout: result.stdout, stderr: result.stderr, code: 0 };
  };

  const { command, version } = environment.pulumi;
  return {
    // The Automation API only calls `run`, and the class keeps `run` and its constructor private.
    command: { command, version: new SemVer(version), run } as unknown as PulumiCommand,
    /** Runs one operation and returns its command's result. */
    async record(additions: Additions, operation: () => Promise<unknown>): Promise<RunResult> {
      if (extra !== undefined) throw new Error("one operation at a time on a stack");
      extra = additions;
      recorded = undefined;
      try {
        await operation();
      } catch (error) {
        // A failed command has been recorded. Any other error didn't come from the engine.
        if (takeFailed() === undefined) throw error;
      } finally {
        extra = undefined;
      }
      if (recorded === undefined) throw new Error("the operation did not run Pulumi");
      return recorded;
    },
  };

  function takeFailed(): RunResult | undefined {
    return recorded?.exitCode === 0 ? undefined : recorded;
  }
}
