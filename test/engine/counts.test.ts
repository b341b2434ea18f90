import { expect, it } from "vitest";
import * as tavus from "../../src/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { useEmulator } from "./support/fixtures.ts";
import { isSeeded, readsCostMore } from "./support/seeded.ts";
import { createStack } from "./support/stack.ts";

const emulator = useEmulator();
/** P-4 */
const PER_PAL = 50;

/** The file backend writes the whole state at each step, which this test doesn't measure. */
const QUICK = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

async function expectExactCalls(n: number): Promise<void> {
  const pals: string[] = [];
  while (pals.length < Math.ceil(n / PER_PAL)) pals.push(await emulator.createPal());
  let description = "After the call.";
  const program = async (): Promise<void> => {
    for (let i = 0; i < n; i += 1) {
      const definition = fullPostCallTool({ name: `tool_${i}`, ...(i === 0 && { description }) });
      const tool = new tavus.Tool(`tool-${i}`, definition as unknown as tavus.ToolArgs);
      new tavus.PalToolAttachment(`on-pal-${i}`, { palId: pals[Math.floor(i / PER_PAL)] ?? "", toolId: tool });
    }
  };
  const stack = await createStack({ program, config: emulator.config, env: QUICK });
  const run = async (
    operation: keyof Pick<typeof stack, "up" | "preview" | "refresh" | "destroy">,
    options = {},
  ): Promise<string[]> => {
    const done = await stack[operation](options);
    expect(done.ok, done.stdout + done.stderr).toBe(true);
    return emulator.calls();
  };
  const reads = Math.ceil(n / 100) + pals.length;
  emulator.calls();

  const created = await run("up");
  expect(created.filter((call) => call === "POST /v2/tools")).toHaveLength(n);
  // Concurrent attachments to one PAL share a request.
  expect(created.length).toBeLessThanOrEqual(n + n);
  expect(created.filter((call) => !/^POST \/v2\/(tools|pals\/\w+\/tools)$/.test(call))).toEqual([]);
  expect(await emulator.tools()).toHaveLength(n);
  emulator.calls();

  if (n < 250) expect(await run("refresh", { args: ["--parallel", "1"] })).toHaveLength(reads);
  expect(await run("preview", { expectNoChanges: true })).toEqual([]);

  description = "Another text.";
  const updated = await run("up", { args: ["--refresh"] });
  expect(updated.filter((call) => call === "GET /v2/tools")).toHaveLength(Math.ceil(n / 100));
  expect(updated).toHaveLength(reads + 1);
  expect(updated.filter((call) => !call.startsWith("GET "))).toEqual([
    expect.stringMatching(/^PATCH \/v2\/tools\/t[0-9a-f]{12}$/),
  ]);

  const destroyed = await run("destroy");
  expect(destroyed).toHaveLength(n);
  expect(destroyed.filter((call) => !call.startsWith("DELETE /v2/tools/"))).toEqual([]);
  expect(await emulator.tools()).toEqual([]);
  await stack.dispose();
}

const TITLE = "%i tools, each attached to a PAL, cost exactly the calls they must";
it.skipIf(readsCostMore).each([10])(TITLE, expectExactCalls);
it.skipIf(readsCostMore).each(isSeeded ? [1] : [1, 250])(TITLE, { tags: "nightly" }, expectExactCalls);
