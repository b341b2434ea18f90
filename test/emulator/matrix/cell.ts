import { expect } from "vitest";
import { toWire } from "../../../src/contract/wire.ts";
import { tracesIn } from "../../support/canary.ts";
import { sameDefinition } from "../../support/definitions.ts";
import { type Declared, ModelEngine, type Outcome } from "../model/engine.ts";
import type { FaultyEmulator } from "../model/faulty-emulator.ts";
import type { MatrixFault } from "./faults.ts";
import { API_KEY, type Operation, type Setup, TOKEN } from "./operations.ts";

/** One call of an operation, by its method and path. */
export interface CallSite {
  /** `GET /v2/pals/*` + `/tools`. */
  readonly name: string;
  /** The number of the call in the operation, counting from 1. */
  readonly at: number;
}

/** A fault at a call of an operation: once, or for all calls from there on. */
export interface Cell {
  readonly operation: Operation;
  readonly site: CallSite;
  readonly fault: MatrixFault;
  readonly lasting: boolean;
}

/**
 * `ok`: the operation succeeds anyway. `fails`: it says why, nothing is lost, and the next `up` continues. `asks`: it can't determine whether the
 * tool was created, or by whom. The message names the one thing to do (`adopt: true`), and the next `up` continues.
 */
export type Result = "ok" | "fails" | "asks";

const PATIENCE_MS = 800;

async function setUp(faulty: FaultyEmulator, operation: Operation): Promise<Setup> {
  faulty.emulator.setFaults([]);
  faulty.emulator.reset();
  const pal = { pal_name: "A", system_prompt: "x", default_face_id: "r" };
  const palId = String((await faulty.request("POST", "/v2/pals", pal))["pal_id"]);
  const foreign = await faulty.request("POST", "/v2/tools", { name: "foreign", description: "Not ours." });
  await faulty.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: [foreign["tool_id"]] });
  const { apiKey, url: baseUrl } = faulty.emulator;
  const setup: Setup = { faulty, palId, engine: new ModelEngine({ apiKey, baseUrl }) };
  // A set determines all tools of a PAL.
  if (operation.name.startsWith("set"))
    await faulty.request("DELETE", `/v2/pals/${palId}/tools/${String(foreign["tool_id"])}`);
  expect(await setup.engine.up(operation.before(setup))).toEqual({ ok: true });
  await operation.prepare?.(setup);
  faulty.emulator.clearRequests();
  return setup;
}

const runIn = (operation: Operation, setup: Setup): Promise<Outcome> =>
  operation.run?.(setup) ?? setup.engine.up(operation.program(setup));

/** The calls of an operation without faults: all positions at which one can fail. */
export async function callSites(faulty: FaultyEmulator, operation: Operation): Promise<CallSite[]> {
  const setup = await setUp(faulty, operation);
  expect(await runIn(operation, setup), operation.name).toEqual({ ok: true });
  return faulty.emulator.requests.map(({ method, path }, i) => ({
    name: `${method} ${path.replace(/\/[tp][0-9a-f]{12}/g, "/*")}`,
    at: i + 1,
  }));
}

/** Injects the fault, checks the result, removes the fault, and checks that the next `up` repairs everything. */
export async function tryCell(faulty: FaultyEmulator, { operation, site, fault, lasting }: Cell): Promise<Result> {
  const setup = await setUp(faulty, operation);
  const { engine } = setup;
  const healthy = engine.account;
  engine.account = {
    ...healthy,
    ...(fault.baseUrl !== undefined && { baseUrl: fault.baseUrl }),
    ...(fault.isSlow === true && { requestTimeoutMs: PATIENCE_MS }),
  };
  if (fault.rule !== undefined)
    faulty.emulator.setFaults([{ nth: site.at, times: lasting ? "all" : 1, ...echoing(fault.rule, site) }]);
  const outcome = await runIn(operation, setup);
  faulty.emulator.setFaults([]);
  engine.account = healthy;
  if (!outcome.ok) expectGoodMessage(outcome.message ?? "");
  // An operation that reports success has left nothing to do. An operation that only reads has done nothing.
  if (outcome.ok && operation.run === undefined) await expectNothingToDo(operation.program(setup), setup);
  const asked = await converge(operation, setup, outcome);
  await expectAccount(operation, setup);
  if (outcome.ok) {
    expect(asked, "what has gone well asks for nothing afterwards").toBe(false);
    return "ok";
  }
  return asked ? "asks" : "fails";
}

