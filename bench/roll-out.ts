import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEmulator } from "pulumi-tavus/emulator";
import { createEngineEnvironment } from "../tools/engine-environment.ts";
import type { Row } from "./table.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const OURS = `
const tavus = require("pulumi-tavus");
for (let i = 0; i < Number(process.env.BENCH_TOOLS); i += 1)
  new tavus.Tool("tool-" + i, {
    description: "After the call, log what the caller wanted.", triggerType: "post_call",
    parameters: { type: "object", properties: { message: { type: "string", description: "What the caller wanted." } } },
    delivery: { api: { url: "https://crm.acme.dev/n?c={tavus_conversation_id}" } },
  });`;

/** The same resources of a provider that does nothing. */
const NOTHING = `
const pulumi = require("@pulumi/pulumi");
const nothing = { create: async (inputs) => ({ id: "x", outs: inputs }), diff: async () => ({ changes: false }), delete: async () => {} };
for (let i = 0; i < Number(process.env.BENCH_TOOLS); i += 1)
  new pulumi.dynamic.Resource(nothing, "tool-" + i, {
    description: "After the call, log what the caller wanted.", triggerType: "post_call",
    parameters: { type: "object", properties: { message: { type: "string", description: "What the caller wanted." } } },
    delivery: { api: { url: "https://crm.acme.dev/n?c={tavus_conversation_id}" } },
  });`;

/** Whole commands of the real engine on n tools; the floor is a provider that does nothing, in the same run. */
export async function measureRollOut(n: number): Promise<Row[]> {
  const emulator = await createEmulator();
  const environment = await createEngineEnvironment({
    env: { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey, BENCH_TOOLS: String(n) },
  });
  try {
    const commands = [
      "up --yes --skip-preview",
      "preview",
      "up --yes --skip-preview",
      "refresh --yes --skip-preview",
      "destroy --yes --skip-preview",
    ];
    const names = ["first up", "preview, nothing changed", "up, nothing changed", "refresh", "destroy"];
    const run = async (name: string, program: string): Promise<number[]> => {
      const folder = join(environment.folder, name);
      mkdirSync(folder);
      writeFileSync(join(folder, "index.cjs"), program);
      writeFileSync(join(folder, "package.json"), JSON.stringify({ name, main: "index.cjs" }));
      writeFileSync(
        join(folder, "Pulumi.yaml"),
        `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.cjs\n`,
      );
      linkPackages(folder);
      await ok(environment.run(["stack", "init", "bench"], { cwd: folder }));
      const seconds: number[] = [];
      for (const command of commands) {
        const start = performance.now();
        await ok(environment.run(command.split(" "), { cwd: folder }));
        seconds.push((performance.now() - start) / 1000);
      }
      return seconds;
    };
    const floor = await run("nothing", NOTHING);
    const ours = await run("tavus", OURS);
    return names.map((what, i) => ({
      what: `${what}, ${n} tools`,
      unit: "s",
      ours: ours[i] ?? 0,
      floor: floor[i] ?? 0,
      floorIs: "provider that does nothing",
    }));
  } finally {
    await environment.dispose();
    await emulator.close();
  }
}

function linkPackages(folder: string): void {
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "dir");
}

async function ok(result: Promise<{ exitCode: number; stdout: string; stderr: string }>): Promise<void> {
  const { exitCode, stdout, stderr } = await result;
  if (exitCode !== 0) throw new Error(`Pulumi ended with ${exitCode}\n${stdout}${stderr}`);
}
