import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "../../src/emulator/index.ts";
import * as tavus from "../../src/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import type { Operation } from "./support/operation.ts";
import { createScene } from "./support/scene.ts";
import { createStack, type TestStack } from "./support/stack.ts";

let fault: ((request: { method: string; path: string }) => Fault | undefined) | undefined;
const scene = createScene({ fault: (request) => fault?.(request) });
const stacks: TestStack[] = [];
afterEach(async () => {
  fault = undefined;
  await Promise.all(stacks.splice(0).map((stack) => stack.dispose()));
});

async function stackOf(program: pulumi.automation.PulumiFn): Promise<TestStack> {
  const stack = await createStack({ program, config: scene.config });
  stacks.push(stack);
  return stack;
}

async function succeed(operation: Promise<Operation>): Promise<Operation> {
  const done = await operation;
  expect(done.ok, done.stdout + done.stderr).toBe(true);
  return done;
}

const setOf = (args: tavus.PalToolsArgs, opts?: pulumi.CustomResourceOptions) => async (): Promise<void> =>
  void new tavus.PalTools("set", args, opts);
const newTool = (name: string): tavus.Tool => new tavus.Tool(name, { name, description: "d" });

/** A tool that somebody made in the console. */
async function byHand(name: string): Promise<string> {
  const { body } = await scene.request("POST", "/v2/tools", { name, description: "Made by hand." });
  return String(body["tool_id"]);
}
const severalByHand = (count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => byHand(`by_hand_${i}`)));

const toolsOf = (palId: string): string => `/v2/pals/${palId}/tools`;
const attach = (palId: string, ...ids: string[]) => scene.request("POST", toolsOf(palId), { tool_ids: ids });
const attached = async (palId: string): Promise<unknown[]> =>
  ((await scene.request("GET", toolsOf(palId))).body["data"] as JsonObject[]).map((tool) => tool["tool_id"]).sort();
const idsOf = async (...names: string[]): Promise<string[]> =>
  (await scene.tools()).filter(({ name }) => names.includes(String(name))).map((tool) => String(tool["tool_id"]));

async function expectSettled(stack: TestStack, palId: string): Promise<void> {
  scene.calls();
  await succeed(stack.up({ expectNoChanges: true }));
  expect(scene.calls()).toEqual([]);
  await succeed(stack.preview({ args: ["--refresh"], expectNoChanges: true }));
  expect(scene.calls().filter((call) => call.includes("pals"))).toEqual([`GET ${toolsOf(palId)}`]);
}

const warningsOf = ({ diagnostics }: Operation): string[] =>
  diagnostics.filter(({ severity }) => severity === "warning").map(({ message }) => message);

it("goes from Tools and ids to exactly that set, whatever their order, and to nothing", async () => {
  const palId = await scene.createPal();
  const [own = "", stray = ""] = await severalByHand(2);
  await attach(palId, stray);
  const program =
    (order: "there" | "back", listed = true) =>
    async (): Promise<{ toolIds: pulumi.Output<string[]> }> => {
      const [one, two] = [newTool("one"), newTool("two")];
      const toolIds = [one, own, two.id, pulumi.output(one), Promise.resolve(own)];
      return new tavus.PalTools("set", {
        palId,
        toolIds: !listed ? [two] : order === "there" ? toolIds : pulumi.output(toolIds.slice(0, 3).reverse()),
      });
    };
  const stack = await stackOf(program("there"));
  const preview = await succeed(stack.preview());
  expect(preview.changes.map(({ op, type, name }) => [op, type, name])).toContainEqual([
    "create",
    "pulumi-nodejs:dynamic/tavus:PalTools",
    "set",
  ]);
  expect(scene.calls()).toEqual([]);

  await succeed(stack.up());
  const [one = "", two = ""] = [...(await idsOf("one")), ...(await idsOf("two"))];
  const path = toolsOf(palId);
  const SET = [`GET ${path}`, `POST ${path}`, `DELETE ${path}/${stray}`];
  expect(scene.calls()).toEqual(["POST /v2/tools", "POST /v2/tools", ...SET]);
  expect(await attached(palId)).toEqual([one, two, own].sort());
  expect(await stack.outputs()).toMatchObject({ toolIds: { value: [one, own, two, one, own] } });

  await succeed(stack.up({ program: program("back"), expectNoChanges: true }));
  expect(scene.calls()).toEqual([]);
  await expectSettled(stack, palId);

  const update = await succeed(stack.up({ program: program("there", false) }));
  expect(update.changes.map(({ op, name }) => [op, name])).toEqual([["update", "set"]]);
  expect(scene.calls().sort()).toEqual([`GET ${path}`, ...[one, own].map((id) => `DELETE ${path}/${id}`)].sort());
  await attach(palId, stray);
  scene.calls();

  await succeed(stack.destroy());
  expect(scene.calls().slice(0, 2)).toEqual([`GET ${path}`, `DELETE ${path}/${two}`]);
  expect(await attached(palId)).toEqual([stray]);
  expect(await idsOf("one", "two")).toEqual([]);
});

