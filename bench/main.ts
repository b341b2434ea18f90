/**
 * Benchmarks the provider (`npm run bench`) and compares each figure with another one from the same run. `-- --smoke` only checks that everything
 * runs. `-- --only engine` runs one part. `-- --write` writes the tables into docs/benchmarks.md.
 */
import { parseArgs } from "node:util";
import { measureAdoption } from "./adopt.ts";
import { measureCallEnds, measurePage } from "./call-end.ts";
import { measureImport } from "./import-time.ts";
import { describeRun, writePage } from "./page.ts";
import { measureProviderProcess } from "./provider-process.ts";
import { measureVerification, receiverBytes } from "./receiver.ts";
import { measureCheckpoints, measureRollOut } from "./roll-out.ts";
import { measureDecision, measureEmulatorStart } from "./single.ts";
import { measureDistance, measureLimit } from "./strategies.ts";
import { isMissed, printSection, type Section } from "./table.ts";

const PARTS = {
  single: measureSingle,
  engine: measureEngine,
  checkpoints: async () => [await measureCheckpoints(smoke ? 5 : 1000)],
  provider: async () => [
    await (smoke ? measureProviderProcess([10, 20], 10) : measureProviderProcess([100, 1000, 5000], 2000)),
  ],
  others: async () => [await measureDistance(smoke ? 3 : 100), await measureLimit(smoke ? 3 : 100)],
  adoption: measureAdopted,
  calls: measureCalls,
};

const { values } = parseArgs({
  options: { smoke: { type: "boolean" }, write: { type: "boolean" }, only: { type: "string" } },
});
const smoke = values.smoke === true;
if (smoke && values.write === true) throw new Error("--smoke is too short for figures that --write could keep");
const only = values.only?.split(",");
const unknown = only?.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) throw new Error(`--only takes ${Object.keys(PARTS).join(", ")}, not ${unknown}`);

// Read before the benchmark, because the source may change during its 40 minutes.
const about = values.write === true ? await describeRun() : undefined;
const sections: Section[] = [];
for (const [name, measure] of Object.entries(PARTS)) {
  if (only?.includes(name) === false) continue;
  const found = await measure();
  for (const section of found) printSection(section, !smoke);
  sections.push(...found);
}
const goals = sections.flatMap(({ rows }) => rows.filter(({ goal }) => goal !== undefined));
const missed = goals.filter(isMissed);
// A smoke run is too short for meaningful figures.
if (!smoke) console.log(`\n${goals.length - missed.length} of ${goals.length} goals met.`);
if (about !== undefined) writePage(sections, about);

async function measureSingle(): Promise<Section[]> {
  const rows = [
    await measureDecision(smoke ? 200 : 20_000),
    await measureImport(smoke ? 1 : 21),
    await measureEmulatorStart(smoke ? 2 : 20),
    await measureVerification(smoke ? 200 : 20_000),
  ];
  const notes = [
    `pulumi-tavus/webhook, everything bundled and minified: ${await receiverBytes()} bytes (at most 24000).`,
  ];
  return [{ title: "Alone", rows, notes }];
}

async function measureEngine(): Promise<Section[]> {
  if (smoke) return [await measureRollOut({ tools: 5, times: 1, checkpoints: true })];
  return [
    await measureRollOut({ tools: 10, times: 5, checkpoints: true }),
    await measureRollOut({ tools: 100, times: 3, checkpoints: true }),
    await measureRollOut({ tools: 1000, times: 3, checkpoints: false }),
  ];
}

async function measureAdopted(): Promise<Section[]> {
  const [tools, drifting] = smoke ? [10, 5] : [200, 1000];
  const { rows, seconds, calls, changes } = await measureAdoption(tools, drifting);
  const note =
    `import of ${tools} tools on ${Math.ceil(tools / 10)} PALs, not counting Pulumi's own import: ${seconds.toFixed(2)} s, ${calls} requests. ` +
    `The next preview proposes ${changes} changes.`;
  return [{ title: "An account that exists", rows, notes: [note] }];
}

async function measureCalls(): Promise<Section[]> {
  const ends = await measureCallEnds(smoke ? 100 : 10_000);
  const page = await measurePage(smoke ? 3 : 20);
  const notes = [
    `emulator, memory after calls: ${ends.memory.map(([calls, mb]) => `${calls}: ${mb.toFixed(0)} MB`).join(", ")}.`,
    `page, from an endpoint's answer to the delivery on the screen: ${page.median} ms, at worst ${page.worst} ms (at most 200).`,
  ];
  return [{ title: "A call's end", rows: [ends.row], notes }];
}
