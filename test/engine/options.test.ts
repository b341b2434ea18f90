import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import * as tavus from "../../src/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";
import type { Operation } from "./support/operation.ts";
import { createScene } from "./support/scene.ts";
import { createStack, type TestStack } from "./support/stack.ts";

const scene = createScene();
const stacks: TestStack[] = [];
afterEach(() => Promise.all(stacks.splice(0).map((stack) => stack.dispose())));

interface ProgramOptions {
  readonly fields?: JsonObject;
  readonly tool?: pulumi.CustomResourceOptions;
  readonly attachment?: pulumi.CustomResourceOptions | ((tool: tavus.Tool) => pulumi.CustomResourceOptions);
  readonly toolName?: string;
  readonly attachmentName?: string;
  /** Attach by the tool's id, so that nothing is known of the Tool itself. */
  readonly byId?: boolean;
  /** An explicit provider for both. */
  readonly account?: tavus.ProviderArgs;
}

let palId = "";
/** A tool and its attachment. */
const program =
  (options: ProgramOptions = {}) =>
  async (): Promise<void> => {
    const { attachment, account } = options;
    const provider = account === undefined ? {} : { provider: new tavus.Provider("account", account) };
    const definition = fullPostCallTool(options.fields) as unknown as tavus.ToolArgs;
    const tool = new tavus.Tool(options.toolName ?? "note", definition, { ...provider, ...options.tool });
    new tavus.PalToolAttachment(
      options.attachmentName ?? "on-pal",
      { palId, toolId: options.byId === true ? tool.id : tool },
      { ...provider, ...(typeof attachment === "function" ? attachment(tool) : attachment) },
    );
  };

const URN = "urn:pulumi:test::test::pulumi-nodejs:dynamic/tavus:";

async function stackOf(inline: pulumi.automation.PulumiFn): Promise<TestStack> {
  const stack = await createStack({ program: inline, config: scene.config });
  stacks.push(stack);
  return stack;
}

async function stackUp(options: ProgramOptions = {}): Promise<{ stack: TestStack; toolId: string }> {
  palId = await scene.createPal();
  const stack = await stackOf(program(options));
  await succeed(stack.up());
  scene.calls();
  return { stack, toolId: await onlyTool() };
}

async function succeed(operation: Promise<Operation>): Promise<Operation> {
  const done = await operation;
  expect(done.ok, done.stdout + done.stderr).toBe(true);
  return done;
}

/** Nothing is left to do: the program, the state and the server agree. */
async function expectSettled(stack: TestStack): Promise<void> {
  scene.calls();
  await succeed(stack.up({ expectNoChanges: true }));
  expect(scene.calls()).toEqual([]);
}

async function onlyTool(): Promise<string> {
  const tools = await scene.tools();
  expect(tools).toHaveLength(1);
  return String(tools[0]?.["tool_id"]);
}

const attached = async (): Promise<unknown[]> =>
  ((await scene.request("GET", `/v2/pals/${palId}/tools`)).body["data"] as JsonObject[]).map((tool) => tool["tool_id"]);

/** Pulumi 3.276 saves the detach (deletedWith: the deletion of the tool detaches it); Pulumi 3.259 makes it first. */
function expectReplaced(before: string): void {
  const calls = scene.calls();
  const [first] = calls;
  if (first === `DELETE /v2/pals/${palId}/tools/${before}`) calls.shift();
  expect(calls).toEqual([`DELETE /v2/tools/${before}`, "POST /v2/tools", `POST /v2/pals/${palId}/tools`]);
}

