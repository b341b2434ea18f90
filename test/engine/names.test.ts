import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import * as tavus from "../../src/index.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";
import type { Operation } from "./support/operation.ts";
import { createScene } from "./support/scene.ts";
import { createStack, type TestStack } from "./support/stack.ts";

const scene = createScene();
let stack: TestStack;
beforeAll(async () => {
  stack = await createStack({ program: async () => {}, config: scene.config });
});
afterAll(() => stack.dispose());

const action = tavus.defineAction({
  name: "log_note",
  description: "d",
  parameters: { message: z.string().describe("m") },
});
const delivery = { url: "https://crm.acme.dev/{tavus_conversation_id}" };
const { name: _, ...unnamed } = fullPostCallTool();
const definition = unnamed as unknown as tavus.ToolArgs;
const textOf = ({ stdout, stderr }: Operation): string => stdout + stderr;

it("keeps a default name if its resource is renamed, and refuses a new resource that would get the same one", async () => {
  const declare =
    (tool: string, component: string, more: () => void = () => {}) =>
    async () => {
      new tavus.Tool(tool, definition, { aliases: [{ name: "note" }] });
      new tavus.PostCallAction(component, { action, delivery }, { aliases: [{ name: "calls" }] });
      more();
    };
  const up = await stack.up({ program: declare("note", "calls") });
  expect(up.ok, textOf(up)).toBe(true);
  const names = (await scene.tools()).map(({ name }) => name).sort();
  expect(names).toEqual(["log_note_test", "note_test"]);

  const renamed = await stack.up({ program: declare("memo", "calls"), expectNoChanges: true });
  expect(renamed.ok, textOf(renamed)).toBe(true);
  expect(renamed.changes).toEqual([]);
  const taken = await stack.preview({
    program: declare("memo", "calls", () => void new tavus.Tool("note", definition)),
  });
  expect(taken.ok).toBe(false);
  expect(textOf(taken)).toMatch(/memo and .*note have one name, "note_test"/);
});

it("fails to read by an id that does not exist, and names it", async () => {
  const reads = [
    ["tmissing1", () => tavus.Tool.get("x", "tmissing1")],
    ["p0123456789/tmissing1", () => tavus.PalToolAttachment.get("x", "p0123456789/tmissing1")],
    ["p0123456789", () => tavus.PalTools.get("x", "p0123456789")],
  ] as const;
  for (const [id, read] of reads) {
    const preview = await stack.preview({ program: async () => void read() });
    expect(preview.ok).toBe(false);
    expect(textOf(preview)).toMatch(new RegExp(`(The account has no|The attachment).*"${id}"`));
  }
});

it("says which value of an Output can't be sent, and what stands in the way of a replacement", async () => {
  const late = pulumi.output(1).apply(() => ({ api: { url: new URL("https://crm.acme.dev") } }));
  const preview = await stack.preview({
    program: async () => void new tavus.Tool("late", { ...definition, delivery: late } as unknown as tavus.ToolArgs),
  });
  expect(preview.ok).toBe(false);
  expect(textOf(preview)).toContain("Tool late: delivery.api.url is a URL, which can't be sent to Tavus.");

  const named = (fields: object) => async () =>
    void new tavus.Tool("same", { ...fields, name: "same" } as unknown as tavus.ToolArgs, {
      deleteBeforeReplace: false,
    });
  const up = await stack.up({ program: named(unnamed) });
  expect(up.ok, textOf(up)).toBe(true);
  const replaced = await stack.up({ program: named(fullInCallTool()) });
  expect(replaced.ok).toBe(false);
  expect(textOf(replaced)).toContain("Remove `deleteBeforeReplace: false`");
  expect(textOf(replaced)).not.toContain("adopt");
});
