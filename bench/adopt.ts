import { join } from "node:path";
import { createEmulator, type Emulator } from "pulumi-tavus/emulator";
import { createEngineEnvironment, type EngineEnvironment } from "../tools/engine-environment.ts";
import { run } from "../tools/process.ts";
import { request } from "./account.ts";
import { DEFINITION, WIRE } from "./definition.ts";
import { createProject, pulumi, ROOT, timed, WITHOUT_CHECKPOINTS } from "./project.ts";
import { median, type Row } from "./table.ts";

const CLI = join(ROOT, "dist/cli.js");

export interface Adoption {
  readonly rows: Row[];
  /** API requests for the whole import. */
  readonly calls: number;
  /** The number of changes in the preview after the import. 0 means that nothing is proposed. */
  readonly changes: number;
  /** The duration of the import without Pulumi, in seconds. */
  readonly seconds: number;
}

/**
 * Imports an account with n tools on n / 10 PALs into a program and a stack. Then compares `drift` on `driftOf` unchanged tools with the preview that
 * `drift` runs.
 */
export async function measureAdoption(n: number, driftOf: number): Promise<Adoption> {
  const emulator = await createEmulator();
  const environment = await createEngineEnvironment({
    env: { ...WITHOUT_CHECKPOINTS, TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey },
  });
  try {
    await fill(emulator, n);
    emulator.clearRequests();
    const folder = await createProject(environment, "adopted", 'import "./tavus/index.ts";\n');
    const seconds = await timed(() => command(environment, folder, ["import", "--layout", "pal"]));
    const calls = emulator.requests.length;
    await pulumi(
      environment,
      folder,
      "import --file tavus/import.json --generate-code=false --protect=false --yes --skip-preview",
    );
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
for (let i = 0; i < ${n}; i += 1) new tavus.Tool("drift-" + i, ${JSON.stringify(DEFINITION)});`;
  const folder = await createProject(environment, "drift", program);
  await pulumi(environment, folder, "up --yes --skip-preview");
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let i = 0; i < 3; i += 1) {
    floor.push(await timed(() => pulumi(environment, folder, "preview --json")));
    ours.push(await timed(() => command(environment, folder, ["drift", "--json"])));
  }
  return {
    what: `drift, ${n} unchanged tools`,
    unit: "s",
    ours: median(ours),
    floor: median(floor),
    floorIs: "pulumi preview",
  };
}

async function fill(emulator: Emulator, n: number): Promise<void> {
  const pals = await Promise.all(
    Array.from({ length: Math.ceil(n / 10) }, (_, i) =>
      request(emulator, "POST", "/v2/pals", { pal_name: `PAL ${i}`, system_prompt: "Help.", default_face_id: "r1" }),
    ),
  );
  for (let i = 0; i < n; i += 1) {
    const tool = await request(emulator, "POST", "/v2/tools", { name: `tool_${i}`, ...WIRE });
    const path = `/v2/pals/${pals[i % pals.length]?.["pal_id"]}/tools`;
    await request(emulator, "POST", path, { tool_ids: [tool["tool_id"]] });
  }
}

async function changesOf(environment: EngineEnvironment, folder: string): Promise<number> {
  const stdout = await pulumi(environment, folder, "preview --json");
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
