import { globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import fc from "fast-check";
import { expect } from "vitest";
import * as tavus from "../../../src/index.ts";
import { type Edit, edit, TOOLS } from "../../emulator/model/commands.ts";
import type { Declared } from "../../emulator/model/engine.ts";
import { CANARY, FAULTS, type FaultName, FaultyEmulator } from "../../emulator/model/faulty-emulator.ts";
import { importFileOf } from "../../emulator/model/import-file.ts";
import { type Importable, ProgramModel } from "../../emulator/model/program.ts";
import { pressCtrlC, signalProviderHost } from "./incident.ts";
import type { Operation } from "./operation.ts";
import { createStack, type TestStack } from "./stack.ts";

/** An incident during an operation of the engine, at its k-th call. */
const INCIDENTS = [
  "none",
  "fault",
  "engine killed",
  "host killed",
  "host interrupted",
  "interrupted",
  "interrupted while nobody answers",
  "server gone",
  "key rotated",
] as const;

/**
 * After these incidents, a tool may remain that neither the state nor a message knows, because the process that could report it is dead. If the
 * server is gone, the message says that the look-up failed. After an interruption, the provider has time to find out. Each created tool is then in
 * the state, or a message has said "Could not tell whether".
 */
const LEAVES_UNTOLD: readonly Round["incident"][] = ["engine killed", "host killed"];

/** The number of requests in messages about a resource, one after the other: to take it over, or to choose another name. */
const ADVICE = 2;

interface Round {
  readonly op: "up" | "refresh" | "destroy";
  readonly incident: (typeof INCIDENTS)[number];
  readonly fault: FaultName;
  readonly at: number;
  /** The edits of each history before the operation. */
  readonly edits: readonly (readonly Edit[])[];
  /** For each history, the tool to import before the operation, if the console has created a tool with that name. */
  readonly imports: readonly (number | undefined)[];
}

export interface LongRunOptions {
  /** Programs that share one stack, each with its own history. */
  readonly histories: number;
  readonly seed: number;
  readonly rounds: number;
}

const roundOf = (histories: number): fc.Arbitrary<Round> =>
  fc.record({
    op: fc.constantFrom("up", "up", "up", "up", "refresh", "destroy"),
    incident: fc.constantFrom(...INCIDENTS),
    fault: fc.constantFrom(...(Object.keys(FAULTS) as FaultName[])),
    at: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 * histories })),
    edits: fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: histories, maxLength: histories }),
    imports: fc.array(fc.option(fc.nat(TOOLS - 1), { nil: undefined }), {
      minLength: histories,
      maxLength: histories,
    }),
  });

/** How often each incident has happened, in all runs of this process. */
export const happened = new Map<string, number>();

/** How long the slowest Ctrl-C took to end its operation. */
export const slowest = { interruptMs: 0 };

/**
 * Many programs share one stack of the real engine. Program and console make random edits, and operations are interrupted or killed. In the end, a
 * few operations run undisturbed. Then the account must match the programs.
 */
export async function liveLong({ histories, seed, rounds }: LongRunOptions): Promise<void> {
  const faulty = await FaultyEmulator.start();
  const models = await Promise.all(
    Array.from({ length: histories }, (_, i) => ProgramModel.begin(faulty, `h${String(i).padStart(2, "0")}_`)),
  );
  const stack = await createStack({
    program: programOf(() => models.flatMap((model) => model.declared())),
    config: { "tavus:apiKey": { value: faulty.apiKey, secret: true }, "tavus:baseUrl": faulty.emulator.url },
  });
  try {
    for (const round of fc.sample(roundOf(histories), { numRuns: rounds, seed })) {
      const ids = idsOf(stack);
      for (const [i, model] of models.entries())
        for (const one of round.edits[i] ?? []) await model.apply(one, (urn) => ids.get(urn));
      await importAll(round, stack, models);
      await meet(round, stack, faulty, models);
    }
    await settle(stack, faulty, models);
  } finally {
    await stack.dispose();
    await faulty.emulator.close();
  }
}

