import { setImmediate } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import { isObject, type JsonObject } from "../contract/value.ts";
import { TYPE_TOKENS } from "../state-format/type-tokens.ts";

export interface ProgramOptions {
  /** The stack's config; a key without a colon is the project's own. Secrets are written in clear. */
  readonly config?: Readonly<Record<string, string>>;
  /** @default "project" */
  readonly project?: string;
  /** @default "test" */
  readonly stack?: string;
  /** Answers Pulumi's functions, of this package (`tavus:index:getPal`) and of others. What it doesn't answer gets its arguments back. */
  readonly call?: (args: { token: string; inputs: Record<string, unknown> }) => Record<string, unknown> | undefined;
  /** Outputs of resources of other packages, by their type and name: what a cloud would answer. */
  readonly outputs?: (args: {
    type: string;
    name: string;
    inputs: Record<string, unknown>;
  }) => Record<string, unknown> | undefined;
}

/** A tool that a program declares. */
export interface DeclaredTool {
  /** The resource's name. */
  readonly resource: string;
  /** As if it existed: what attachments refer to. */
  readonly id: string;
  /** As the program says them, secrets in clear. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The PALs that it is attached to. */
  readonly palIds: readonly string[];
}

export interface DeclaredProgram {
  /** By the names of their resources. */
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
 * Runs a Pulumi program with mocks, and tells which tools it declares. No engine, no network, no key. A module runs once in a process: import it
 * once for a test file, or export a function.
 * @throws what the program throws
 * @example
 * ```ts
 * const program = await runProgram(() => import("../testing.ts"), { config: { palId: "p0123456789ab", hookSecret: "s" } });
 * assertDeploys(program, supportSummary, { receiver: "https://support.acme.dev/hooks", attachTo: ["p0123456789ab"] });
 * ```
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
  await program();
  await settle(runtime, () => activity);
  const tools = registered.filter(({ type }) => type === TOOL).map((tool) => toTool(tool, registered));
  return { tools: tools.sort((a, b) => (a.resource < b.resource ? -1 : 1)) };
}

/** Rounds without anything new, after which nothing more comes. */
const QUIET_ROUNDS = 20;

/** Until all that the program has begun is registered: one resource may be made when another's outputs are known. */
async function settle(runtime: typeof pulumi.runtime, activity: () => number): Promise<void> {
  // Not in Pulumi's declarations: what a program waits for at its end.
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

/** What Pulumi hands to mocks says of secrets that they are. */
function withoutSecrets(value: unknown, runtime: typeof pulumi.runtime): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, runtime));
  if (!isObject(value)) return value;
  if (value[runtime.specialSigKey] === runtime.specialSecretSig) return withoutSecrets(value["value"], runtime);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, runtime)]));
}