it("shows what was attached and detached in the console, and the next up puts it right", async () => {
  const palId = await scene.createPal();
  const [a = "", b = "", stray = ""] = await severalByHand(3);
  const stack = await stackOf(setOf({ palId, toolIds: [a, b] }));
  await succeed(stack.up());
  await attach(palId, stray);
  await scene.request("DELETE", `${toolsOf(palId)}/${a}`);
  scene.calls();

  const drift = await succeed(stack.preview({ args: ["--refresh"] }));
  const step = drift.changes.find(({ op }) => op === "update");
  expect(step?.oldInputs["toolIds"]).toEqual([b, stray]);
  expect(step?.newInputs["toolIds"]).toEqual([a, b]);
  expect(Object.keys(step?.detailedDiff ?? {})).toEqual(expect.arrayContaining(["toolIds[0]"]));
  expect(scene.calls()).toEqual([`GET ${toolsOf(palId)}`]);

  await succeed(stack.up({ args: ["--refresh"] }));
  // What the refresh has read is not read again.
  expect(scene.calls()).toEqual([
    `GET ${toolsOf(palId)}`,
    `POST ${toolsOf(palId)}`,
    `DELETE ${toolsOf(palId)}/${stray}`,
  ]);
  expect(await attached(palId)).toEqual([a, b].sort());
  await expectSettled(stack, palId);
});

it("finds what was attached in the console also where another tool is added without a refresh", {
  tags: "nightly",
}, async () => {
  const palId = await scene.createPal();
  const [a = "", b = "", stray = ""] = await severalByHand(3);
  const stack = await stackOf(setOf({ palId, toolIds: [a] }));
  await succeed(stack.up());
  await attach(palId, stray);
  await succeed(stack.up({ program: setOf({ palId, toolIds: [a, b] }) }));
  expect(await attached(palId)).toEqual([a, b].sort());
  await expectSettled(stack, palId);
});

it("fails at the third of five detaches with a true state, and the next up repairs it", async () => {
  const palId = await scene.createPal();
  const [a = "", ...strays] = await severalByHand(6);
  await attach(palId, ...strays);
  const stack = await stackOf(setOf({ palId, toolIds: [a] }));
  fault = ({ method, path }) =>
    method === "DELETE" && path.endsWith(`/${strays[2]}`)
      ? { when: "before", answer: new Response('{"error":"not now"}', { status: 403 }) }
      : undefined;
  const failed = await stack.up();
  expect(failed.ok).toBe(false);
  expect(failed.diagnostics.map(({ message }) => message).join("\n")).toContain(
    `Could not detach tool ${strays[2]} from PAL ${palId}: DELETE ${toolsOf(palId)}/${strays[2]} answered 403: not now.`,
  );
  const state = await stack.exportState();
  const { resources } = state.deployment as { resources: { type: string; outputs?: JsonObject }[] };
  expect(resources.find(({ type }) => type.endsWith("tavus:PalTools"))?.outputs).toMatchObject({
    palId,
    toolIds: [a, strays[2]],
  });
  expect(await attached(palId)).toEqual([a, strays[2]].sort());
  fault = undefined;
  scene.calls();
  await succeed(stack.up());
  expect(scene.calls()).toEqual([`GET ${toolsOf(palId)}`, `DELETE ${toolsOf(palId)}/${strays[2]}`]);
  expect(await attached(palId)).toEqual([a]);
  await expectSettled(stack, palId);
});

