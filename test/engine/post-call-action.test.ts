import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import * as tavus from "../../src/index.ts";
import { useEmulator } from "./support/fixtures.ts";
import type { Operation } from "./support/operation.ts";
import { createStack, type TestStack } from "./support/stack.ts";

const emulator = useEmulator();
const stacks: TestStack[] = [];
afterEach(() => Promise.all(stacks.splice(0).map((stack) => stack.dispose())));

async function stackOf(program: pulumi.automation.PulumiFn): Promise<TestStack> {
  const stack = await createStack({ program, config: emulator.config });
  stacks.push(stack);
  return stack;
}
const expectOk = (operation: { ok: boolean; stdout: string; stderr: string }) =>
  expect(operation.ok, operation.stdout + operation.stderr).toBe(true);

const note = tavus.defineAction({
  name: "log_note",
  description: "Log a note.",
  parameters: {
    channel: tavus.fixed("C0"),
    team: tavus.fixed(),
    record: z.string().describe("Which record."),
    message: z.string().describe("What the caller wanted."),
  },
  body: (p) => ({ channel: p.channel, text: p.message, team: p.team }),
  path: (p) => `/records/${p.record}`,
  query: (p) => ({ call: p.tavusConversationId }),
});
const bare = tavus.defineAction({
  name: "bare",
  description: "d",
  parameters: { message: z.string().describe("m") },
});
const delivery = { url: "https://crm.acme.dev/api?v=2", auth: { type: "bearer", token: "c4nary" } } as const;

/** A value that only the deployment knows: an output of another resource. */
class Slack extends pulumi.dynamic.Resource {
  declare readonly team: pulumi.Output<string>;
  constructor(name: string, team: string) {
    super({ create: async ({ team: given }: { team: string }) => ({ id: "s1", outs: { team: given } }) }, name, {
      team,
    });
  }
}

