import { expect, it } from "vitest";
import type { Behavior } from "../../src/emulator/behavior.ts";
import type { Command } from "./commands.ts";
import { History } from "./history.ts";
import { World } from "./world.ts";

// Histories that once did not end well, as small as chance could make them.
it.each<[string, Partial<Behavior>, Command[]]>([
  [
    "the documented default in place of the server's own, said aloud by an adoption, is a change (U-9)",
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
    "the documented default in place of the server's own, said aloud to a tool that was imported, is a change (U-9)",
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
])("%s", async (_what, behavior, commands) => {
  const world = await World.start({ behavior });
  try {
    const history = await History.begin(world);
    for (const command of commands) await history.run(command);
    await history.settle();
    expect(await world.tools()).toHaveLength(2);
  } finally {
    await world.emulator.close();
  }
});