describe("51 tools are refused at preview, before any request", () => {
  it("as ids", async () => {
    const stack = await stackOf(setOf({ palId: "p1", toolIds: Array.from({ length: 51 }, (_, i) => `t${i}`) }));
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(preview.stdout).toContain("`toolIds` has 51 tools, but a PAL takes at most 50. Remove 1. (P-4)");
    expect(scene.calls()).toEqual([]);
  });

  it("as Tools that have no ids yet", { tags: "nightly" }, async () => {
    const stack = await stackOf(async () => {
      const tools = Array.from({ length: 50 }, (_, i) => newTool(`tool_${i}`));
      new tavus.PalTools("set", { palId: "p1", toolIds: [...tools, ...tools, "t1"] });
    });
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(preview.stdout + preview.stderr).toContain(
      "PalTools set: `toolIds` has 51 tools, but a PAL takes at most 50. Remove 1. (P-4)",
    );
    expect(scene.calls()).toEqual([]);
  });
});

it("moves to another PAL by replacement: the former one loses its tools", async () => {
  const [before, after] = [await scene.createPal(), await scene.createPal()];
  const [a = "", stray = ""] = await severalByHand(2);
  await attach(after, stray);
  const stack = await stackOf(setOf({ palId: before, toolIds: [a] }));
  await succeed(stack.up());
  scene.calls();
  const up = await succeed(stack.up({ program: setOf({ palId: after, toolIds: [a] }) }));
  expect(up.changes.find(({ op }) => op === "replace")?.replaceKeys).toEqual(["palId"]);
  expect(scene.calls()).toEqual([
    `GET ${toolsOf(before)}`,
    `DELETE ${toolsOf(before)}/${a}`,
    `GET ${toolsOf(after)}`,
    `POST ${toolsOf(after)}`,
    `DELETE ${toolsOf(after)}/${stray}`,
  ]);
  expect([await attached(before), await attached(after)]).toEqual([[], [a]]);
  await expectSettled(stack, after);
});

describe("a listed tool", () => {
  let currentPal = "";
  const program =
    (names: string[], fields: Partial<tavus.PerceptionToolArgs> = {}) =>
    async (): Promise<void> => {
      const tools = names.map((name) => new tavus.Tool(name, { name, description: "d", ...fields } as tavus.ToolArgs));
      new tavus.PalTools("set", { palId: currentPal, toolIds: tools });
    };

  it("that is deleted in the same up is detached first", { tags: "nightly" }, async () => {
    currentPal = await scene.createPal();
    const stack = await stackOf(program(["one", "two"]));
    await succeed(stack.up());
    const [two] = await idsOf("two");
    scene.calls();
    await succeed(stack.up({ program: program(["one"]) }));
    const path = toolsOf(currentPal);
    expect(scene.calls()).toEqual([`GET ${path}`, `DELETE ${path}/${two}`, `DELETE /v2/tools/${two}`]);
    await expectSettled(stack, currentPal);
  });

  it("that is replaced is attached anew in the same up; the set is not replaced", async () => {
    currentPal = await scene.createPal();
    const stack = await stackOf(program(["one"]));
    await succeed(stack.up());
    const [before] = await idsOf("one");
    scene.calls();
    const up = await succeed(stack.up({ program: program(["one"], { origin: "vision" }) }));
    expect(up.changes.filter(({ name }) => name === "set").map(({ op }) => op)).toEqual(["update"]);
    const path = toolsOf(currentPal);
    expect(scene.calls()).toEqual([`DELETE /v2/tools/${before}`, "POST /v2/tools", `GET ${path}`, `POST ${path}`]);
    expect(await attached(currentPal)).toEqual(await idsOf("one"));
    await expectSettled(stack, currentPal);
  });

  it("that was deleted in the console comes back with --refresh, attached", { tags: "nightly" }, async () => {
    currentPal = await scene.createPal();
    const stack = await stackOf(program(["one", "two"]));
    await succeed(stack.up());
    const [one] = await idsOf("one");
    await scene.request("DELETE", `/v2/tools/${one}`);
    await succeed(stack.up({ args: ["--refresh"] }));
    expect(await attached(currentPal)).toEqual((await idsOf("one", "two")).sort());
    await expectSettled(stack, currentPal);
  });
});

