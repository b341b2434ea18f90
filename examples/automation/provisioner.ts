/** A stack for each customer, through Pulumi's Automation API: no project folder, no command line of a person. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConcurrentUpdateError,
  type EngineEvent,
  LocalWorkspace,
  type LocalWorkspaceOptions,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { type Customer, declareCustomer } from "./customer.ts";

/**
 * Why a customer could not be provisioned, and so what to do:
 * - `invalid`: the definition breaks rules, and nothing was sent. Fix it; repeating it would not help.
 * - `busy`: somebody else changes this customer at the moment, or died while doing so. Try again later.
 * - `failed`: Tavus refused something or could not be reached. What was done is recorded, and the next attempt goes on from there.
 */
export class ProvisionError extends Error {
  override readonly name = "ProvisionError";
  readonly kind: "invalid" | "busy" | "failed";
  /** Each a sentence for people, without secrets. */
  readonly problems: readonly string[];

  constructor(kind: ProvisionError["kind"], problems: readonly string[]) {
    super(problems.join("\n"));
    this.kind = kind;
    this.problems = problems;
  }
}

export interface Provisioner {
  /** Brings a customer to what is declared, from whatever is there. The ids of the tools by action. */
  provision(customer: Customer): Promise<Record<string, string>>;
  /** Takes away all that a customer has. */
  remove(id: string): Promise<void>;
}

export interface ProvisionerOptions {
  /** Backend, passphrase and keys, as environment variables. @default this process's */
  readonly env?: Record<string, string>;
  /** @default the `pulumi` on PATH */
  readonly pulumiCommand?: LocalWorkspaceOptions["pulumiCommand"];
}

export function createProvisioner({ env, pulumiCommand }: ProvisionerOptions = {}): Provisioner {
  const workspace: LocalWorkspaceOptions = {
    ...(env !== undefined && { envVars: env }),
    ...(pulumiCommand !== undefined && { pulumiCommand }),
  };
  const withStack = async <T>(id: string, program: PulumiFn, work: (stack: Stack) => Promise<T>): Promise<T> => {
    if (!/^[a-z][a-z0-9]{0,19}$/.test(id))
      throw new ProvisionError("invalid", ["id is not made of small letters and digits, a letter first, at most 20."]);
    const args = {
      stackName: id,
      projectName: "customers",
      program: async () => ({ ...((await program()) as object) }),
    };
    // A workspace that is not told where makes such a folder itself, and leaves it: a service would fill the disk.
    const workDir = await mkdtemp(join(tmpdir(), "customers-"));
    try {
      return await work(await LocalWorkspace.createOrSelectStack(args, { ...workspace, workDir }));
    } finally {
      // What was done counts, also where the folder stays.
      await rm(workDir, { recursive: true, force: true }).catch(() => {});
    }
  };
  const inTurn = createQueue();

  return {
    provision: (customer) =>
      inTurn(customer.id, () =>
        withStack(
          customer.id,
          async () => declareCustomer(customer),
          async (stack) => {
            // A preview makes no request to Tavus: what fails here is the definition.
            await run("invalid", (options) => stack.preview(options));
            // What somebody deleted or changed at Tavus meanwhile is made as declared; to see it costs one list, and one request for the PAL.
            const { outputs } = await run("failed", (options) => stack.up({ ...options, refresh: true }));
            return Object.fromEntries(Object.entries(outputs).map(([action, { value }]) => [action, String(value)]));
          },
        ),
      ),
    remove: (id) =>
      inTurn(id, () =>
        withStack(
          id,
          async () => {},
          async (stack) => {
            await run("failed", (options) => stack.destroy(options));
            await stack.workspace.removeStack(id);
          },
        ),
      ),
  };
}

interface Listening {
  readonly color: "never";
  readonly onEvent: (event: EngineEvent) => void;
}

/** Runs an operation of the engine; what its resources complained of becomes the error. */
async function run<T>(kind: "invalid" | "failed", operation: (options: Listening) => Promise<T>): Promise<T> {
  const problems: string[] = [];
  const onEvent = ({ diagnosticEvent }: EngineEvent): void => {
    // The engine's own last word ("update failed") belongs to no resource.
    if (diagnosticEvent?.severity === "error" && diagnosticEvent.urn)
      problems.push(sentenceOf(diagnosticEvent.message));
  };
  try {
    return await operation({ color: "never", onEvent });
  } catch (error) {
    if (error instanceof ConcurrentUpdateError)
      throw new ProvisionError("busy", ["this customer is being changed; if that never ends, run pulumi cancel."]);
    if (problems.length > 0) throw new ProvisionError(kind, problems);
    // A backend that cannot be reached, a program that throws: not about this customer.
    throw error;
  }
}

/** Without the colours' marks and without what the engine puts before it. */
function sentenceOf(message: string): string {
  return message
    .replaceAll(/<\{%.*?%\}>/g, "")
    .replace(/^.* has a problem: /, "")
    .trim();
}

/** One after the other for each key. Between processes it is the backend's lock that keeps them apart. */
function createQueue(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    const settled = mine.catch(() => {});
    last.set(key, settled);
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key);
    });
    return mine;
  };
}
