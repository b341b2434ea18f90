// @module-tag nightly
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { afterAll, afterEach, expect, it } from "vitest";
import * as tavus from "../../src/index.ts";
import { type Dev, startDev } from "../support/dev.ts";
import { fc, SEED } from "../support/random.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { createStack } from "./support/stack.ts";

/**
 * A server that dies in the middle of an operation and restarts at once: its running work is done or not, and nobody knows. The emulator keeps its
 * account in a file, so that it can be killed.
 */
const ROUNDS = Number(process.env["EMULATOR_KILLS"] ?? 6);
const TOOLS = 12;
/** Somebody else's tool, attached to the same PAL. */
const FOREIGN = "of_somebody_else";

interface Round {
  readonly op: "up" | "refresh" | "destroy";
  readonly signal: "SIGKILL" | "SIGINT";
  /** After this many handled requests. Their answers may or may not arrive. */
  readonly at: number;
  /** For each tool, its new declaration. 0 for none. */
  readonly versions: readonly number[];
}

const round: fc.Arbitrary<Round> = fc.record({
  op: fc.constantFrom("up", "up", "up", "refresh", "destroy"),
  signal: fc.constantFrom("SIGKILL", "SIGKILL", "SIGINT"),
  at: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: TOOLS })),
  versions: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: TOOLS, maxLength: TOOLS }),
});

const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-killed-"));
const file = join(folder, "tavus.sqlite");
let dev: Dev | undefined;
afterEach(() => dev?.kill());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nameOf = (i: number): string => `killed_${i}`;
const textOf = (version: number): string => `Version ${version} of what is done after the call.`;

function programOf(versions: readonly number[], palId: string, adopt = false): PulumiFn {
  return async () => {
    for (const [i, version] of versions.entries()) {
      if (version === 0) continue;
      const inputs = fullPostCallTool({
        name: nameOf(i),
        description: textOf(version),
        ...(adopt && { adopt }),
      }) as unknown as tavus.ToolArgs;
      const { toolId } = new tavus.Tool(`tool-${i}`, inputs);
      // Every other tool is attached: an attachment is two requests that depend on each other.
      if (i % 2 === 0) new tavus.PalToolAttachment(`attachment-${i}`, { palId, toolId });
    }
  };
}

it(`${ROUNDS} operations in which the server is killed (seed ${SEED}) lose nothing and create nothing twice`, {
  timeout: 60_000 * ROUNDS,
}, async () => {
  let server = await startDev(file);
  dev = server;
  const port = new URL(server.url).port;
  const { pal_id: pal } = await server.call("POST", "/v2/pals", {
    pal_name: "P",
    system_prompt: "s",
    default_face_id: "r",
  });
  const palId = String(pal);
  const foreign = await server.call("POST", "/v2/tools", {
    name: FOREIGN,
    description: "Not ours.",
    delivery: { app_message: true },
  });
  await server.call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [foreign["tool_id"]] });
  const stack = await createStack({
    program: async () => {},
    config: { "tavus:apiKey": { value: server.apiKey, secret: true }, "tavus:baseUrl": server.url },
  });
  let killed = 0;
  for (const { op, signal, at, versions } of fc.sample(round, { numRuns: ROUNDS, seed: SEED })) {
    const program = programOf(versions, palId);
    let answered = 0;
    const restarted = new Promise<Dev>((resolve, reject) => {
      const victim = server;
      victim.log.on("request", () => {
        answered += 1;
        if (answered !== at) return;
        killed += 1;
        victim
          .kill(signal)
          .then(() => startDev(file, "--port", port))
          .then(resolve, reject);
      });
    });
    // Awaited below. Until then, a failing restart must not be an unhandled rejection.
    restarted.catch(() => {});
    const done = await stack[op]({ program });
    if (answered >= at) server = await restarted;
    server.log.removeAllListeners();
    dev = server;
    expect(done.stdout + done.stderr).not.toContain("unhandled promise rejection");

    let settled = await stack.up();
    // docs/reliability.md: if the look-up fails, too, the message says so, and names this remedy.
    if (!settled.ok && settled.stdout.concat(settled.stderr).includes("set `adopt: true`"))
      settled = await stack.up({ program: programOf(versions, palId, true) });
    expect(settled.ok, `the next up repairs what ${op} left\n${settled.stdout}${settled.stderr}`).toBe(true);
    const calls: string[] = [];
    server.log.on("request", (call) => calls.push(call));
    expect((await stack.up({ expectNoChanges: true })).ok).toBe(true);
    expect(calls, "a second up makes no call").toEqual([]);
    server.log.removeAllListeners();
    await expectDeployed(server, palId, versions);
    expect(await server.call("GET", `/v2/tools/${foreign["tool_id"]}`)).toEqual(foreign);
  }
  console.log(`  ${killed} x the emulator killed`);
  expect(killed).toBeGreaterThan(0);
  await stack.dispose();
});

async function expectDeployed(server: Dev, palId: string, versions: readonly number[]): Promise<void> {
  const declared = versions.flatMap((version, i) => (version === 0 ? [] : [{ i, version }]));
  const { data: tools } = (await server.call("GET", "/v2/tools?limit=100")) as { data: Record<string, unknown>[] };
  const found = tools
    .filter(({ name }) => String(name).startsWith("killed_"))
    .map(({ name, description }) => `${name}: ${description}`);
  expect(found.sort()).toEqual(declared.map(({ i, version }) => `${nameOf(i)}: ${textOf(version)}`).sort());
  const { data: attached } = (await server.call("GET", `/v2/pals/${palId}/tools`)) as {
    data: Record<string, unknown>[];
  };
  const names = attached.map(({ name }) => String(name));
  expect(names.sort()).toEqual([FOREIGN, ...declared.filter(({ i }) => i % 2 === 0).map(({ i }) => nameOf(i))].sort());
}
