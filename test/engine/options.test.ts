import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import * as tavus from "../../src/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { createScene } from "./support/scene.ts";
import { createStack, type TestStack } from "./support/stack.ts";

const scene = createScene();

interface ProgramOptions {
  readonly fields?: JsonObject;
  readonly tool?: pulumi.CustomResourceOptions;
  readonly attachment?: pulumi.CustomResourceOptions;
  readonly toolName?: string;
  readonly attachmentName?: string;
  /** Attach by the tool's id, so that nothing is known of the Tool itself. */
  readonly byId?: boolean;
}

let palId = "";
/** A tool and its attachment. */
const program =
  (options: ProgramOptions = {}) =>
  async (): Promise<void> => {
    const definition = fullPostCallTool(options.fields) as unknown as tavus.ToolArgs;
    const tool = new tavus.Tool(options.toolName ?? "note", definition, options.tool);
    new tavus.PalToolAttachment(
      options.attachmentName ?? "on-pal",
      { palId, toolId: options.byId === true ? tool.id : tool },
      options.attachment,
    );
  };

async function stackUp(options: ProgramOptions = {}): Promise<{ stack: TestStack; toolId: string }> {
  palId = await scene.createPal();
  const stack = await createStack({ program: program(options), config: scene.config });
  await succeed(stack.up());
  const [tool] = await scene.tools();
  scene.calls();
  return { stack, toolId: String(tool?.["tool_id"]) };
}

async function succeed<T extends { ok: boolean; stdout: string; stderr: string }>(operation: Promise<T>): Promise<T> {
  const done = await operation;
  expect(done.ok, done.stdout + done.stderr).toBe(true);
  return done;
}

const attached = async (): Promise<unknown[]> =>
  ((await scene.request("GET", `/v2/pals/${palId}/tools`)).body["data"] as JsonObject[]).map((tool) => tool["tool_id"]);

describe("the resource option", () => {
  it("ignoreChanges leaves the property alone, in the program and in a refresh", async () => {
    const { delivery } = fullPostCallTool() as { delivery: { api: JsonObject } };
    const { stack, toolId } = await stackUp();
    const edited = {
      fields: { description: "Another.", delivery: { api: { ...delivery.api, timeout: 50 } } },
      tool: { ignoreChanges: ["description", "delivery.api.timeout"] },
    };
    await succeed(stack.up({ program: program(edited), expectNoChanges: true }));
    expect(scene.calls()).toEqual([]);
    await scene.request("PATCH", `/v2/tools/${toolId}`, { description: "By hand." });
    await succeed(stack.up({ args: ["--refresh"] }));
    expect(await scene.tools()).toMatchObject([{ description: "By hand.", delivery: { api: { timeout: 20 } } }]);
    await stack.dispose();
  });

  it("protect refuses the deletion", async () => {
    const { stack } = await stackUp({ tool: { protect: true } });
    const destroyed = await stack.destroy();
    expect(destroyed.ok).toBe(false);
    expect(destroyed.stdout + destroyed.stderr).toContain("protect");
    expect(await scene.tools()).toHaveLength(1);
    await stack.dispose();
  });

  it("retainOnDelete leaves the tool at Tavus", async () => {
    const { stack, toolId } = await stackUp({ tool: { retainOnDelete: true }, attachment: { retainOnDelete: true } });
    await succeed(stack.destroy());
    expect(scene.calls()).toEqual([]);
    expect(await attached()).toEqual([toolId]);
    await stack.dispose();
  });

  it("deletedWith saves the detach: of itself where the attachment is given the Tool", async () => {
    const { stack, toolId } = await stackUp();
    await succeed(stack.destroy());
    expect(scene.calls()).toEqual([`DELETE /v2/tools/${toolId}`]);
    await stack.dispose();
    const other = await stackUp({ byId: true });
    await succeed(other.stack.destroy());
    expect(scene.calls()).toEqual([
      `DELETE /v2/pals/${palId}/tools/${other.toolId}`,
      `DELETE /v2/tools/${other.toolId}`,
    ]);
    await other.stack.dispose();
  });

  it("aliases rename both resources without a request", async () => {
    const { stack } = await stackUp();
    const renamed = program({
      toolName: "renamed",
      attachmentName: "renamed-on-pal",
      tool: { aliases: [{ name: "note" }] },
      attachment: { aliases: [{ name: "on-pal" }] },
    });
    await succeed(stack.up({ program: renamed, expectNoChanges: true }));
    expect(scene.calls()).toEqual([]);
    await stack.dispose();
  });

  it("replaceOnChanges replaces the tool, and its attachment follows in the same up", async () => {
    const { stack, toolId } = await stackUp();
    await succeed(
      stack.up({
        program: program({
          fields: { description: "Another." },
          tool: { replaceOnChanges: ["description"], deleteBeforeReplace: true },
        }),
      }),
    );
    const calls = scene.calls();
    const [tool] = await scene.tools();
    expect(tool?.["tool_id"]).not.toBe(toolId);
    expect(calls).toEqual([
      `DELETE /v2/pals/${palId}/tools/${toolId}`,
      `DELETE /v2/tools/${toolId}`,
      "POST /v2/tools",
      `POST /v2/pals/${palId}/tools`,
    ]);
    expect(await attached()).toEqual([tool?.["tool_id"]]);
    await stack.dispose();
  });
});

