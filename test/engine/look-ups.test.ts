import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as tavus from "../../src/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { OTHER_API_KEY } from "./support/emulator.ts";
import { useEmulator } from "./support/fixtures.ts";
import type { Operation } from "./support/operation.ts";
import { createStack, type TestStack } from "./support/stack.ts";

const emulator = useEmulator();
let stack: TestStack;
beforeAll(async () => {
  stack = await createStack({ program: async () => {}, config: emulator.config });
});
afterAll(() => stack.dispose());

const textOf = ({ stdout, stderr }: Operation): string => stdout + stderr;
const definition = fullPostCallTool({ name: "note" }) as unknown as tavus.ToolArgs;

async function createPal(name: string, apiKey?: string): Promise<string> {
  const pal = { pal_name: name, system_prompt: "Help.", default_face_id: "r1" };
  const { body } = await emulator.request("POST", "/v2/pals", pal, apiKey);
  return String(body["pal_id"]);
}

it("finds PALs and tools by name and by id, even in a preview, with one request for each hundred", async () => {
  const support = await createPal("Support");
  for (let i = 1; i < 250; i += 1) await createPal(`PAL ${i}`);
  const other = await createPal("Support", OTHER_API_KEY);
  const { body } = await emulator.request("POST", "/v2/tools", {
    name: "existing",
    description: "d",
    trigger_type: "post_call",
    parameters: { type: "object", properties: {} },
    delivery: { api: { url: "https://crm.acme.dev/{tavus_conversation_id}" } },
  });
  const found: Record<string, unknown> = {};
  const program = async (): Promise<object> => {
    const account = new tavus.Provider("account", { apiKey: pulumi.secret(OTHER_API_KEY) });
    const pal = tavus.getPalOutput({ name: "Support" });
    const note = new tavus.Tool("note", definition);
    new tavus.PalToolAttachment("on-support", { palId: pal.palId, toolId: note });
    new tavus.PalToolAttachment("existing", {
      palId: tavus.getPalOutput({ id: support }).palId,
      toolId: tavus.getToolOutput({ name: pulumi.output("existing") }).toolId,
    });
    found["plain"] = await tavus.getPal({ name: "PAL 249" });
    found["tool"] = await tavus.getTool({ id: String(body["tool_id"]) });
    found["other"] = await tavus.getPal({ name: "Support" }, { provider: account });
    // Not known before the tool exists.
    const late = tavus.getToolOutput({ name: note.toolId.apply(() => "existing") });
    return {
      pal: pal.palId,
      other: tavus.getPalOutput({ name: "Support" }, { provider: account }).palId,
      isSecret: pulumi.isSecret(pal.palId),
      secretName: pulumi.isSecret(tavus.getPalOutput({ name: pulumi.secret("Support") }).palId),
      late: late.toolId,
    };
  };
  emulator.calls();
  const preview = await stack.preview({ program });
  expect(preview.ok, textOf(preview)).toBe(true);
  const lists = ["GET /v2/pals", "GET /v2/pals", "GET /v2/pals", "GET /v2/pals", "GET /v2/tools"];
  expect(emulator.calls().sort()).toEqual(lists);
  expect(found).toEqual({
    plain: { palId: expect.stringMatching(/^p[\da-f]{12}$/), name: "PAL 249" },
    tool: {
      toolId: body["tool_id"],
      name: "existing",
      description: "d",
      triggerType: "post_call",
    },
    other: { palId: other, name: "Support" },
  });

  const up = await stack.up();
  expect(up.ok, textOf(up)).toBe(true);
  expect(emulator.calls().filter((call) => call.startsWith("GET "))).toEqual(expect.arrayContaining(lists));
  const outputs = Object.entries(await stack.outputs()).map(([key, { value }]) => [key, value]);
  expect(Object.fromEntries(outputs)).toEqual({
    pal: support,
    other,
    isSecret: false,
    secretName: true,
    late: body["tool_id"],
  });
  const attached = (await emulator.request("GET", `/v2/pals/${support}/tools`)).body["data"] as { name: string }[];
  expect(attached.map(({ name }) => name).sort()).toEqual(["existing", "note"]);
});

it("fails in the preview if a name is missing, with similar names and without a stack trace", async () => {
  await createPal("Support");
  const preview = await stack.preview({
    program: async () => {
      const pal = tavus.getPalOutput({ name: "Suport" });
      new tavus.PalTools("tools", { palId: pal.palId, toolIds: [] });
    },
  });
  expect(preview.ok).toBe(false);
  expect(textOf(preview)).toContain(
    'getPal: the account has no PAL with the name "Suport". Did you mean Support? There are: Support.',
  );
  expect(textOf(preview)).not.toMatch(/^\s+at /m);
});
