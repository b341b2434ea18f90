import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { credentials } from "@grpc/grpc-js";
import structs, { type Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import { createEmulator, type Emulator } from "pulumi-tavus/emulator";
import { PROVIDER_TEXTS } from "../src/state-format/provider-texts.ts";
import { request } from "./account.ts";
import { DEFINITION } from "./definition.ts";
import { ROOT, timed } from "./project.ts";
import type { Row, Section } from "./table.ts";

const require = createRequire(import.meta.url);
const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb.js") as ProviderModule;
const messages = require("@pulumi/pulumi/proto/provider_pb.js") as Record<string, new () => Message>;

/** The generated code is untyped JavaScript. */
interface Message {
  [setter: `set${string}`]: (value: unknown) => void;
}
interface Answer {
  getId(): string;
  getInputs(): StructMessage | undefined;
  getProperties(): StructMessage | undefined;
}
type Method = "configure" | "check" | "diff" | "create" | "read" | "delete";
type Client = Record<Method, (request: Message, callback: (error: Error | null, answer: Answer) => void) => void> & {
  close(): void;
};
interface ProviderModule {
  readonly ResourceProviderClient: new (
    address: string,
    channel: ReturnType<typeof credentials.createInsecure>,
  ) => Client;
}

const NOTHING_TEXT =
  "exports.handler=()=>({create:async(inputs)=>({id:'x'+Math.random(),outs:inputs}),diff:async()=>({changes:false}),read:async(id,props)=>({id,props}),delete:async()=>{}})";

const definitionOf = (i: number): Record<string, unknown> => ({ name: `tool_${i}`, ...DEFINITION });

/** The engine makes this many calls at the same time. */
const AT_ONCE = 16;

/** Runs the engine's host of dynamic providers without the engine, to measure the cost of the provider alone. */
class ProviderProcess {
  readonly #child: ChildProcess;
  readonly #client: Client;
  readonly #text: string;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess, ended: Promise<unknown>, client: Client, text: string) {
    [this.#child, this.#ended, this.#client, this.#text] = [child, ended, client, text];
  }

  static async start(text: string, env: NodeJS.ProcessEnv): Promise<ProviderProcess> {
    // Nothing listens at this address, but the host requires one.
    const host = require.resolve("@pulumi/pulumi/cmd/dynamic-provider/index.js");
    const child = spawn(process.execPath, [host, "127.0.0.1:1"], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    const answered = once(child.stdout as NonNullable<typeof child.stdout>, "data");
    const isUp = await Promise.race([answered.then(() => true), ended.then(() => false)]);
    if (!isUp) throw new Error("the host of dynamic providers ended before it listened");
    const [port] = (await answered) as [Buffer];
    const client = new ResourceProviderClient(`127.0.0.1:${String(port).trim()}`, credentials.createInsecure());
    const provider = new ProviderProcess(child, ended, client, text);
    try {
      await provider.#call("configure", { Args: {} });
    } catch (error) {
      await provider.end();
      throw error;
    }
    return provider;
  }

  #call(method: Method, fields: Record<string, unknown>): Promise<Answer> {
    const kind = `${method[0]?.toUpperCase()}${method.slice(1)}Request`;
    const message = new (messages[kind] as new () => Message)();
    for (const [name, value] of Object.entries(fields))
      message[`set${name}`]?.(typeof value === "object" ? structs.Struct.fromJavaScript(value as never) : value);
    return new Promise((resolve, reject) => {
      this.#client[method](message, (error, answer) => (error === null ? resolve(answer) : reject(error)));
    });
  }

  /** The provider methods that the engine calls for one tool. */
  async check(inputs: Record<string, unknown>): Promise<Record<string, unknown>> {
    const news = { ...inputs, __provider: this.#text };
    const answer = await this.#call("check", { Urn: "urn", Olds: {}, News: news });
    return answer.getInputs()?.toJavaScript() as Record<string, unknown>;
  }

  async create(inputs: Record<string, unknown>): Promise<{ id: string; outputs: Record<string, unknown> }> {
    const answer = await this.#call("create", { Urn: "urn", Properties: inputs });
    return { id: answer.getId(), outputs: answer.getProperties()?.toJavaScript() as Record<string, unknown> };
  }

  diff(id: string, olds: Record<string, unknown>, news: Record<string, unknown>): Promise<unknown> {
    return this.#call("diff", { Id: id, Urn: "urn", Olds: olds, News: news });
  }

  read(id: string, properties: Record<string, unknown>): Promise<unknown> {
    return this.#call("read", { Id: id, Urn: "urn", Properties: properties, Inputs: properties });
  }

  delete(id: string, properties: Record<string, unknown>): Promise<unknown> {
    return this.#call("delete", { Id: id, Urn: "urn", Properties: properties });
  }

  /** The process's peak memory in MB. 0 if the system doesn't report it. */
  peakMemory(): number {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  }

  async end(): Promise<void> {
    this.#client.close();
    this.#child.kill("SIGKILL");
    // The process may already have ended.
    await this.#ended;
  }
}

/** Milliseconds per tool for each step, and the memory of the process. */
interface Cost {
  readonly create: number;
  readonly unchanged: number;
  readonly refresh: number;
  readonly destroy: number;
  readonly memory: number;
}

interface Made {
  readonly id: string;
  readonly definition: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
}

/** @param warmUp the number of tools that are created, compared, read, and deleted before the measurement */
async function costOf(text: string, tools: number, warmUp: number, emulator: Emulator): Promise<Cost> {
  const env = { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey };
  const warming = range(warmUp).map((i) => ({ ...definitionOf(i), name: `warm_up_${i}` }));
  const definitions = range(tools).map(definitionOf);
  let warmed: readonly Made[];
  let made: readonly Made[];
  let cost: Pick<Cost, "create" | "memory">;
  const first = await ProviderProcess.start(text, env);
  try {
    const create = async (definition: Record<string, unknown>): Promise<Made> => ({
      ...(await first.create(await first.check(definition))),
      definition,
    });
    [warmed] = await perTool(warming, create);
    const [tried, created] = await perTool(definitions, create);
    made = tried;
    cost = { create: created, memory: first.peakMemory() };
  } finally {
    await first.end();
  }
  // The engine's next run also uses a new process. A process never compares or deletes tools that it created itself.
  const next = await ProviderProcess.start(text, env);
  try {
    const compare = async ({ id, outputs, definition }: Made): Promise<unknown> =>
      next.diff(id, outputs, await next.check(definition));
    const read = ({ id, outputs }: Made): Promise<unknown> => next.read(id, outputs);
    const remove = ({ id, outputs }: Made): Promise<unknown> => next.delete(id, outputs);
    await perTool(warmed, compare);
    await perTool(warmed, read);
    await perTool(warmed, remove);
    const [, unchanged] = await perTool(made, compare);
    const [, refresh] = await perTool(made, read);
    const [, destroy] = await perTool(made, remove);
    return { ...cost, unchanged, refresh, destroy, memory: Math.max(cost.memory, next.peakMemory()) };
  } finally {
    await next.end();
  }
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The results of `work`, and the milliseconds for each call. */
async function perTool<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<[Out[], number]> {
  const answers: Out[] = [];
  const seconds = await timed(() =>
    inParallel(range(items.length), async (i) => {
      answers[i] = await work(items[i] as In);
    }),
  );
  return [answers, (seconds / Math.max(items.length, 1)) * 1000];
}

async function inParallel(numbers: readonly number[], work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < numbers.length) await work(numbers[next++] as number);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const STEPS = [
  ["create", "created (check, create)"],
  ["unchanged", "unchanged (check, diff)"],
  ["refresh", "refreshed (read)"],
  ["destroy", "deleted"],
] as const;

/** Measures the cost in a separate account, which is empty again at the end. */
async function costOnNewAccount(text: string, tools: number, warmUp: number): Promise<Cost> {
  const emulator = await createEmulator();
  try {
    const cost = await costOf(text, tools, warmUp, emulator);
    const { total_count: left } = await request(emulator, "GET", "/v2/tools?limit=1");
    if (left !== 0) throw new Error(`${left} tools are left: what was measured is no deletion`);
    return cost;
  } finally {
    await emulator.close();
  }
}

/**
 * Compares the time per tool for few tools and for many tools.
 * @param warmUp the number of earlier tools in each process. It is the same for few and many tools, because a tool takes longer in a cold process
 */
async function measureGrowth(few: number, many: number, warmUp: number): Promise<Row[]> {
  // This run isn't counted. It only warms up our emulator.
  await costOnNewAccount(PROVIDER_TEXTS.tool, few, warmUp);
  const [amongFew, amongMany] = [
    await costOnNewAccount(PROVIDER_TEXTS.tool, few, warmUp),
    await costOnNewAccount(PROVIDER_TEXTS.tool, many, warmUp),
  ];
  return STEPS.map(([step, what]) => ({
    what: `a tool ${what}, of ${many}`,
    unit: "ms",
    ours: amongMany[step],
    floor: amongFew[step],
    floorIs: `of ${few}`,
    goal: { ratio: 1.2 },
  }));
}

async function measureMemory(tools: number): Promise<Row> {
  return {
    what: `peak memory of the provider's process, ${tools} tools`,
    unit: "MB",
    ours: (await costOnNewAccount(PROVIDER_TEXTS.tool, tools, 0)).memory,
    floor: (await costOnNewAccount(NOTHING_TEXT, tools, 0)).memory,
    floorIs: "provider that does nothing",
  };
}

/** @param sizes at least two sizes, from the smallest to the largest */
export async function measureProviderProcess(sizes: readonly [number, ...number[]], warmUp: number): Promise<Section> {
  const rows = await measureGrowth(sizes[0], sizes.at(-1) ?? 0, warmUp);
  for (const tools of sizes) rows.push(await measureMemory(tools));
  const notes = [`Each process handles ${warmUp} other tools before the measurement starts.`];
  return { title: "The provider's process, without the engine", rows, notes };
}
