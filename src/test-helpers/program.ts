import { setImmediate } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import { isObject, type JsonObject, member } from "../contract/value.ts";
import { TYPE_TOKENS } from "../state-format/type-tokens.ts";

/**
 * How {@link runProgram} runs a program.
 * @since 0.1.0
 */
export interface ProgramOptions {
  /** The stack's config. A key without a colon belongs to the project. Write secrets as plain text. @default {} */
  readonly config?: Readonly<Record<string, string>>;
  /** The project's name. @default "project" */
  readonly project?: string;
  /** The stack's name. @default "test" */
  readonly stack?: string;
  /**
   * Answers calls of Pulumi functions, both of this package (`tavus:index:getPal`) and of other packages.
   * @default each call returns its arguments
   */
  readonly call?: (args: { token: string; inputs: Record<string, unknown> }) => Record<string, unknown> | undefined;
  /** Returns the outputs that a cloud would return for resources of other packages. @default their inputs */
  readonly outputs?: (args: {
    type: string;
    name: string;
    inputs: Record<string, unknown>;
  }) => Record<string, unknown> | undefined;
}

/**
 * A tool that a program declares.
 * @since 0.1.0
 */
export interface DeclaredTool {
  /** The resource's name. */
  readonly resource: string;
  /** A made-up id, which attachments refer to. */
  readonly id: string;
  /** The inputs of the resource. Secrets are plain text. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The PALs that it is attached to. */
  readonly palIds: readonly string[];
}

/**
 * What a program declares.
 * @since 0.1.0
 */
export interface DeclaredProgram {
  /** The tools, sorted by the names of their resources. */
  readonly tools: readonly DeclaredTool[];
}

const { tool: TOOL, palToolAttachment: ATTACHMENT, palTools: PAL_TOOLS } = TYPE_TOKENS;

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: JsonObject;
}

/**
 * Runs a Pulumi program with mocks, and returns the tools that it declares. It needs no engine, no network, and no key. A module runs only once
 * in a process, so import it once in a test file, or export a function.
 * @param program runs the program
 * @param options config, names, and answers of other packages
 * @throws the error that the program throws, or an Error that names the key if the program requires config that `config` doesn't have
 * @example
 * ```ts
 * const program = await runProgram(() => import("../testing.ts"), { config: { palId: "p0123456789ab", hookSecret: "s" } });
 * assertDeploys(program, supportSummary, { receiver: "https://support.acme.dev/hooks", attachTo: ["p0123456789ab"] });
 * ```
 * @since 0.1.0
 */
export async function runProgram(program: () => unknown, options: ProgramOptions = {}): Promise<DeclaredProgram> {
  const { config = {}, project = "project", stack = "test", call, outputs } = options;
  const { runtime } = await import("@pulumi/pulumi");
  const registered: Registered[] = [];
  let activity = 0;
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => {
        activity += 1;
        const given = asObject(inputs);
        const made = { type, name, id: id || `${name}-id`, inputs: withoutSecrets(given, runtime) as JsonObject };
        registered.push(made);
        return { id: made.id, state: { ...given, ...outputs?.({ type, name, inputs: made.inputs }) } };
      },
      call: ({ token, inputs }) => {
        activity += 1;
        return call?.({ token, inputs }) ?? inputs;
      },
    },
    project,
    stack,
  );
  runtime.setAllConfig(
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value]),
    ),
  );
  await start(program, project);
  await settle(runtime, () => activity);
  const tools = registered.filter(({ type }) => type === TOOL).map((tool) => toTool(tool, registered));
  return { tools: tools.sort((a, b) => (a.resource < b.resource ? -1 : 1)) };
}

/** Explains missing config. Pulumi's own error suggests a command that doesn't help in a test. */
async function start(program: () => unknown, project: string): Promise<void> {
  try {
    await program();
  } catch (error) {
    const [, key] = /^Missing required configuration variable '([^']+)'/.exec(String(member(error, "message"))) ?? [];
    if (key === undefined) throw error;
    const name = key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key;
    const written = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    throw new Error(
      `The program requires the config value ${name}. Pass it: runProgram(program, { config: { ${written}: "…" } }).`,
      { cause: error },
    );
  }
}

/** The program is done after this many rounds without anything new. */
const QUIET_ROUNDS = 20;

/**
 * Waits until everything that the program has started is registered. A program may create a resource only when the outputs of another one are known.
 */
async function settle(runtime: typeof pulumi.runtime, activity: () => number): Promise<void> {
  // Pulumi's declarations don't include this function, which waits for the end of a program.
  const { waitForRPCs } = runtime as { waitForRPCs?: () => Promise<void> };
  for (let quiet = 0; quiet < QUIET_ROUNDS; ) {
    const before = activity();
    await waitForRPCs?.();
    await setImmediate();
    quiet = activity() === before ? quiet + 1 : 0;
  }
}

function toTool({ name, id, inputs }: Registered, all: readonly Registered[]): DeclaredTool {
  const palIds = all.flatMap(({ type, inputs: other }) => {
    const { palId, toolId, toolIds } = other;
    const isOn =
      type === ATTACHMENT ? toolId === id : type === PAL_TOOLS && Array.isArray(toolIds) && toolIds.includes(id);
    return isOn ? [String(palId)] : [];
  });
  const shown = Object.entries(inputs).filter(([key]) => !key.startsWith("__"));
  return { resource: name, id, inputs: Object.fromEntries(shown), palIds };
}

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** Removes the marks of secrets that Pulumi uses in mocks. */
function withoutSecrets(value: unknown, runtime: typeof pulumi.runtime): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, runtime));
  if (!isObject(value)) return value;
  if (value[runtime.specialSigKey] === runtime.specialSecretSig) return withoutSecrets(value["value"], runtime);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, runtime)]));
}