describe("ignoreChanges", () => {
  const { delivery } = fullPostCallTool() as { delivery: { api: JsonObject } };
  const tool = { ignoreChanges: ["description", "delivery.api.timeout"] };
  const edited = (api: JsonObject): ProgramOptions => ({
    fields: { description: "Another.", delivery: { api: { ...delivery.api, ...api } } },
    tool,
  });

  it("leaves a property, and one within another, alone in the program and in a refresh", async () => {
    const { stack, toolId } = await stackUp();
    await succeed(stack.up({ program: program(edited({ timeout: 50 })), expectNoChanges: true }));
    expect(scene.calls()).toEqual([]);
    await scene.request("PATCH", `/v2/tools/${toolId}`, { description: "By hand." });
    await succeed(stack.up({ args: ["--refresh"] }));
    expect(scene.calls().sort()).toEqual([`GET /v2/pals/${palId}/tools`, "GET /v2/tools"]);
    expect(await scene.tools()).toMatchObject([{ description: "By hand.", delivery: { api: { timeout: 20 } } }]);
    await expectSettled(stack);
  });

  it("keeps the ignored value where the property around it is sent whole", { tags: "nightly" }, async () => {
    const { stack, toolId } = await stackUp();
    await succeed(stack.up({ program: program(edited({ timeout: 50, method: "PUT" })) }));
    expect(scene.calls()).toEqual([`GET /v2/tools/${toolId}`, `PATCH /v2/tools/${toolId}`]);
    expect(await scene.tools()).toMatchObject([
      { description: fullPostCallTool()["description"], delivery: { api: { timeout: 20, method: "PUT" } } },
    ]);
    await expectSettled(stack);
  });
});

describe("an output that the program does not give", () => {
  const { onResolve, ...said } = fullInCallTool();
  const exporting = (options?: pulumi.CustomResourceOptions) => async () => {
    const tool = new tavus.Tool("note", said as unknown as tavus.ToolArgs, options);
    return { onResolve: tool.onResolve.apply((value) => value ?? "nothing") };
  };
  const byHand = async (stack: TestStack): Promise<void> => {
    await scene.request("PATCH", `/v2/tools/${await onlyTool()}`, { on_resolve: onResolve });
    await succeed(stack.refresh());
  };
  const outputOf = async (stack: TestStack): Promise<unknown> => (await stack.outputs())["onResolve"]?.value;

  it("is undefined, and what somebody has set is taken back", async () => {
    const stack = await stackOf(exporting());
    await succeed(stack.up());
    expect(await outputOf(stack)).toBe("nothing");
    await byHand(stack);
    await succeed(stack.up());
    expect(await outputOf(stack)).toBe("nothing");
    expect((await scene.tools())[0]).not.toHaveProperty("on_resolve", onResolve);
  });

  it("is what somebody has set where that is ignored", { tags: "nightly" }, async () => {
    const stack = await stackOf(exporting({ ignoreChanges: ["onResolve"] }));
    await succeed(stack.up());
    expect(await outputOf(stack)).toBe("nothing");
    await byHand(stack);
    await succeed(stack.up());
    expect(await outputOf(stack)).toBe(onResolve);
  });

  it("is what somebody has set where a transform of the engine ignores that", { tags: "nightly" }, async () => {
    const transforms = [
      async ({ props, opts }: pulumi.ResourceTransformArgs) => ({
        props,
        opts: { ...opts, ignoreChanges: ["onResolve"] },
      }),
    ];
    const stack = await stackOf(exporting({ transforms }));
    await succeed(stack.up());
    await byHand(stack);
    await succeed(stack.up());
    expect(await outputOf(stack)).toBe(onResolve);
  });

  it("is what a transform of the engine brings in", { tags: "nightly" }, async () => {
    const transforms = [
      async ({ props, opts }: pulumi.ResourceTransformArgs) => ({ props: { ...props, onResolve }, opts }),
    ];
    const stack = await stackOf(exporting({ transforms }));
    await succeed(stack.up());
    expect(await outputOf(stack)).toBe(onResolve);
    expect((await scene.tools())[0]).toHaveProperty("on_resolve", onResolve);
  });

  it("is what a transformation brings in", { tags: "nightly" }, async () => {
    const transformations = [
      ({ props, opts }: pulumi.ResourceTransformationArgs) => ({ props: { ...props, onResolve }, opts }),
    ];
    const stack = await stackOf(exporting({ transformations }));
    await succeed(stack.up());
    expect(await outputOf(stack)).toBe(onResolve);
    expect((await scene.tools())[0]).toHaveProperty("on_resolve", onResolve);
  });
});

