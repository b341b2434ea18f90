import { expect, it } from "vitest";
import type { Behavior } from "../../../src/emulator/behavior.ts";
import type { Command } from "./commands.ts";
import { FaultyEmulator } from "./faulty-emulator.ts";
import { History } from "./history.ts";

// Histories that once failed, as short as random search could make them.
it.each<[string, Partial<Behavior>, Command[], number?]>([
  [
    "the documented default instead of the server's own, set explicitly by an adoption, is a change (U-9)",
    { unchangedPatch: "304", fillApiDefaults: { timeout: 30 } },
    [
      { do: "add", tool: 0 },
      { do: "up", killAt: 1 },
      { do: "console edit", tool: 0 },
      { do: "up", fault: { at: 1, name: "forbidden" } },
      { do: "attach", tool: 0, pal: 0 },
    ],
  ],
  [
    "the documented default instead of the server's own, set explicitly for an imported tool, is a change (U-9)",
    { unchangedPatch: "304", fillApiDefaults: { timeout: 30 }, maskWrites: false },
    [
      { do: "add", tool: 0 },
      { do: "console create", tool: 0 },
      { do: "import", tool: 0 },
      { do: "up" },
      { do: "rotate", tool: 0 },
      { do: "up", killAt: 1 },
    ],
  ],
  [
    "a tool that gets another tool's name before the other is renamed takes over its tool, and the other gets a new one",
    {},
    [
      { do: "add", tool: 0 },
      { do: "add", tool: 1 },
      { do: "attach", tool: 0, pal: 0 },
      { do: "attach", tool: 1, pal: 0 },
      { do: "attach", tool: 1, pal: 1 },
      { do: "up" },
      { do: "console recreate", tool: 0 },
      { do: "refresh" },
      { do: "up" },
      { do: "swap", tool: 0, with: 1 },
    ],
    3,
  ],
])("%s", async (_what, behavior, commands, tools = 2) => {
  const faulty = await FaultyEmulator.start({ behavior });
  try {
    const history = await History.begin(faulty);
    for (const command of commands) await history.run(command);
    await history.settle();
    expect(await faulty.tools()).toHaveLength(tools);
  } finally {
    await faulty.emulator.close();
  }
});