it("says at a tool that is not there, or a PAL, what to do", { tags: "nightly" }, async () => {
  const palId = await scene.createPal();
  const stack = await stackOf(setOf({ palId, toolIds: ["tnone"] }));
  const noTool = await stack.up();
  expect(noTool.ok).toBe(false);
  expect(noTool.stdout).toContain(`Could not attach tool tnone of toolIds to PAL ${palId}: it is not in this account;`);
  const noPal = await stack.up({ program: setOf({ palId: "pnone", toolIds: ["tnone"] }) });
  expect(noPal.ok).toBe(false);
  expect(noPal.stdout).toContain("There is no PAL pnone in this account");
  // Nothing was done, so nothing is left in the state.
  scene.calls();
  await succeed(stack.destroy());
  expect(scene.calls()).toEqual([]);
});

it("is read with get, and left alone", { tags: "nightly" }, async () => {
  const palId = await scene.createPal();
  const ids = await severalByHand(2);
  await attach(palId, ...ids);
  const stack = await stackOf(async () => ({ toolIds: tavus.PalTools.get("found", palId).toolIds }));
  await succeed(stack.up());
  expect(scene.calls()).toEqual([`GET ${toolsOf(palId)}`]);
  expect(await stack.outputs()).toMatchObject({ toolIds: { value: ids } });
  await succeed(stack.destroy());
  expect(scene.calls()).toEqual([]);
});

it("is no obstacle to destroy where the PAL was deleted", { tags: "nightly" }, async () => {
  const palId = await scene.createPal();
  const [a = ""] = await severalByHand(1);
  const stack = await stackOf(setOf({ palId, toolIds: [a] }));
  await succeed(stack.up());
  await scene.request("DELETE", `/v2/pals/${palId}`);
  await succeed(stack.destroy());
});

describe("another name in the program, or another way", () => {
  it("takes over from attachments and from a former name without a moment of detachment", {
    tags: "nightly",
  }, async () => {
    const palId = await scene.createPal();
    const [a = "", b = ""] = await severalByHand(2);
    const attachments = async (): Promise<void> => {
      for (const toolId of [a, b]) new tavus.PalToolAttachment(`one-${toolId}`, { palId, toolId });
    };
    const stack = await stackOf(attachments);
    await succeed(stack.up());
    scene.calls();
    await succeed(stack.up({ program: setOf({ palId, toolIds: [a, b] }) }));
    expect(scene.calls()).toEqual([`GET ${toolsOf(palId)}`]);
    const renamed = async () => void new tavus.PalTools("renamed", { palId, toolIds: [b, a] });
    await succeed(stack.up({ program: renamed }));
    expect(scene.calls()).toEqual([`GET ${toolsOf(palId)}`]);
    await succeed(stack.up({ program: attachments }));
    // Nothing is detached. Attachments that come together share a request.
    expect(new Set(scene.calls())).toEqual(new Set([`POST ${toolsOf(palId)}`]));
    expect(await attached(palId)).toEqual([a, b].sort());
  });

  it("is warned about where a PAL has both, or two sets, once in each operation, at the set", async () => {
    const [palId, other] = [await scene.createPal(), await scene.createPal()];
    const [a = "", b = ""] = await severalByHand(2);
    const stack = await stackOf(async () => {
      new tavus.PalTools("set", { palId, toolIds: [a] });
      // No attachment of ours: it is only read.
      tavus.PalToolAttachment.get("read", `${other}/${a}`);
      new tavus.PalTools("other", { palId: other, toolIds: [a] });
    });
    await attach(other, a);
    // Each operation runs the program in this same process.
    for (const operation of [await succeed(stack.preview()), await succeed(stack.up())])
      expect(warningsOf(operation)).toEqual([]);
    const mixed = async (): Promise<void> => {
      for (const toolId of [a, b]) new tavus.PalToolAttachment(`one-${toolId}`, { palId, toolId });
      new tavus.PalTools("set", { palId, toolIds: [a, b] });
    };
    for (let run = 0; run < 2; run += 1) {
      const preview = await succeed(stack.preview({ program: mixed }));
      expect(warningsOf(preview)).toEqual([
        expect.stringMatching(`^PAL ${palId} is managed by this PalTools and by the PalToolAttachment one-`),
      ]);
      expect(preview.diagnostics.find(({ severity }) => severity === "warning")?.urn).toMatch(/PalTools::set$/);
    }
    const twice = await succeed(
      stack.preview({
        program: async () => {
          for (const name of ["set", "again"]) new tavus.PalTools(name, { palId, toolIds: [a] });
        },
      }),
    );
    expect(warningsOf(twice)).toEqual([expect.stringMatching(`^PAL ${palId} is managed by this PalTools and by `)]);
  });
});
