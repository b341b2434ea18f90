/** A stack for each customer, with Pulumi's Automation API: no project folder, and no manual commands. */
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
 * Why a customer could not be provisioned, which determines what to do:
 * - `invalid`: the definition breaks rules, and nothing was sent. Fix it, because repeating the request won't help.
 * - `busy`: another process is changing this customer, or died while doing so. Try again later.
 * - `failed`: Tavus refused something or could not be reached. Finished steps are recorded, and the next attempt continues.
 */
export class ProvisionError extends Error {
  override readonly name = "ProvisionError";
  readonly kind: "invalid" | "busy" | "failed";
  /** Sentences for people, without secrets. */
  readonly problems: readonly string[];

  constructor(kind: ProvisionError["kind"], problems: readonly string[]) {
    super(problems.join("\n"));
    this.kind = kind;
    this.problems = problems;
  }
}

export interface Provisioner {
  /** Deploys a customer's actions from any earlier state. Returns the ids of the tools by action. */
  provision(customer: Customer): Promise<Record<string, string>>;
  /** Removes everything that a customer has. */
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
    // Without a given folder, a workspace creates one and leaves it behind, so a service would fill the disk.
    const workDir = await mkdtemp(join(tmpdir(), "customers-"));
    try {
      return await work(await LocalWorkspace.createOrSelectStack(args, { ...workspace, workDir }));
    } finally {
      // The result counts, even if the folder can't be removed.
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
            // A preview sends no request to Tavus, so an error here is in the definition.
            await run("invalid", (options) => stack.preview(options));
            // Tools that somebody deleted or changed at Tavus are restored. Detecting that costs one list, and one request for the PAL.
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

/** Runs an operation of the engine. The messages at its resources become the error. */
async function run<T>(kind: "invalid" | "failed", operation: (options: Listening) => Promise<T>): Promise<T> {
  const problems: string[] = [];
  const onEvent = ({ diagnosticEvent }: EngineEvent): void => {
    // The engine's own last message ("update failed") belongs to no resource.
    if (diagnosticEvent?.severity === "error" && diagnosticEvent.urn)
      problems.push(sentenceOf(diagnosticEvent.message));
  };
  try {
    return await operation({ color: "never", onEvent });
  } catch (error) {
    if (error instanceof ConcurrentUpdateError)
      throw new ProvisionError("busy", ["this customer is being changed; if that never ends, run pulumi cancel."]);
    if (problems.length > 0) throw new ProvisionError(kind, problems);
    // A backend that can't be reached, or a program that throws: not this customer's problem.
    throw error;
  }
}

/** Without color codes, and without the engine's prefix. */
function sentenceOf(message: string): string {
  return message
    .replaceAll(/<\{%.*?%\}>/g, "")
    .replace(/^.* has a problem: /, "")
    .trim();
}

/** One after the other for each key. Between processes, the backend's lock ensures that. */
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
