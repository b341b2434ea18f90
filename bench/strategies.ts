import { createEngineEnvironment } from "../tools/engine-environment.ts";
import { OURS, PLAIN } from "./programs.ts";
import { createProject, pulumi, timed } from "./project.ts";
import { type Counts, type SlowApi, startSlowApi } from "./slow-api.ts";
import { GAP_MS, syncByScript } from "./sync-script.ts";
import { figure, type Row, type Section } from "./table.ts";

const LATENCY_MS = 50;
const LIMIT = 10;

interface Run extends Counts {
  /** The duration of the whole command. */
  readonly wall: number;
}

/** Measures requests and time with a distant account for our provider, a plain dynamic provider, and a script. */
export async function measureDistance(tools: number): Promise<Section> {
  const api = await startSlowApi({ latency: LATENCY_MS });
  try {
    const ours = await throughEngine(api, OURS, tools, ["up", "refresh"]);
    const plain = await throughEngine(api, PLAIN, tools, ["up", "refresh"]);
    await syncByScript(api, tools);
    const script = await counted(api, () => syncByScript(api, tools));
    const hurried = await counted(api, () => syncByScript(api, tools, 0));
    const paused = `script, nothing changed, ${GAP_MS} ms between requests`;
    const row = (what: string, unit: string, own: number, floor: number, floorIs: string, ratio?: number): Row => ({
      what,
      unit,
      ours: own,
      floor,
      floorIs,
      ...(ratio !== undefined && { goal: { ratio } }),
    });
    const [created, looked, plainCreated, plainLooked] = [...ours, ...plain] as [Run, Run, Run, Run];
    const rows = [
      row(`first up of ${tools} tools`, "requests", created.requests, plainCreated.requests, "plain dynamic provider"),
      row(`first up of ${tools} tools`, "s", created.wall, plainCreated.wall, "plain dynamic provider"),
      row(
        `refresh of ${tools} tools`,
        "requests",
        looked.requests,
        plainLooked.requests,
        "plain dynamic provider",
        0.05,
      ),
      row(`refresh of ${tools} tools`, "s", looked.wall, plainLooked.wall, "plain dynamic provider"),
      row(`refresh of ${tools} tools`, "requests", looked.requests, script.requests, paused),
      row(`refresh of ${tools} tools`, "s", looked.wall, script.wall, paused, 0.02),
      row(`refresh of ${tools} tools`, "s", looked.wall, hurried.wall, "the same without a pause"),
    ];
    return { title: `${LATENCY_MS} ms away, ${tools} tools`, rows };
  } finally {
    await api.close();
  }
}

/** Measures how close the provider comes to the possible minimum under a rate limit. */
export async function measureLimit(tools: number): Promise<Section> {
  const api = await startSlowApi({ latency: LATENCY_MS, limit: LIMIT });
  try {
    const [created] = await throughEngine(api, OURS, tools, ["up"]);
    const plain = await throughEngine(api, PLAIN, tools, ["up"]).catch((error: unknown) => {
      if (!String(error).includes("answered 429")) throw error;
      return undefined;
    });
    api.takeCounts();
    const script = await counted(api, () => syncByScript(api, tools));
    if (created === undefined) throw new Error("nothing was created");
    const least = Math.max(0, tools - LIMIT) / LIMIT + LATENCY_MS / 1000;
    const what = `first up of ${tools} tools`;
    const rows: Row[] = [
      {
        what,
        unit: "s",
        ours: created.seconds,
        floor: least,
        floorIs: "least that the limit allows",
        goal: { ratio: 1.2 },
      },
      { what, unit: "requests", ours: created.requests, floor: tools, floorIs: "one per tool" },
      { what, unit: "s", ours: created.wall, floor: script.wall, floorIs: `script, ${GAP_MS} ms between requests` },
    ];
    const end = plain === undefined ? "fails: it doesn't wait for a 429" : `takes ${figure(plain[0]?.wall ?? 0)} s`;
    const notes = [`${created.throttled} of our requests were answered with 429. The plain dynamic provider ${end}.`];
    return { title: `${LIMIT} requests a second, ${tools} tools`, rows, notes };
  } finally {
    await api.close();
  }
}

async function throughEngine(
  api: SlowApi,
  program: string,
  tools: number,
  commands: readonly string[],
): Promise<Run[]> {
  const environment = await createEngineEnvironment({
    env: { TAVUS_BASE_URL: api.url, TAVUS_API_KEY: api.apiKey, BENCH_TOOLS: String(tools) },
  });
  try {
    const folder = await createProject(environment, program === OURS ? "ours" : "plain", program);
    const runs: Run[] = [];
    for (const command of commands)
      runs.push(await counted(api, () => pulumi(environment, folder, `${command} --yes --skip-preview`)));
    await pulumi(environment, folder, "destroy --yes --skip-preview");
    return runs;
  } finally {
    await environment.dispose();
  }
}

async function counted(api: SlowApi, work: () => Promise<unknown>): Promise<Run> {
  api.takeCounts();
  const wall = await timed(work);
  return { ...api.takeCounts(), wall };
}