/** A refusal that echoes the request in two spellings, which no message may repeat. */
function echoing(rule: NonNullable<MatrixFault["rule"]>, { name }: CallSite): NonNullable<MatrixFault["rule"]> {
  if (typeof rule.fault === "string") return rule;
  const sent = name.startsWith("POST /v2/tools") || name.startsWith("PATCH") ? [API_KEY, TOKEN] : [API_KEY];
  const echo = sent.map(({ value }) => `${value} ${encodeURIComponent(value)}`).join(" ");
  return { ...rule, fault: { ...rule.fault, body: { error: `Planned ${rule.fault.status}: ${echo}` } } };
}

async function expectNothingToDo(program: readonly Declared[], { engine, faulty }: Setup): Promise<void> {
  faulty.emulator.clearRequests();
  expect(await engine.up(program)).toEqual({ ok: true });
  expect(faulty.emulator.requests, "a second up makes no call").toEqual([]);
}

function expectGoodMessage(message: string): void {
  expect(tracesIn(message, [TOKEN, API_KEY])).toEqual([]);
  expect(message, "a message says what was asked").toMatch(/(GET|POST|PATCH|DELETE) \/v2\/|tool|PAL/);
  expect(message, "and is no stack").not.toMatch(/\n\s+at /);
  expect(message.length).toBeGreaterThan(30);
}

/** The next `up`, and a second one that has nothing to do. True if the user had to set `adopt: true` in between. */
async function converge(operation: Operation, setup: Setup, failed: Outcome): Promise<boolean> {
  let asks = !failed.ok && (failed.message ?? "").includes("adopt: true");
  let last = await setup.engine.up(operation.program(setup));
  let asked = false;
  if (!last.ok) {
    asks ||= (last.message ?? "").includes("adopt: true");
    expect(asks, `the next up: ${last.message}`).toBe(true);
    asked = true;
    last = await setup.engine.up(adopting(operation.program(setup)));
  }
  expect(last, "after the fault").toEqual({ ok: true });
  await expectNothingToDo(asked ? adopting(operation.program(setup)) : operation.program(setup), setup);
  return asked;
}

const adopting = (program: readonly Declared[]): Declared[] =>
  program.map((one) =>
    one.kind === "tool" ? { ...one, inputs: (idOf) => ({ ...one.inputs(idOf), adopt: true }) } : one,
  );

/** The account contains the program's tools exactly once, and what others have created. */
async function expectAccount(operation: Operation, setup: Setup): Promise<void> {
  const { faulty, engine, palId } = setup;
  const program = operation.program(setup);
  const idOf = (urn: string): string => engine.state.get(urn)?.id ?? "";
  const wanted = program.filter(({ kind }) => kind === "tool");
  const cloud = await faulty.tools();
  expect(cloud.map(({ name }) => name).sort(), "no orphan, no duplicate").toEqual(
    [...wanted.map(({ urn }) => urn), "foreign"].sort(),
  );
  for (const { urn, inputs } of wanted) {
    const { adopt: _, ...said } = inputs(idOf);
    const found = cloud.find(({ tool_id: id }) => id === idOf(urn)) ?? {};
    expect(sameDefinition(toWire(said).wire, found), urn).toBe(true);
  }
  const attached = program.flatMap(({ kind, inputs }) => {
    const { toolId, toolIds = [toolId] } = inputs(idOf) as { toolId?: string; toolIds?: string[] };
    return kind === "tool" ? [] : toolIds;
  });
  const foreign = operation.name.startsWith("set") ? [] : [cloud.find(({ name }) => name === "foreign")?.["tool_id"]];
  expect((await faulty.toolsOf(palId)).map((one) => one["tool_id"]).sort()).toEqual([...attached, ...foreign].sort());
}
