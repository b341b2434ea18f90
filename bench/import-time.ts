import { join } from "node:path";
import { run } from "../tools/process.ts";
import { ROOT, timed } from "./project.ts";
import { median, type Row } from "./table.ts";

/** Measures the time that `import "pulumi-tavus"` adds to the start of a program that already imports @pulumi/pulumi. */
export async function measureImport(times: number): Promise<Row> {
  const start = (code: string): Promise<number> =>
    timed(async () => {
      const { exitCode, stderr } = await run(process.execPath, ["--input-type=module", "-e", code], {
        cwd: join(ROOT, "bench"),
        env: process.env,
      });
      if (exitCode !== 0) throw new Error(stderr);
    });
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let i = 0; i < times; i += 1) {
    floor.push(await start('import "@pulumi/pulumi";'));
    ours.push(await start('import "@pulumi/pulumi"; import "pulumi-tavus";'));
  }
  // Compares pairs, because a slowdown of the machine affects both runs of a pair.
  const more = median(ours.map((seconds, i) => seconds - (floor[i] ?? 0)));
  return {
    what: "start of a program that imports the package",
    unit: "ms",
    ours: (median(floor) + more) * 1000,
    floor: median(floor) * 1000,
    floorIs: "@pulumi/pulumi alone",
    goal: { more: 50 },
  };
}
