// @module-tag nightly
import { describe, expect, it } from "vitest";
import { parseTool } from "../../src/contract/index.ts";
import { toInputs } from "../../src/contract/wire.ts";
import * as tavus from "../../src/index.ts";
import { realToolDefinitions } from "../support/real-tools.ts";
import { useEmulator } from "./support/fixtures.ts";
import { createStack } from "./support/stack.ts";

const emulator = useEmulator();
const definitions = [...realToolDefinitions()];

describe.skipIf(definitions.length === 0)("a stack of definitions from public repositories", () => {
  it("is deployed, isn't changed by previews and refreshes, and is destroyed, with the necessary calls", async () => {
    const program = async (): Promise<void> => {
      for (const [label, wire] of definitions) {
        const tool = parseTool({ ...wire, tool_id: label });
        if (tool !== undefined) new tavus.Tool(`real-${label}`, toInputs(tool) as unknown as tavus.ToolArgs);
      }
    };
    const stack = await createStack({ program, config: emulator.config });
    const up = await stack.up();
    expect(up.ok, up.stdout + up.stderr).toBe(true);
    expect(emulator.calls()).toEqual(definitions.map(() => "POST /v2/tools"));
    expect(await emulator.tools()).toHaveLength(definitions.length);

    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
    expect(emulator.calls()).toEqual([]);
    const refreshed = await stack.preview({ args: ["--refresh"], expectNoChanges: true });
    expect(refreshed.ok, refreshed.stdout + refreshed.stderr).toBe(true);
    expect((await stack.refresh({ expectNoChanges: true })).ok).toBe(true);
    expect(emulator.calls()).toEqual(["GET /v2/tools", "GET /v2/tools"]);

    expect((await stack.destroy()).ok).toBe(true);
    expect(emulator.calls()).toHaveLength(definitions.length);
    expect(await emulator.tools()).toEqual([]);
    await stack.dispose();
  });
});