describe("PostCallAction", () => {
  it("creates tool and attachments of a definition, with values that only the deployment knows, and their cost", async () => {
    const [first, second] = [await emulator.createPal(), await emulator.createPal()];
    const stack = await stackOf(async () => {
      const slack = new Slack("slack", "T1");
      const action = new tavus.PostCallAction("note", {
        action: note,
        delivery,
        fixed: { team: slack.team },
        attachTo: { support: first, sales: pulumi.output(second) },
        nameSuffix: pulumi.getStack(),
      });
      return { url: action.url, toolName: action.toolName, toolId: action.toolId };
    });
    const up = await stack.up();
    expectOk(up);
    expect(up.changes.map(({ op, name, type }) => [op, name, type.split(":").at(-1)]).sort()).toEqual([
      ["create", "note", "PostCallAction"],
      ["create", "note", "Tool"],
      ["create", "note-sales", "PalToolAttachment"],
      ["create", "note-support", "PalToolAttachment"],
      ["create", "slack", "Resource"],
    ]);
    expect(emulator.calls()).toHaveLength(3);
    const [tool] = await emulator.tools();
    expect(tool).toMatchObject({
      name: "log_note_test",
      trigger_type: "post_call",
      description: "Log a note.",
      parameters: {
        properties: {
          channel: { type: "string", const: "C0" },
          team: { type: "string", const: "T1" },
          message: { type: "string" },
        },
        required: ["channel", "team", "record", "message"],
      },
      delivery: {
        api: {
          url: "https://crm.acme.dev/api/records/{record}?v=2&call={tavus_conversation_id}",
          body_template: { channel: "{channel}", text: "{message}", team: "{team}" },
        },
      },
    });
    expectOk(await stack.preview({ args: ["--refresh"], expectNoChanges: true }));
    emulator.calls();
    // C-20: deleting the tool removes its attachments.
    expectOk(await stack.destroy());
    expect(emulator.calls()).toEqual([`DELETE /v2/tools/${String(tool?.["tool_id"])}`]);
  });

  it("gives the tool its default name again when the program no longer sets nameSuffix", async () => {
    let naming: { nameSuffix?: string } = { nameSuffix: "eu" };
    const stack = await stackOf(async () => {
      new tavus.PostCallAction("bare", { action: bare, delivery, ...naming });
      return {};
    });
    const names: unknown[] = [];
    for (const next of [naming, {}, {}]) {
      naming = next;
      const up = await stack.up();
      expectOk(up);
      const [tool] = await emulator.tools();
      names.push([tool?.["name"], up.changes.filter(({ type }) => type.endsWith("Tool")).map(({ op }) => op)]);
    }
    expect(names).toEqual([
      ["bare_eu", ["create"]],
      ["bare_test", ["update"]],
      ["bare_test", []],
    ]);
    expectOk(await stack.destroy());
  });

  it("shows its warnings together with its errors", async () => {
    const stack = await stackOf(async () => {
      new tavus.PostCallAction("bare", {
        action: bare,
        delivery: { ...delivery, timeout: 99, headers: { "X-Api-Key": "c4nary" } },
      });
      return {};
    });
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    const said = preview.diagnostics.map(({ severity, message }) => `${severity}: ${message.trim()}`).join("\n");
    expect(said).toMatch(/^error: .*`delivery\.api\.timeout`/m);
    expect(said).toMatch(/warning: bare_test: `delivery\.api\.headers\.X-Api-Key`/);
    expect(said).not.toContain("c4nary");
  });

  it("takes over the state of a Tool and an attachment that had its names", { tags: "nightly" }, async () => {
    const palId = await emulator.createPal();
    const definition = {
      name: "bare",
      description: "d",
      triggerType: "post_call",
      parameters: {
        type: "object",
        properties: { message: { type: "string", description: "m" } },
        required: ["message"],
      },
      delivery: { api: { url: "https://crm.acme.dev/n?c={tavus_conversation_id}" } },
    } as const;
    const stack = await stackOf(async () => void new tavus.Tool("bare", definition));
    expectOk(await stack.up());
    const [before] = await emulator.tools();
    emulator.calls();
    const component = async () =>
      void new tavus.PostCallAction("bare", { action: bare, delivery: definition.delivery.api, attachTo: [palId] });
    const preview = await stack.preview({ program: component });
    expect(preview.changes.map(({ op, name }) => [op, name])).toEqual([
      ["create", "bare"],
      ["create", `bare-${palId}`],
    ]);
    expectOk(await stack.up({ program: component }));
    expect(emulator.calls()).toEqual([`POST /v2/pals/${palId}/tools`]);
    expect((await emulator.tools()).map(({ tool_id: id }) => id)).toEqual([before?.["tool_id"]]);
  });

  it("adds and removes PALs without touching the others, in any order", { tags: "nightly" }, async () => {
    const [a, b, c] = [await emulator.createPal(), await emulator.createPal(), await emulator.createPal()];
    const attached =
      (...pals: string[]) =>
      async () =>
        void new tavus.PostCallAction("bare", {
          action: bare,
          delivery: { receiver: "https://app.acme.dev/hooks" },
          attachTo: pals,
        });
    const stack = await stackOf(attached(a, b));
    expectOk(await stack.up());
    emulator.calls();
    expectOk(await stack.up({ program: attached(c, b) }));
    const [tool] = await emulator.tools();
    expect(
      emulator
        .calls()
        .filter((call) => !call.startsWith("GET"))
        .sort(),
    ).toEqual([`DELETE /v2/pals/${a}/tools/${String(tool?.["tool_id"])}`, `POST /v2/pals/${c}/tools`]);
    const url = "https://app.acme.dev/hooks/bare?tavus_conversation_id={tavus_conversation_id}";
    expect(tool).toMatchObject({ delivery: { api: { url } } });
  });

  describe("in a preview", () => {
    const undescribed = tavus.defineAction({
      name: "undescribed",
      description: "d",
      parameters: { message: z.string() },
    });
    const args = (fixed: object) =>
      ({ action: note, delivery, fixed }) as unknown as tavus.PostCallActionArgs<typeof note>;
    const said: string[] = [];
    let preview: Operation;
    let refused: Operation;
    beforeAll(async () => {
      const stack = await createStack({
        config: emulator.config,
        program: async () => {
          new tavus.PostCallAction("loose", { action: undescribed, delivery: { url: "https://crm.acme.dev/n" } });
          for (const [name, fixed] of Object.entries({ note: {}, other: { team: "T", chanel: "C" } }))
            try {
              new tavus.PostCallAction(name, args(fixed));
            } catch (error) {
              said.push(String(error));
            }
        },
      });
      preview = await stack.preview();
      refused = await stack.preview({
        program: async () =>
          void new tavus.PostCallAction("wrong", { ...args({ team: "T" }), delivery: { url: "ftp://a" } } as never),
      });
      await stack.dispose();
    });

    it("warns about a definition that nothing links to a conversation, and shows the definition's own warnings", () => {
      const warnings = preview.diagnostics
        .filter(({ severity }) => severity === "warning")
        .map(({ message }) => message);
      for (const rule of ["(R-9)", "(T-22)"])
        expect(
          warnings.filter((text) => text.includes(rule)),
          rule,
        ).toHaveLength(1);
    });

    it("reports in JavaScript which fixed value is missing or unknown", () => {
      expect(said).toEqual([
        "Error: PostCallAction note: fixed.team is missing. The definition leaves it to the program: write fixed: { team: … }.",
        "Error: PostCallAction other: fixed.chanel is not a parameter of the action. Declare it with fixed().",
      ]);
    });

    it("reports the error at the path of an Output", () => {
      expect(refused.ok).toBe(false);
      expect(refused.stdout + refused.stderr).toContain("delivery.api.url");
    });
  });
});