it("protect refuses the deletion and says how to allow it; nothing is touched, and the next up finds it all in place", async () => {
  const { stack, toolId } = await stackUp({ tool: { protect: true } });
  const destroyed = await stack.destroy();
  expect(destroyed.exitCode).not.toBe(0);
  expect(destroyed.stderr + destroyed.stdout).toMatch(/Tool::note" cannot be deleted\s+because it is protected/);
  expect(scene.calls()).toEqual([]);
  expect(await attached()).toEqual([toolId]);
  // The engine forgets the attachment before it refuses the tool (the detach is saved); attaching what is attached is harmless (P-3).
  await succeed(stack.up());
  expect(scene.calls()).toEqual([`POST /v2/pals/${palId}/tools`]);
  expect(await attached()).toEqual([toolId]);
  await expectSettled(stack);
});

describe("retainOnDelete", () => {
  it("leaves tool and attachment at Tavus", async () => {
    const { stack, toolId } = await stackUp({ tool: { retainOnDelete: true }, attachment: { retainOnDelete: true } });
    await succeed(stack.destroy());
    expect(scene.calls()).toEqual([]);
    expect(await attached()).toEqual([toolId]);
  });

  it("of the tool alone detaches it: what is not deleted detaches nothing", { tags: "nightly" }, async () => {
    const { stack, toolId } = await stackUp({ tool: { retainOnDelete: true } });
    await expectSettled(stack);
    await succeed(stack.destroy());
    expect(scene.calls()).toEqual([`DELETE /v2/pals/${palId}/tools/${toolId}`]);
    expect(await onlyTool()).toBe(toolId);
    expect(await attached()).toEqual([]);
  });
});

describe("deletedWith", () => {
  it.each<[string, ProgramOptions]>([
    ["of itself where the attachment is given the Tool", {}],
    ["where the program says so and gives the id", { byId: true, attachment: (tool) => ({ deletedWith: tool }) }],
  ])("saves the detach, %s", async (_when, options) => {
    const { stack, toolId } = await stackUp(options);
    await expectSettled(stack);
    await succeed(stack.destroy());
    expect(scene.calls()).toEqual([`DELETE /v2/tools/${toolId}`]);
    expect(await attached()).toEqual([]);
  });

  it("is not assumed where the attachment is given an id", { tags: "nightly" }, async () => {
    const { stack, toolId } = await stackUp({ byId: true });
    await succeed(stack.destroy());
    expect(scene.calls()).toEqual([`DELETE /v2/pals/${palId}/tools/${toolId}`, `DELETE /v2/tools/${toolId}`]);
  });

  it("is not assumed of a Tool that is only read", { tags: "nightly" }, async () => {
    palId = await scene.createPal();
    const { body } = await scene.request("POST", "/v2/tools", { name: "by_hand", description: "Made by hand." });
    const toolId = String(body["tool_id"]);
    const stack = await stackOf(async () => {
      new tavus.PalToolAttachment("on-pal", { palId, toolId: tavus.Tool.get("found", toolId) });
    });
    await succeed(stack.up());
    expect(await attached()).toEqual([toolId]);
    scene.calls();
    await succeed(stack.destroy());
    expect(scene.calls()).toEqual([`DELETE /v2/pals/${palId}/tools/${toolId}`]);
    expect(await attached()).toEqual([]);
    expect(await onlyTool()).toBe(toolId);
  });
});

describe("a resource that gets another name in the program", () => {
  it("with aliases costs no request and no replacement", async () => {
    const { stack, toolId } = await stackUp();
    const renamed = program({
      toolName: "renamed",
      attachmentName: "renamed-on-pal",
      tool: { aliases: [{ name: "note" }] },
      attachment: { aliases: [{ name: "on-pal" }] },
    });
    const up = await succeed(stack.up({ program: renamed, expectNoChanges: true }));
    expect(up.steps.map(({ op, name }) => [op, name])).toEqual([
      ["same", "renamed"],
      ["same", "renamed-on-pal"],
    ]);
    expect(scene.calls()).toEqual([]);
    await succeed(stack.destroy());
    expect(scene.calls()).toEqual([`DELETE /v2/tools/${toolId}`]);
  });

  it("without aliases leaves the tool attached: the old attachment's end is not the new one's", {
    tags: "nightly",
  }, async () => {
    const { stack, toolId } = await stackUp();
    await succeed(stack.up({ program: program({ attachmentName: "renamed-on-pal" }) }));
    expect(scene.calls()).toEqual([`POST /v2/pals/${palId}/tools`]);
    expect(await attached()).toEqual([toolId]);
    await expectSettled(stack);
  });

  it.each([
    ["", [], 0],
    [", also where all is read before", ["--refresh"], 2],
  ])(
    "without aliases, but with adopt, keeps the tool: the old resource's end is not the new one's%s",
    { tags: "nightly" },
    async (_what, args, reads) => {
      const { stack, toolId } = await stackUp();
      const renamed = program({ toolName: "renamed", fields: { adopt: true } });
      await succeed(stack.up({ program: renamed, args }));
      const taken = ["POST /v2/tools", "GET /v2/tools", `PATCH /v2/tools/${toolId}`];
      const calls = scene.calls();
      expect(calls.slice(reads)).toEqual(taken);
      expect(calls.slice(0, reads).filter((call) => !call.startsWith("GET "))).toEqual([]);
      expect(await attached()).toEqual([toolId]);
      await expectSettled(stack);
    },
  );
});

describe("a replacement that the engine decides", () => {
  it("by replaceOnChanges deletes first, and the attachment follows in the same up", async () => {
    const { stack, toolId } = await stackUp();
    const edited = program({ fields: { description: "Another." }, tool: { replaceOnChanges: ["description"] } });
    await succeed(stack.up({ program: edited }));
    expectReplaced(toolId);
    const now = await onlyTool();
    expect(now).not.toBe(toolId);
    expect(await attached()).toEqual([now]);
    await expectSettled(stack);
  });

  it("by --replace does the same, for the tool and for the attachment", async () => {
    const { stack, toolId } = await stackUp();
    await succeed(stack.up({ args: ["--replace", `${URN}Tool::note`] }));
    expectReplaced(toolId);
    const now = await onlyTool();
    await succeed(stack.up({ args: ["--replace", `${URN}PalToolAttachment::on-pal`] }));
    expect(scene.calls()).toEqual([`DELETE /v2/pals/${palId}/tools/${now}`, `POST /v2/pals/${palId}/tools`]);
    expect(await attached()).toEqual([now]);
    await expectSettled(stack);
  });

  it("leaves alone what depends on it, also what gets another name in the same up: the engine compares that twice, first with its former name", {
    tags: "nightly",
  }, async () => {
    const pair = (definition: JsonObject, name: string) => async () => {
      const first = new tavus.Tool("first", definition as unknown as tavus.ToolArgs);
      const args = fullPostCallTool({ name }) as unknown as tavus.ToolArgs;
      new tavus.Tool("second", { ...args, description: pulumi.interpolate`After ${first.toolId}.` });
    };
    const stack = await stackOf(pair(fullPostCallTool({ name: "first" }), "second"));
    await succeed(stack.up());
    const before = await scene.tools();
    const idOf = (tools: readonly JsonObject[], name: string) => tools.find((one) => one["name"] === name)?.["tool_id"];
    await succeed(stack.up({ program: pair(fullInCallTool({ name: "first" }), "renamed") }));
    const after = await scene.tools();
    expect(idOf(after, "renamed")).toBe(idOf(before, "second"));
    expect(idOf(after, "first")).not.toBe(idOf(before, "first"));
    expect(after).toHaveLength(2);
    await expectSettled(stack);
    const again = { args: ["--refresh", "--run-program"], program: pair(fullInCallTool({ name: "first" }), "again") };
    await succeed(stack.up(again));
    expect((await scene.tools()).map((one) => one["tool_id"])).toEqual(after.map((one) => one["tool_id"]));
    await expectSettled(stack);
  });
});

it("another provider, or another setting of it, costs no request and no replacement", async () => {
  const { stack, toolId } = await stackUp();
  for (const account of [{}, { baseUrl: `${scene.url}/` }]) {
    const up = await succeed(stack.up({ program: program({ account }) }));
    expect(up.changes.filter(({ op }) => op !== "update")).toEqual([]);
    expect(scene.calls()).toEqual([]);
  }
  await expectSettled(stack);
  await succeed(stack.destroy());
  expect(scene.calls()).toEqual([`DELETE /v2/tools/${toolId}`]);
});

it("--target touches only the tool that it names", async () => {
  const both = (description: string) => async (): Promise<void> => {
    for (const name of ["one", "two"])
      new tavus.Tool(name, fullPostCallTool({ name, description }) as unknown as tavus.ToolArgs);
  };
  const idOf = async (name: string): Promise<unknown> =>
    (await scene.tools()).find((tool) => tool["name"] === name)?.["tool_id"];
  const target = ["--target", `${URN}Tool::one`];
  const stack = await stackOf(both("First."));
  await succeed(stack.up({ args: target }));
  expect(scene.calls()).toEqual(["POST /v2/tools"]);
  expect((await scene.tools()).map((tool) => tool["name"])).toEqual(["one"]);
  await succeed(stack.up());
  expect(scene.calls()).toEqual(["POST /v2/tools"]);
  const [one, two] = [await idOf("one"), await idOf("two")];
  await succeed(stack.up({ program: both("Second."), args: target }));
  expect(scene.calls()).toEqual([`PATCH /v2/tools/${one}`]);
  await succeed(stack.destroy({ args: target }));
  expect(scene.calls()).toEqual([`DELETE /v2/tools/${one}`]);
  expect(await onlyTool()).toBe(two);
});

it("dependsOn orders resources that know nothing of each other", { tags: "nightly" }, async () => {
  palId = await scene.createPal();
  const { body } = await scene.request("POST", "/v2/tools", { name: "by_hand", description: "Made by hand." });
  const byHand = String(body["tool_id"]);
  const stack = await stackOf(async () => {
    const tool = new tavus.Tool("note", fullPostCallTool() as unknown as tavus.ToolArgs);
    new tavus.PalToolAttachment("on-pal", { palId, toolId: byHand }, { dependsOn: tool });
  });
  await succeed(stack.up());
  expect(scene.calls()).toEqual(["POST /v2/tools", `POST /v2/pals/${palId}/tools`]);
  const ours = (await scene.tools()).map((tool) => tool["tool_id"]).find((id) => id !== byHand);
  await expectSettled(stack);
  await succeed(stack.destroy());
  expect(scene.calls()).toEqual([`DELETE /v2/pals/${palId}/tools/${byHand}`, `DELETE /v2/tools/${ours}`]);
});

it("additionalSecretOutputs makes an output secret that is none by itself", async () => {
  const stack = await stackOf(async () => {
    const definition = fullPostCallTool() as unknown as tavus.ToolArgs;
    const tool = new tavus.Tool("note", definition, { additionalSecretOutputs: ["description"] });
    return { description: tool.description, name: tool.name };
  });
  await succeed(stack.up());
  expect(await stack.outputs()).toMatchObject({
    description: { value: fullPostCallTool()["description"], secret: true },
    name: { value: "log_crm_note", secret: false },
  });
  await expectSettled(stack);
});

describe("an attachment", () => {
  it("moves to another PAL by replacement", async () => {
    const { stack, toolId } = await stackUp();
    const before = palId;
    palId = await scene.createPal();
    await succeed(stack.up());
    expect(scene.calls()).toEqual([`DELETE /v2/pals/${before}/tools/${toolId}`, `POST /v2/pals/${palId}/tools`]);
    expect(await attached()).toEqual([toolId]);
    await expectSettled(stack);
  });

  it("that was detached in the console is attached again after a refresh", async () => {
    const { stack, toolId } = await stackUp();
    await scene.request("DELETE", `/v2/pals/${palId}/tools/${toolId}`);
    const preview = await stack.preview({ args: ["--refresh"] });
    expect(preview.changes.filter(({ op }) => op === "create").map(({ name }) => name)).toEqual(["on-pal"]);
    await succeed(stack.up({ args: ["--refresh"] }));
    expect(await attached()).toEqual([toolId]);
  });

  it("of a PAL that was deleted is no obstacle to destroy", { tags: "nightly" }, async () => {
    const { stack } = await stackUp({ byId: true });
    await scene.request("DELETE", `/v2/pals/${palId}`);
    await succeed(stack.destroy());
    expect(await scene.tools()).toEqual([]);
  });

  it("is read with get, and left alone by destroy", { tags: "nightly" }, async () => {
    palId = await scene.createPal();
    const { body } = await scene.request("POST", "/v2/tools", { name: "by_hand", description: "Made by hand." });
    const toolId = String(body["tool_id"]);
    await scene.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: [toolId] });
    const stack = await stackOf(async () => {
      const found = tavus.PalToolAttachment.get("found", `${palId}/${toolId}`);
      return { palId: found.palId, toolId: found.toolId };
    });
    await succeed(stack.up());
    expect(scene.calls()).toEqual([`GET /v2/pals/${palId}/tools`]);
    expect(await stack.outputs()).toMatchObject({ palId: { value: palId }, toolId: { value: toolId } });
    await succeed(stack.destroy());
    expect(scene.calls()).toEqual([]);
  });
});
