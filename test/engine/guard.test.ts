import type * as pulumi from "@pulumi/pulumi";
import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import * as tavus from "../../src/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { test } from "./support/fixtures.ts";
import { idOf, type Recorded, recorder, reported, toolOf, writesTo } from "./support/recorded.ts";

// test/emulator/guard.test.ts tests what the guard finds, and that it is off by default. This file tests it with the engine.

const pals: Record<string, string> = {};
const NAMES = ["edited", "untouched", "attached", "listed"];

const program =
  (more: JsonObject, replacing: JsonObject = {}): pulumi.automation.PulumiFn =>
  async () => {
    const provider = new tavus.Provider("strict", { guard: "refuse" });
    const [, , attached, listed] = NAMES.map((name) => {
      const isOnPal = name === "attached" || name === "listed";
      const fields = { name, ...(isOnPal ? replacing : more) };
      return new tavus.Tool(name, fullPostCallTool(fields) as unknown as tavus.ToolArgs, { provider });
    }) as [tavus.Tool, tavus.Tool, tavus.Tool, tavus.Tool];
    new tavus.PalToolAttachment("attachment", { palId: pals["attached"] ?? "", toolId: attached }, { provider });
    new tavus.PalTools("set", { palId: pals["listed"] ?? "", toolIds: [listed] }, { provider });
  };

describe("a Provider with guard: refuse", () => {
  let created: Recorded;
  let updateRefused: Recorded;
  let replacementRefused: Recorded;
  let updated: Recorded;

  test.beforeAll(async ({ emulator, createStack }) => {
    for (const name of ["attached", "listed"]) pals[name] = await emulator.createPal();
    const stack = await createStack(program({}));
    const record = recorder(emulator, stack, pals);
    created = await record(stack.up());
    const edit = (name: string, fields: JsonObject) =>
      emulator.request("PATCH", `/v2/tools/${idOf(created, name)}`, fields);
    for (const name of ["edited", "attached", "listed"]) await edit(name, { description: "By hand." });
    // Without it, the engine begins nothing new after a failure.
    const args = ["--continue-on-error"];
    updateRefused = await record(stack.up({ program: program({ description: "New." }), args }), { ok: false });
    const replacing = program({ description: "New." }, { triggerType: "in_call" });
    replacementRefused = await record(stack.up({ program: replacing, args }), { ok: false });
    for (const name of ["attached", "listed"]) await edit(name, { trigger_type: "in_call" });
    const refreshed = await stack.refresh();
    expect(refreshed.ok, refreshed.stdout + refreshed.stderr).toBe(true);
    updated = await record(stack.up({ program: program({ description: "New." }) }));
  });

  test("fails the update of a tool that somebody changed, and lets the others continue", () => {
    expect(reported(updateRefused.operation, "error", /::edited$/)).toContain('is "By hand.". It was not touched');
    expect(toolOf(updateRefused, "edited")).toMatchObject({ description: "By hand." });
    expect(updateRefused.calls.filter((call) => !call.startsWith("GET "))).toEqual([
      `PATCH /v2/tools/${idOf(created, "untouched")}`,
    ]);
  });

  test("fails a replacement before dependent resources are touched", () => {
    // The engine stops planning after the first failure.
    expect(reported(replacementRefused.operation, "error", /::(attached|listed)$/)).toContain(
      'is "By hand.". It was not touched',
    );
    expect(replacementRefused.calls.filter((call) => !call.startsWith("GET "))).toEqual([]);
    expect(replacementRefused.attached).toEqual(created.attached);
  });

  test("allows the program's change after a refresh has seen the other change", () => {
    expect(toolOf(updated, "edited")).toMatchObject({ tool_id: idOf(created, "edited"), description: "New." });
    // Even if it has seen a replacement.
    for (const name of ["attached", "listed"]) {
      expect(writesTo(updated, idOf(created, name))).toContain(`DELETE /v2/tools/${idOf(created, name)}`);
      expect(updated.attached[name]).toEqual([idOf(updated, name)]);
    }
  });
});
