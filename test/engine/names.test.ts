import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import * as tavus from "../../src/index.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";
import { useEmulator } from "./support/fixtures.ts";
import type { Operation } from "./support/operation.ts";
import { createStack } from "./support/stack.ts";

const emulator = useEmulator();

const action = tavus.defineAction({
  name: "log_note",
  description: "d",
  parameters: { message: z.string().describe("m") },
});
const delivery = { url: "https://crm.acme.dev/{tavus_conversation_id}" };
const { name: _, ...unnamed } = fullPostCallTool();
const definition = unnamed as unknown as tavus.ToolArgs;
const textOf = ({ stdout, stderr }: Operation): string => stdout + stderr;

/** Two resources with default names, and one with a name. */
const declare =
  (tool: string, more: () => void = () => {}, same: object = unnamed) =>
  async () => {
    new tavus.Tool(tool, definition, { aliases: [{ name: "note" }] });
    new tavus.PostCallAction("calls", { action, delivery });
    new tavus.Tool("same", { ...same, name: "same" } as unknown as tavus.ToolArgs, { deleteBeforeReplace: false });
    more();
  };

const READS = [
  ["tmissing1", () => tavus.Tool.get("x", "tmissing1")],
  ["p0123456789/tmissing1", () => tavus.PalToolAttachment.get("x", "p0123456789/tmissing1")],
  ["p0123456789", () => tavus.PalTools.get("x", "p0123456789")],
] as const;

async function operate() {
  const stack = await createStack({ program: declare("note"), config: emulator.config });
  try {
    const up = await stack.up();
    expect(up.ok, textOf(up)).toBe(true);
    const names = (await emulator.tools()).map(({ name }) => name).sort();
    const renamed = await stack.up({ program: declare("memo"), expectNoChanges: true });
    const taken = await stack.preview({ program: declare("memo", () => void new tavus.Tool("note", definition)) });
    const late = pulumi.output(1).apply(() => ({ api: { url: new URL("https://crm.acme.dev") } }));
    const unread = await stack.preview({ program: async () => void READS.map(([, read]) => read()) });
    const unsendable = await stack.preview({
      program: async () => void new tavus.Tool("late", { ...definition, delivery: late } as unknown as tavus.ToolArgs),
    });
    const replaced = await stack.up({ program: declare("memo", undefined, fullInCallTool()) });
    return { names, renamed, taken, unread, unsendable, replaced };
  } finally {
    await stack.dispose();
  }
}

let seen: Awaited<ReturnType<typeof operate>>;
beforeAll(async () => {
  seen = await operate();
});

it("keeps a default name if its resource is renamed", () => {
  expect(seen.names).toEqual(["log_note_test", "note_test", "same"]);
  expect(seen.renamed.ok, textOf(seen.renamed)).toBe(true);
  expect(seen.renamed.changes).toEqual([]);
});

it("refuses a new resource that would get the default name of a renamed one", () => {
  expect(seen.taken.ok).toBe(false);
  expect(textOf(seen.taken)).toMatch(/memo and .*note are both named "note_test"/);
});

it.each(READS)("fails to read %s, which doesn't exist, and names it", (id) => {
  expect(seen.unread.ok).toBe(false);
  expect(textOf(seen.unread)).toMatch(new RegExp(`(The account has no|The attachment).*"${id}"`));
});

it("says which value of an Output can't be sent", () => {
  expect(seen.unsendable.ok).toBe(false);
  expect(textOf(seen.unsendable)).toContain("Tool late: delivery.api.url is a URL, which can't be sent to Tavus.");
});

it("says what prevents a replacement", () => {
  expect(seen.replaced.ok).toBe(false);
  expect(textOf(seen.replaced)).toContain("Remove `deleteBeforeReplace: false`");
  expect(textOf(seen.replaced)).not.toContain("adopt");
});
