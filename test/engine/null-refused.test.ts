// @module-tag nightly
import { expect, it } from "vitest";
import * as tavus from "../../src/index.ts";
import { fullInCallTool } from "../support/tools.ts";
import { useEmulator } from "./support/fixtures.ts";
import { createStack } from "./support/stack.ts";

// C-14: it isn't known whether null clears a field in a PATCH.
const emulator = useEmulator({ behavior: { acceptNull: false } });

it("names a field that the server doesn't clear, with the command that does", async () => {
  let fields: Record<string, unknown> = {};
  const program = async (): Promise<void> => {
    const tool = new tavus.Tool("order", fullInCallTool(fields) as unknown as tavus.ToolArgs);
    new tavus.PalToolAttachment("on-support", { palId, toolId: tool });
  };
  const palId = await emulator.createPal();
  const stack = await createStack({ program, config: emulator.config });
  expect((await stack.up()).ok).toBe(true);
  const [before] = await emulator.tools();

  fields = { onCall: "silent", staticFiller: undefined };
  const refused = await stack.up();
  expect(refused.ok).toBe(false);
  const [message = ""] = refused.diagnostics.flatMap(({ severity, message }) => (severity === "error" ? message : []));
  expect(message).toContain(
    "If the reason is that Tavus does not clear staticFiller, replace the tool: pulumi up --replace",
  );
  expect(await emulator.tools()).toEqual([before]);

  const urn = (await stack.exportState()).deployment.resources.find(
    ({ urn }: { urn: string }) => urn.split("::").at(-1) === "order",
  ).urn as string;
  const replaced = await stack.up({ args: ["--replace", urn] });
  expect(replaced.ok, replaced.stdout + replaced.stderr).toBe(true);
  const [after, ...others] = await emulator.tools();
  expect(others).toEqual([]);
  expect(after).toMatchObject({ on_call: "silent", static_filler: null });
  const { body } = await emulator.request("GET", `/v2/pals/${palId}/tools`);
  expect((body["data"] as { tool_id: string }[]).map(({ tool_id }) => tool_id)).toEqual([after?.["tool_id"]]);
  emulator.calls();
  expect((await stack.up({ expectNoChanges: true })).ok).toBe(true);
  expect(emulator.calls()).toEqual([]);
});
