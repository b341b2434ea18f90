import { createEmulator } from "pulumi-tavus/emulator";
import { createEngineEnvironment, type EngineEnvironment } from "../tools/engine-environment.ts";
import { ALIKE, NOTHING, OURS } from "./programs.ts";
import { createProject, pulumi, timed, WITHOUT_CHECKPOINTS } from "./project.ts";
import { figure, median, type Row, type Section } from "./table.ts";

const STEPS = [
  { what: "first up", command: "up --yes --skip-preview", goal: 1.25 },
  { what: "preview, nothing changed", command: "preview", goal: 1.1 },
  { what: "up, nothing changed", command: "up --yes --skip-preview", goal: 1.1 },
  { what: "refresh", command: "refresh --yes --skip-preview", goal: 1.25 },
  { what: "destroy", command: "destroy --yes --skip-preview", goal: undefined },
] as const;

export interface RollOutOptions {
  readonly tools: number;
  /** How many times each provider is measured. They take turns. */
  readonly times: number;
  /** Whether the engine writes its checkpoint after each step, which is its default. */
  readonly checkpoints: boolean;
}

/** Compares whole commands of the real engine with the same commands of a provider that does nothing. The emulator answers immediately. */
export async function measureRollOut({ tools, times, checkpoints }: RollOutOptions): Promise<Section> {
  const emulator = await createEmulator();
  const environment = await createEngineEnvironment({
    env: {
      TAVUS_BASE_URL: emulator.url,
      TAVUS_API_KEY: emulator.apiKey,
      BENCH_TOOLS: String(tools),
      ...(checkpoints ? {} : WITHOUT_CHECKPOINTS),
    },
  });
  try {
    const projects = {
      floor: await createProject(environment, "nothing", NOTHING),
      alike: await createProject(environment, "alike", ALIKE),
      ours: await createProject(environment, "tavus", OURS),
    };
    const names = ["floor", "alike", "ours"] as const;
    const seconds: Record<(typeof names)[number], number[]>[] = STEPS.map(() => ({ floor: [], alike: [], ours: [] }));
    const bytes: { floor?: Size; ours?: Size } = {};
    for (let i = 0; i < times; i += 1) {
      for (const [n, { command }] of STEPS.entries()) {
        // Rotates the order, because the machine's speed may change.
        for (const turn of names.keys()) {
          const name = names[(turn + i + n) % names.length] ?? "ours";
          seconds[n]?.[name].push(await timed(() => pulumi(environment, projects[name], command)));
        }
        if (n === 0)
          [bytes.floor, bytes.ours] = [
            await sizeOf(environment, projects.floor),
            await sizeOf(environment, projects.ours),
          ];
      }
    }
    const rows = STEPS.flatMap(({ what, goal }, n): Row[] => {
      const { floor = [], alike: same = [], ours: own = [] } = seconds[n] ?? {};
      const row = { what: `${what}, ${tools} tools`, unit: "s", ours: median(own) };
      return [
        {
          ...row,
          floor: median(floor),
          floorIs: "provider that does nothing",
          ...(goal !== undefined && { goal: { ratio: goal } }),
        },
        { ...row, floor: median(same), floorIs: "the same with a name and two outputs more" },
      ];
    });
    const size: Row = {
      what: `state, bytes of a tool (${tools} tools)`,
      unit: "B",
      ours: bytes.ours?.state ?? 0,
      floor: bytes.floor?.state ?? 0,
      floorIs: "provider that does nothing",
    };
    const text = `Provider text in the state: ${bytes.ours?.text} characters per tool, compared with ${bytes.floor?.text} for the provider that does nothing.`;
    const writes = checkpoints ? "with a checkpoint after each step" : "without checkpoints";
    const title = `Through the engine, ${tools} tools, ${writes}${times === 1 ? "" : `, medians of ${times}`}`;
    return { title, rows: [...rows, size], notes: [text] };
  } finally {
    await environment.dispose();
    await emulator.close();
  }
}

interface Size {
  /** Bytes per resource in the stack. */
  readonly state: number;
  readonly text: number;
}

async function sizeOf(environment: EngineEnvironment, folder: string): Promise<Size> {
  const { deployment } = JSON.parse(await pulumi(environment, folder, "stack export")) as {
    deployment: { resources: { urn: string; inputs?: { __provider?: string | { plaintext: string } } }[] };
  };
  const resources = deployment.resources.filter(({ inputs }) => inputs?.__provider !== undefined);
  const total = resources.reduce((sum, resource) => sum + JSON.stringify(resource).length, 0);
  const text = resources[0]?.inputs?.__provider;
  return {
    state: total / resources.length,
    text: typeof text === "string" ? text.length : (text?.plaintext.length ?? 0),
  };
}

/** Measures the cost of the checkpoint after each step: the same `up` with and without checkpoints. */
export async function measureCheckpoints(tools: number): Promise<Section> {
  const emulator = await createEmulator();
  const environment = await createEngineEnvironment({
    env: { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey, BENCH_TOOLS: String(tools) },
  });
  try {
    const rows: Row[] = [];
    for (const [name, program] of [["ours", OURS] as const, ["nothing", NOTHING] as const]) {
      const folder = await createProject(environment, name, program);
      const run = (command: string, env?: NodeJS.ProcessEnv): Promise<string> =>
        pulumi(environment, folder, `${command} --yes --skip-preview`, env);
      const floor = await timed(() => run("up", WITHOUT_CHECKPOINTS));
      await run("destroy", WITHOUT_CHECKPOINTS);
      const ours = await timed(() => run("up"));
      const who = name === "ours" ? "" : ", of a provider that does nothing";
      rows.push({
        what: `first up, ${tools} tools${who}`,
        unit: "s",
        ours,
        floor,
        floorIs: "without checkpoints",
      });
    }
    const cost = rows.map(({ ours, floor }) => figure(((ours - floor) / tools) * 1000));
    const note = `The backend's own cost: ${cost[0]} ms per tool with pulumi-tavus, and ${cost[1]} ms with the provider that does nothing. It grows with the state.`;
    return { title: "The backend's checkpoints", rows, notes: [note] };
  } finally {
    await environment.dispose();
    await emulator.close();
  }
}
