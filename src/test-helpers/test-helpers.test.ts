import { createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as tavus from "../index.ts";
import { assertDeploys, createDelivery, createEvent, type DeliveryAuth, runProgram, signPayload } from "../testing.ts";
import { createReceiver, isExecuted, parseEvent, verifySignature } from "../webhook.ts";

const SECRET = "c4nary-secret";
const summary = tavus.defineAction({
  name: "support_summary",
  description: "Post a summary.",
  parameters: {
    channel: tavus.fixed("C0SUPPORT"),
    team: tavus.fixed(),
    message: z.string().min(5).describe("One sentence: what the caller wanted."),
    urgency: z.enum(["low", "high"]).describe("How urgent."),
    items: z
      .array(z.object({ sku: z.string(), count: z.int().min(1) }))
      .min(1)
      .describe("What was ordered."),
  },
});
const note = tavus.defineAction({
  name: "log_note",
  description: "Log a note.",
  parameters: { message: z.string().describe("What."), tag: z.string().describe("Tag.") },
  body: (p) => ({ text: p.message, tag: p.tag }),
  query: (p) => ({ about: p.tag }),
});

function receiverFor(auth: Parameters<typeof createReceiver>[0]["auth"]) {
  const handled: [object, unknown][] = [];
  const events: unknown[] = [];
  const handle = (args: object, { conversationId }: { conversationId?: string }): void =>
    void handled.push([args, conversationId]);
  const receive = createReceiver({
    actions: [summary, note],
    auth,
    on: { support_summary: handle, log_note: handle },
    onEvent: (event) => void events.push(event),
  });
  return { receive, handled, events };
}

describe("signPayload", () => {
  it("signs as Tavus does, for any body", async () => {
    for (const body of ["", '{"a":"ö"}']) {
      const signature = signPayload(body, SECRET);
      expect(signature).toBe(createHmac("sha256", SECRET).update(body).digest("hex"));
      expect(await verifySignature(new TextEncoder().encode(body), signature, SECRET)).toEqual({ secretIndex: 0 });
    }
  });
});

describe("createDelivery", () => {
  it.each<[string, DeliveryAuth, Parameters<typeof createReceiver>[0]["auth"]]>([
    ["hmac", { type: "hmac", secret: SECRET }, { type: "hmac", secret: SECRET }],
    ["bearer", { type: "bearer", token: SECRET }, { type: "bearer", token: SECRET }],
    ["basic", { type: "basic", username: "u", password: SECRET }, { type: "basic", username: "u", password: SECRET }],
    ["api_key", { type: "api_key", name: "X-Key", value: SECRET }, { type: "api_key", name: "X-Key", value: SECRET }],
    ["none", { type: "none" }, { type: "none" }],
  ])("is accepted by a receiver with auth %s, with the arguments from the test", async (_, auth, own) => {
    const { receive, handled } = receiverFor(own);
    const request = await createDelivery(summary, {
      auth,
      receiver: "http://localhost:3000/hooks",
      arguments: { message: "Wants a refund.", items: [{ sku: "A", count: 2 }] },
      conversationId: "c1",
    });
    expect(new URL(request.url).pathname).toBe("/hooks/support_summary");
    expect((await receive(request)).status).toBe(200);
    expect(handled).toEqual([
      [
        expect.objectContaining({ channel: "C0SUPPORT", message: "Wants a refund.", items: [{ sku: "A", count: 2 }] }),
        "c1",
      ],
    ]);
  });

  it("is the same in every run, and only has another conversation if the test says so", async () => {
    const texts = await Promise.all([1, 2].map(async () => (await createDelivery(summary)).text()));
    expect(texts[0]).toBe(texts[1]);
    const { receive, handled } = receiverFor({ type: "none" });
    for (const conversationId of ["c1", "c1", "c2"]) await receive(await createDelivery(summary, { conversationId }));
    expect(handled.map(([, id]) => id)).toEqual(["c1", "c2"]);
  });

  it("has the definition's body, path, and query, at any endpoint", async () => {
    const request = await createDelivery(note, {
      url: "https://crm.acme.dev/n?v=1",
      arguments: { message: "Hi", tag: "a b" },
    });
    expect(request.url).toBe("https://crm.acme.dev/n?v=1&about=a%20b");
    expect(await request.json()).toEqual({ text: "Hi", tag: "a b" });
  });

  it("refuses arguments that the definition doesn't have or allow", async () => {
    const make = (given: object) => createDelivery(summary, { arguments: given });
    await expect(make({ mesage: "x" })).rejects.toThrow("support_summary: mesage is not a parameter of the action.");
    await expect(make({ urgency: "medium" })).rejects.toThrow(`arguments/urgency doesn't fit "enum"`);
  });
});

describe("createEvent", () => {
  it("is read as an event by a receiver, for each status", async () => {
    const { receive, events } = receiverFor({ type: "hmac", secret: SECRET });
    const event = await createEvent(summary, { conversationId: "c1", arguments: { message: "Wants a refund." } });
    const post = { method: "POST", body: JSON.stringify(event) };
    expect((await receive(new Request("http://localhost/hooks", post))).status).toBe(200);
    const parsed = parseEvent(event as never);
    expect(events).toEqual([parsed]);
    expect(isExecuted(parsed) && parsed.request?.body).toMatchObject({ message: "Wants a refund." });
    expect(await createEvent(summary, { status: "skipped" })).toMatchObject({ properties: { status: "skipped" } });
    expect((await createEvent(summary, { status: "skipped" })).properties.request).toBeUndefined();
    const failed = await createEvent(note, {
      status: "error",
      error: "answered 500",
      response: { httpStatus: 500, body: "" },
    });
    expect(failed.properties).toMatchObject({
      tool_name: "log_note",
      error: "answered 500",
      response: { http_status: 500 },
    });
  });
});

describe("assertDeploys", () => {
  const program =
    (change: object = {}) =>
    async (): Promise<void> => {
      const config = new pulumi.Config();
      const { palId } = tavus.getPalOutput({ name: "Support" });
      new tavus.PostCallAction("support-summary", {
        action: summary,
        fixed: { team: pulumi.secret("T1") },
        delivery: {
          receiver: "https://support.acme.dev/hooks",
          auth: { type: "hmac", secret: config.requireSecret("hook") },
        },
        attachTo: { support: palId, sales: config.require("salesPal") },
        ...change,
      } as never);
      new tavus.PostCallAction("log-note", { action: note, delivery: { url: "https://crm.acme.dev/n" } });
    };
  const options = {
    config: { hook: SECRET, "project:salesPal": "p2" },
    call: ({ token }: { token: string }) => (token === "tavus:index:getPal" ? { palId: "p1" } : undefined),
  };
  const expected = {
    receiver: "https://support.acme.dev/hooks",
    auth: { type: "hmac", secret: SECRET },
    attachTo: ["p2", "p1"],
    fixed: { team: "T1" },
  };
  const messageOf = async (change: object, wanted: object = expected): Promise<string> => {
    const declared = await runProgram(program(change), options);
    try {
      assertDeploys(declared, summary, wanted);
      return "";
    } catch (error) {
      expect(error).toMatchObject({ name: "AssertionError", code: "ERR_ASSERTION" });
      return (error as Error).message;
    }
  };

  it("accepts a program that deploys the definition, without network and key", async () => {
    const declared = await runProgram(program(), options);
    assertDeploys(declared, summary, expected);
    assertDeploys(declared, summary);
    assertDeploys(declared, note, { url: "https://crm.acme.dev/n", attachTo: [], name: "log_note_test" });
    expect(declared.tools.map(({ resource, inputs }) => [resource, inputs["name"]])).toEqual([
      ["log-note", "log_note_test"],
      ["support-summary", "support_summary_test"],
    ]);
  });

  it("lists every difference, and no credential", async () => {
    const other = tavus.defineAction({
      ...{ name: "support_summary", description: "Other." },
      parameters: { message: z.string().describe("m") },
    });
    const message = await messageOf({
      action: other,
      fixed: undefined,
      delivery: { receiver: "https://other.acme.dev", auth: { type: "hmac", secret: "c4nary-other" } },
      attachTo: ["p9"],
    });
    expect(message).toContain("The program doesn't deploy support_summary as it is defined:\n");
    for (const line of [
      'description is "Other.", not "Post a summary.".',
      "parameters.properties.urgency is missing, not {",
      'parameters.properties.team.const is missing, not "T1".',
      'delivery.api.url is "https://other.acme.dev/support_summary", not "https://support.acme.dev/hooks/support_summary".',
      "delivery.api.auth.secret is another secret.",
      'attachTo is ["p9"], not ["p1","p2"].',
    ])
      expect(message).toContain(`  ${line}`);
    expect(message).not.toContain("c4nary");
  });

  it("names the existing tools if the action's tool is missing or exists twice", async () => {
    const declared = await runProgram(program({ name: "other" }), options);
    expect(() => assertDeploys(declared, summary)).toThrow(
      "The program declares no tool named support_summary or support_summary_<suffix>. It declares: log_note_test, other.",
    );
    const twice = await runProgram(async () => {
      const delivery = { url: "https://crm.acme.dev/n" };
      for (const nameSuffix of ["a", "b"]) new tavus.PostCallAction(nameSuffix, { action: note, delivery, nameSuffix });
    });
    expect(() => assertDeploys(twice, note)).toThrow(
      "The program declares several tools for log_note: log_note_a, log_note_b. Say which one with name.",
    );
    assertDeploys(twice, note, { name: "log_note_b" });
  });

  it("also sees Tools and sets of a PAL, and resources that are created late", async () => {
    const declared = await runProgram(async () => {
      const tool = new tavus.Tool("note", {
        name: "log_note",
        description: note.description,
        triggerType: "post_call",
        parameters: note.parameters,
        delivery: {
          api: { url: "https://crm.acme.dev/n?about={tag}", bodyTemplate: { text: "{message}", tag: "{tag}" } },
        },
      } as tavus.ToolArgs);
      tool.id.apply((id) => new tavus.PalTools("set", { palId: "p1", toolIds: [id] }));
    });
    assertDeploys(declared, note, { attachTo: ["p1"] });
  });

  it("fails with the program's error", async () => {
    const broken = (): never => {
      throw new RangeError("broken");
    };
    await expect(runProgram(broken)).rejects.toThrow(new RangeError("broken"));
  });

  it.each([
    ["palId", () => new pulumi.Config().require("palId"), 'palId: "…"'],
    ["hook-secret", () => new pulumi.Config().requireSecret("hook-secret"), '"hook-secret": "…"'],
    ["aws:region", async () => new pulumi.Config("aws").require("region"), '"aws:region": "…"'],
    ["count", () => new pulumi.Config().requireNumber("count"), 'count: "…"'],
  ])("says which config value is missing, and how to set it: %s", async (key, declare, written) => {
    await expect(runProgram(declare, { project: "shop" })).rejects.toThrow(
      `The program requires the config value ${key}. Pass it: runProgram(program, { config: { ${written} } }).`,
    );
  });
});
