import type { OutputMap } from "@pulumi/pulumi/automation/index.js";
import { expect } from "vitest";
import type { JsonObject } from "../../../src/contract/index.ts";
import type { TestEmulator } from "./emulator.ts";
import type { Operation } from "./operation.ts";
import type { TestStack } from "./stack.ts";

/** An operation of a stack that several tests share, with its results. */
export interface Recorded {
  readonly operation: Operation;
  /** The calls of the operation. */
  readonly calls: readonly string[];
  readonly outputs: OutputMap;
  readonly tools: readonly JsonObject[];
  /** The ids of the attached tools by the keys of `pals`. Empty for a deleted PAL. */
  readonly attached: Readonly<Record<string, readonly string[]>>;
}

/** Runs operations for `test.beforeAll`, so that each test can check its own resources in the recordings. */
export function recorder(emulator: TestEmulator, stack: TestStack, pals: Readonly<Record<string, string>> = {}) {
  return async (running: Promise<Operation>, { ok = true } = {}): Promise<Recorded> => {
    const operation = await running;
    expect(operation.ok, operation.stdout + operation.stderr).toBe(ok);
    const attached: [string, string[]][] = [];
    for (const [key, palId] of Object.entries(pals)) {
      const { status } = await emulator.request("GET", `/v2/pals/${palId}`);
      attached.push([key, status === 200 ? await emulator.attached(palId) : []]);
    }
    return {
      operation,
      calls: emulator.calls(),
      outputs: await stack.outputs(),
      tools: await emulator.tools(),
      attached: Object.fromEntries(attached),
    };
  };
}

export const toolOf = ({ tools }: Pick<Recorded, "tools">, name: string): JsonObject | undefined =>
  tools.find((tool) => tool["name"] === name);
export const idOf = (recorded: Pick<Recorded, "tools">, name: string): string =>
  String(toolOf(recorded, name)?.["tool_id"]);

/** The calls whose path contains one of these ids. The path of a POST doesn't show which tool it created. */
export const callsTo = ({ calls }: Pick<Recorded, "calls">, ...ids: (string | undefined)[]): string[] =>
  calls.filter((call) => ids.some((id) => id !== undefined && call.includes(id)));
export const writesTo = (recorded: Pick<Recorded, "calls">, ...ids: (string | undefined)[]): string[] =>
  callsTo(recorded, ...ids).filter((call) => !call.startsWith("GET "));

/** The operation's messages about our resources. */
export const reported = ({ diagnostics }: Operation, severity: "error" | "warning", urn = /\/tavus:/): string =>
  diagnostics
    .filter((one) => one.severity === severity && urn.test(one.urn ?? ""))
    .map(({ message }) => message)
    .join("\n");