function programOf(declared: () => readonly Declared[]): PulumiFn {
  return async () => {
    const made = new Map<string, tavus.Tool>();
    for (const { urn, kind, inputs } of declared()) {
      // Uses outputs instead of the model's ids.
      const args = inputs(((one: string) => made.get(one)?.toolId) as never) as never;
      if (kind === "tool") made.set(urn, new tavus.Tool(urn, args));
      else if (kind === "palTools") new tavus.PalTools(urn, args);
      else new tavus.PalToolAttachment(urn, args);
    }
  };
}

async function importAll({ imports }: Round, stack: TestStack, models: readonly ProgramModel[]): Promise<void> {
  const ids = idsOf(stack);
  const found: Importable[] = [];
  for (const [i, model] of models.entries()) {
    const tool = imports[i];
    const one = tool === undefined ? undefined : await model.importable(tool, (urn) => ids.get(urn));
    if (one !== undefined) found.push(one);
  }
  if (found.length === 0) return;
  const path = join(stack.environment.folder, "import.json");
  writeFileSync(path, JSON.stringify(importFileOf(found)));
  const args = ["import", "--file", path, "--generate-code=false", "--protect=false", "--yes", "--skip-preview"];
  const { exitCode, stdout, stderr } = await stack.run(args);
  expect(exitCode, `tools are imported\n${stdout}${stderr}`).toBe(0);
  happened.set("tool imported", (happened.get("tool imported") ?? 0) + found.length);
  const known = idsOf(stack);
  for (const model of models) model.see((urn) => known.get(urn));
}

async function meet(
  round: Round,
  stack: TestStack,
  faulty: FaultyEmulator,
  models: readonly ProgramModel[],
): Promise<void> {
  const { incident, at } = round;
  const kill = new AbortController();
  const { folder } = stack.environment;
  let interruptedAt: number | undefined;
  const interrupt = (): void => {
    interruptedAt = performance.now();
    pressCtrlC(folder);
  };
  const happen = {
    none: () => undefined,
    fault: () => undefined,
    "engine killed": () => kill.abort(),
    "host killed": () => signalProviderHost(folder, "SIGKILL"),
    "host interrupted": () => signalProviderHost(folder, "SIGINT"),
    interrupted: interrupt,
    "interrupted while nobody answers": interrupt,
    "server gone": () => undefined,
    "key rotated": () => faulty.rotateKey(),
  };
  let did = false;
  faulty.arm(
    incident === "fault" ? { at, name: round.fault } : undefined,
    incident === "server gone" ? at : undefined,
    {
      at,
      happen: () => {
        did = incident !== "none";
        happen[incident]();
      },
    },
  );
  if (incident === "interrupted while nobody answers") faulty.fallSilent(at);
  const done = await stack[round.op]({ kill: kill.signal });
  if (interruptedAt !== undefined) expectSoon(performance.now() - interruptedAt, done);
  if (did) happened.set(incident, (happened.get(incident) ?? 0) + 1);
  const wasCut = did && LEAVES_UNTOLD.includes(incident);
  faulty.arm();
  // The remedies of docs/reliability.md for a killed engine, which leaves its backend's lock and may leave half a file.
  if (incident === "engine killed") {
    for (const file of globSync("backend/.pulumi/**/*.attrs", { cwd: folder }))
      if (statSync(join(folder, file)).size === 0) rmSync(join(folder, file));
    await stack.run(["cancel", "--yes"]);
  }
  if (incident === "key rotated") await stack.setConfig({ "tavus:apiKey": { value: faulty.apiKey, secret: true } });
  learn(done, stack, models, wasCut);
}

/**
 * Checks that the engine got the signal and notified its provider, not how fast. Without the signal, an operation takes one to two minutes. Here it
 * may take three times the promised time.
 */