it("touches only what --target names", async () => {
  palId = await scene.createPal();
  const both = async (): Promise<void> => {
    for (const name of ["one", "two"]) new tavus.Tool(name, fullPostCallTool({ name }) as unknown as tavus.ToolArgs);
  };
  const stack = await createStack({ program: both, config: scene.config });
  const target = "urn:pulumi:test::test::pulumi-nodejs:dynamic/tavus:Tool::one";
  await succeed(stack.up({ args: ["--target", target] }));
  expect((await scene.tools()).map((tool) => tool["name"])).toEqual(["one"]);
  await succeed(stack.up());
  await succeed(stack.destroy({ args: ["--target", target] }));
  expect((await scene.tools()).map((tool) => tool["name"])).toEqual(["two"]);
  await stack.dispose();
});

describe("an attachment", () => {
  it("moves to another PAL, and another tool, by replacement", async () => {
    const { stack, toolId } = await stackUp();
    const before = palId;
    palId = await scene.createPal();
    await succeed(stack.up());
    expect(scene.calls().sort()).toEqual([`DELETE /v2/pals/${before}/tools/${toolId}`, `POST /v2/pals/${palId}/tools`]);
    expect(await attached()).toEqual([toolId]);
    await stack.dispose();
  });

  it("that was detached in the console is attached again after a refresh", async () => {
    const { stack, toolId } = await stackUp();
    await scene.request("DELETE", `/v2/pals/${palId}/tools/${toolId}`);
    const preview = await stack.preview({ args: ["--refresh"] });
    expect(preview.changes.filter(({ op }) => op === "create").map(({ name }) => name)).toEqual(["on-pal"]);
    await succeed(stack.up({ args: ["--refresh"] }));
    expect(await attached()).toEqual([toolId]);
    await stack.dispose();
  });

  it("of a PAL that was deleted is no obstacle to destroy", async () => {
    const { stack } = await stackUp({ byId: true });
    await scene.request("DELETE", `/v2/pals/${palId}`);
    await succeed(stack.destroy());
    expect(await scene.tools()).toEqual([]);
    await stack.dispose();
  });

  it("is read with get", async () => {
    const { stack, toolId } = await stackUp();
    const reader = await createStack({
      program: async () => {
        const found = tavus.PalToolAttachment.get("found", `${palId}/${toolId}`);
        return { palId: found.palId, toolId: found.toolId };
      },
      config: scene.config,
    });
    await succeed(reader.up());
    expect(await reader.outputs()).toMatchObject({ palId: { value: palId }, toolId: { value: toolId } });
    await Promise.all([stack.dispose(), reader.dispose()]);
  });
});
