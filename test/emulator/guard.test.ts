import { describe, expect, it, onTestFinished } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { TavusClient } from "../../src/tavus-api/client.ts";
import { providerOf, startAccount } from "../support/account.ts";
import { fullPostCallTool } from "../support/tools.ts";

const api = { url: "https://crm.acme.dev/n?c={tavus_conversation_id}", timeout: 20 };
/** Without a secret, which the engine would return unchanged. */
const declared = (name: string, more: JsonObject = {}): JsonObject =>
  fullPostCallTool({ name, delivery: { api }, ...more });

/** Two tools that an operation has created, and the handlers of the next operation. */
async function deploy(guard: string) {
  const { emulator, settings, edit, stored } = await startAccount();
  const operation = async () => {
    const client = new TavusClient(settings);
    onTestFinished(() => client.close());
    const warnings: string[] = [];
    const tool = providerOf("tool", client, (text) => void warnings.push(text));
    await tool.configure({ config: { get: (key) => (key === "tavus:guard" ? guard : undefined) } });
    return { tool, warnings };
  };
  const { tool } = await operation();
  const [a, b] = [await tool.create(declared("a")), await tool.create(declared("b"))];
  const next = await operation();
  emulator.clearRequests();
  return {
    a,
    b,
    ...next,
    operation,
    /** An edit in the console. */
    edit: async (id: string, fields: JsonObject) => {
      await edit(id, fields);
      emulator.clearRequests();
    },
    calls: () => emulator.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`),
    stored,
  };
}

const NEW = { description: "New." };
const BY_HAND = { description: "By hand." };

describe("tavus:guard = refuse", () => {
  it("only fails the update of a changed tool, with one list request for all tools", async () => {
    const { a, b, tool, edit, calls, stored } = await deploy("refuse");
    await edit(a.id, BY_HAND);
    await expect(tool.update(a.id, a.outs, declared("a", NEW))).rejects.toThrow(
      /^The tool t[0-9a-f]{12} was changed outside of Pulumi since the last up \(last at \S+\): description was "After the call, log what the caller wanted\.", is "By hand\."\. It was not touched/,
    );
    await tool.update(b.id, b.outs, declared("b", NEW));
    expect(calls()).toEqual(["GET /v2/tools", `PATCH /v2/tools/${b.id}`]);
    expect(await stored(a.id)).toMatchObject(BY_HAND);
    expect(await stored(b.id)).toMatchObject(NEW);
  });

  it("applies the program after a refresh has read the change", async () => {
    const { a, tool, edit, operation, stored } = await deploy("refuse");
    await edit(a.id, BY_HAND);
    const { props = {} } = await tool.read(a.id, a.outs);
    const next = await operation();
    await next.tool.update(a.id, props, declared("a", NEW));
    expect(await stored(a.id)).toMatchObject(NEW);
  });

  it("fails a deletion, and allows it if nobody changed the tool", async () => {
    const { a, b, tool, edit, calls, stored } = await deploy("refuse");
    const message = { type: "string", description: "x" };
    await edit(a.id, { parameters: { type: "object", properties: { message, channel: { const: "C0" } } } });
    await expect(tool.delete(a.id, a.outs)).rejects.toThrow(/was changed outside of Pulumi.* It was not touched/s);
    await tool.delete(b.id, b.outs);
    expect(calls()).toEqual(["GET /v2/tools", `DELETE /v2/tools/${b.id}`]);
    expect(await stored(a.id)).toMatchObject({ name: "a" });
  });

  it("refuses a replacement in the plan, before dependent resources are deleted", async () => {
    const { a, b, tool, edit, calls } = await deploy("refuse");
    await edit(a.id, BY_HAND);
    const replacing = (name: string): JsonObject => ({ name, description: "d", triggerType: "in_call" });
    await expect(tool.diff(a.id, a.outs, replacing("a"))).rejects.toThrow('is "By hand.". It was not touched');
    const replaced = { replaces: ["triggerType"], deleteBeforeReplace: true };
    expect(await tool.diff(b.id, b.outs, replacing("b"))).toEqual(replaced);
    expect(calls()).toEqual(["GET /v2/tools"]);
  });

  it("allows an update if the program makes the same change", async () => {
    const { a, tool, edit, stored } = await deploy("refuse");
    await edit(a.id, NEW);
    await tool.update(a.id, a.outs, declared("a", NEW));
    expect(await stored(a.id)).toMatchObject(NEW);
  });

  it("shows no value that a program may keep secret", async () => {
    const { a, tool, edit } = await deploy("refuse");
    const properties = { message: { type: "string", description: "x" }, api_key: { const: "c4nary" } };
    const changed = {
      url: "https://hooks.acme.dev/c4nary/x?c={tavus_conversation_id}",
      headers: { "X-Team": "c4nary" },
      timeout: 30,
      body_template: { t: "c4nary {message}" },
      auth: { type: "bearer", token: "c4nary" },
    };
    await edit(a.id, { parameters: { type: "object", properties }, delivery: { api: changed } });
    // A deletion loses everything.
    const refusal = await tool.delete(a.id, a.outs).then(String, (error: Error) => error.message);
    expect(refusal).not.toContain("c4nary");
    expect(refusal).toContain("delivery.api.url (pulumi-tavus drift shows the values)");
    expect(refusal).toContain("delivery.api.timeout was 20, is 30");
  });
});

describe("tavus:guard", () => {
  it("reports overwritten changes if it is warn, and continues", async () => {
    const { a, b, tool, edit, calls, stored, warnings } = await deploy("warn");
    await edit(a.id, BY_HAND);
    await tool.update(a.id, a.outs, declared("a", NEW));
    await tool.update(b.id, b.outs, declared("b", NEW));
    const told = /^warning: The tool t[0-9a-f]{12} was changed outside .* is "By hand\."\. It is overwritten now/;
    expect(warnings).toEqual([expect.stringMatching(told)]);
    expect(calls()).toEqual(["GET /v2/tools", `PATCH /v2/tools/${a.id}`, `PATCH /v2/tools/${b.id}`]);
    expect(await stored(a.id)).toMatchObject(NEW);
  });

  it("costs no call if it is off", async () => {
    const { a, tool, edit, calls, stored } = await deploy("off");
    await edit(a.id, BY_HAND);
    await tool.update(a.id, a.outs, declared("a", NEW));
    expect(calls()).toEqual([`PATCH /v2/tools/${a.id}`]);
    expect(await stored(a.id)).toMatchObject(NEW);
  });

  it("is refused by the check if it isn't one of its values", async () => {
    const { operation } = await deploy("off");
    const { tool } = await operation();
    await tool.configure({ config: { get: (key) => (key === "tavus:guard" ? "on" : undefined) } });
    const { failures } = await tool.check({}, declared("a"));
    const reasons = failures.map(({ reason }) => reason).join();
    expect(reasons).toContain('tavus:guard is "on". Use one of: off, warn, refuse.');
  });
});