function expectSoon(ms: number, { stdout, stderr }: Operation): void {
  slowest.interruptMs = Math.max(slowest.interruptMs, ms);
  expect(ms, `Ctrl-C ends an operation\n${stdout}${stderr}`).toBeLessThan(15_000);
}

/** Checks the output of an operation, and passes its errors to the models of the programs. */
function learn(done: Operation, stack: TestStack, models: readonly ProgramModel[], wasCut: boolean): void {
  const text = done.stdout + done.stderr;
  expect(text).not.toContain(CANARY);
  expect(text).not.toContain("unhandled promise rejection");
  const ids = idsOf(stack);
  const idOf = (urn: string): string | undefined => ids.get(urn);
  const errors = done.diagnostics.filter(({ severity }) => severity === "error");
  for (const model of models) {
    model.see(idOf);
    if (wasCut) model.learn({ ok: false, message: "killed" }, idOf);
    for (const { message, urn = "" } of errors) model.learn({ ok: false, message, urn: lastOf(urn) }, idOf);
  }
}

async function settle(stack: TestStack, faulty: FaultyEmulator, models: readonly ProgramModel[]): Promise<void> {
  const failures = new Map<string, number>();
  let isRecorded = false;
  for (;;) {
    const looked = await stack.refresh({ args: ["--clear-pending-creates"] });
    const done = await stack.up({});
    learn(done, stack, models, false);
    if (looked.ok && done.ok) break;
    // A refresh uses the key of the last successful up. After a rotation, this is the previous key.
    if (done.ok) {
      const output = `${looked.stdout}${looked.stderr}`;
      expect(output, `a refresh fails for an old key only\n${output}`).toContain("run them with --run-program");
      expect(isRecorded, `the key is recorded by now\n${output}`).toBe(false);
      isRecorded = true;
      continue;
    }
    // The engine stops at the first failure, so there may be as many attempts as resources. But each resource fails at most twice, each time with a
    // remedy.
    const failed = done.diagnostics.flatMap(({ severity, urn = "" }) =>
      severity === "error" && urn.includes("dynamic/tavus:") ? [lastOf(urn)] : [],
    );
    expect(failed, `an operation fails at a resource\n${done.stdout}${done.stderr}`).not.toEqual([]);
    for (const one of new Set(failed)) {
      failures.set(one, (failures.get(one) ?? 0) + 1);
      expect(failures.get(one), `${one} is repaired\n${done.stdout}${done.stderr}`).toBeLessThanOrEqual(ADVICE);
    }
  }
  faulty.emulator.clearRequests();
  const again = await stack.up({ expectNoChanges: true });
  expect(again.ok, `a second up changes nothing\n${again.stdout}${again.stderr}`).toBe(true);
  expect(faulty.emulator.requests, "a second up makes no call").toEqual([]);
  const cloud = await faulty.tools();
  for (const model of models) await model.expectDeployed(cloud);
  const kept = globSync("backend/**/*", { cwd: stack.environment.folder, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  for (const file of kept)
    expect(readFileSync(join(file.parentPath, file.name), "utf8"), file.name).not.toContain(CANARY);
}

const lastOf = (urn: string): string => urn.split("::").at(-1) ?? "";

/** Reads the backend's file, because the engine would take a second. */
function idsOf(stack: TestStack): Map<string, string> {
  const [path] = globSync("backend/.pulumi/stacks/**/*.json", { cwd: stack.environment.folder });
  if (path === undefined) return new Map();
  const text = readFileSync(join(stack.environment.folder, path), "utf8");
  const { checkpoint } = JSON.parse(text) as {
    checkpoint?: { latest?: { resources?: { urn: string; id?: string; delete?: boolean }[] } };
  };
  const resources = checkpoint?.latest?.resources ?? [];
  return new Map(
    resources
      .filter(({ urn, id, delete: isGoing }) => urn.includes("dynamic/tavus:") && id !== undefined && isGoing !== true)
      .map(({ urn, id }) => [lastOf(urn), id ?? ""]),
  );
}
