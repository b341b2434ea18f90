import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEmulator, type Emulator } from "pulumi-tavus/emulator";
import { createEngineEnvironment, type EngineEnvironment } from "../tools/engine-environment.ts";
import { run } from "../tools/process.ts";
import type { Row } from "./table.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CLI = join(ROOT, "dist/cli.js");
const ACCOUNT = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

export interface Adoption {
  readonly rows: Row[];
  /** Requests to the API for the whole import. */
  readonly calls: number;
  /** Of the preview after it; 0 means that nothing is proposed. */
  readonly changes: number;
  /** Of the import without Pulumi. */
  readonly seconds: number;
}

/**
 * An account of n tools on n / 10 PALs becomes a program and a stack; then `drift` on as many unchanged tools as `driftOf` says, against
 * the preview that is inside it.
 */
export async function measureAdoption(n: number, driftOf: number): Promise<Adoption> {
  const emulator = await createEmulator();
  const environment = await createEngineEnvironment({
    env: { ...ACCOUNT, TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey },
  });
  try {
    await fill(emulator, n);
    emulator.clearRequests();
    const folder = project(environment, "adopted", 'import "./tavus/index.ts";\n');
    await pulumi(environment, folder, ["stack", "init", "bench"]);
    const seconds = await timed(() => command(environment, folder, ["import", "--layout", "pal"]));
    const calls = emulator.requests.length;
    const file = [
      "import",
      "--file",
      "tavus/import.json",
      "--generate-code=false",
      "--protect=false",
      "--yes",
      "--skip-preview",
    ];
    await pulumi(environment, folder, file);
    const changes = await changesOf(environment, folder);
    return { rows: [await measureDrift(environment, driftOf)], calls, changes, seconds };
  } finally {
    await environment.dispose();
    await emulator.close();
  }
}

async function measureDrift(environment: EngineEnvironment, n: number): Promise<Row> {
  const program = `
import * as tavus from "pulumi-tavus";
for (let i = 0; i < ${n}; i += 1)
  new tavus.Tool("drift-" + i, {
    description: "After the call, log what the caller wanted.", triggerType: "post_call",
    parameters: { type: "object", properties: { message: { type: "string", description: "What the caller wanted." } } },
    delivery: { api: { url: "https://crm.acme.dev/n?c={tavus_conversation_id}" } },
  });`;
  const folder = project(environment, "drift", program);
  await pulumi(environment, folder, ["stack", "init", "drift"]);
  await pulumi(environment, folder, ["up", "--yes", "--skip-preview"]);
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let i = 0; i < 3; i += 1) {
    floor.push(await timed(() => pulumi(environment, folder, ["preview", "--json"])));
    ours.push(await timed(() => command(environment, folder, ["drift", "--json"])));
  }
  const median = (values: number[]): number => values.sort((a, b) => a - b)[1] ?? 0;
  return {
    what: `drift, ${n} unchanged tools`,
    unit: "s",
    ours: median(ours),
    floor: median(floor),
    floorIs: "pulumi preview",
  };
}

async function fill(emulator: Emulator, n: number): Promise<void> {
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const headers = { "x-api-key": emulator.apiKey, "content-type": "application/json" };
    const response = await fetch(`${emulator.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return (await response.json()) as Record<string, string>;
  };
  const pals = await Promise.all(
    Array.from({ length: Math.ceil(n / 10) }, (_, i) =>
      post("/v2/pals", { pal_name: `PAL ${i}`, system_prompt: "Help.", default_face_id: "r1" }),
    ),
  );
  for (let i = 0; i < n; i += 1) {
    const tool = await post("/v2/tools", {
      name: `tool_${i}`,
      description: "After the call, log what the caller wanted.",
      trigger_type: "post_call",
      parameters: {
        type: "object",
        properties: { message: { type: "string", description: "What the caller wanted." } },
      },
      delivery: { api: { url: "https://crm.acme.dev/n?c={tavus_conversation_id}" } },
    });
    await post(`/v2/pals/${pals[i % pals.length]?.["pal_id"]}/tools`, { tool_ids: [tool["tool_id"]] });
  }
}

function project(environment: EngineEnvironment, name: string, program: string): string {
  const folder = join(environment.folder, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "index.ts"), program);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, main: "index.ts", type: "module" }));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n`,
  );
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "dir");
  return folder;
}

async function changesOf(environment: EngineEnvironment, folder: string): Promise<number> {
  const stdout = await pulumi(environment, folder, ["preview", "--json"]);
  const { changeSummary } = JSON.parse(stdout) as { changeSummary: Record<string, number> };
  return Object.entries(changeSummary).reduce((sum, [op, count]) => (op === "same" ? sum : sum + count), 0);
}

async function command(environment: EngineEnvironment, folder: string, args: readonly string[]): Promise<void> {
  const { env, pulumi: engine } = environment;
  const path = [join(engine.command, ".."), env["PATH"]].join(":");
  const { exitCode, stdout, stderr } = await run(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { ...env, PATH: path },
  });
  if (exitCode !== 0) throw new Error(`pulumi-tavus ${args[0]} ended with ${exitCode}\n${stdout}${stderr}`);
}

async function pulumi(environment: EngineEnvironment, folder: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await environment.run(args, { cwd: folder });
  if (exitCode !== 0) throw new Error(`Pulumi ended with ${exitCode}\n${stdout}${stderr}`);
  return stdout;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
