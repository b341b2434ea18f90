import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import * as tavus from "../../src/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";
import { createScene, OTHER_API_KEY } from "./support/scene.ts";
import { createStack, type TestStack } from "./support/stack.ts";

const scene = createScene();
const stacks: TestStack[] = [];
afterEach(() => Promise.all(stacks.splice(0).map((stack) => stack.dispose())));

async function stackOf(program: pulumi.automation.PulumiFn): Promise<TestStack> {
  const stack = await createStack({ program, config: scene.config });
  stacks.push(stack);
  return stack;
}

const args = (definition: JsonObject): tavus.ToolArgs => definition as unknown as tavus.ToolArgs;
const toolOf = (definition: JsonObject, opts?: pulumi.CustomResourceOptions) => async () => {
  const tool = new tavus.Tool("note", args(definition), opts);
  return { toolId: tool.toolId };
};
const expectOk = (operation: { ok: boolean; stdout: string; stderr: string }) =>
  expect(operation.ok, operation.stdout + operation.stderr).toBe(true);

describe("a tool", () => {
  it("is created, left alone, updated in place and deleted, each with the calls it needs", async () => {
    const stack = await stackOf(toolOf(fullPostCallTool()));
    const preview = await stack.preview();
    expectOk(preview);
    expect(preview.changes.map((step) => [step.op, step.name])).toEqual([["create", "note"]]);
    expect(scene.calls()).toEqual([]);

    expectOk(await stack.up());
    expect(scene.calls()).toEqual(["POST /v2/tools"]);
    const [created] = await scene.tools();
    expect(created).toMatchObject({
      name: "log_crm_note",
      trigger_type: "post_call",
      delivery: { api: { auth: { token: "********" } } },
    });

    expectOk(await stack.up({ expectNoChanges: true }));
    expectOk(await stack.preview({ expectNoChanges: true }));
    expect(scene.calls()).toEqual([]);

    const edited = toolOf(fullPostCallTool({ description: "Another text." }));
    const change = await stack.preview({ program: edited });
    expect(change.changes.map(({ op, detailedDiff }) => [op, Object.keys(detailedDiff)])).toEqual([
      ["update", ["description"]],
    ]);
    expectOk(await stack.up({ program: edited }));
    expect(scene.calls()).toEqual([`PATCH /v2/tools/${created?.["tool_id"]}`]);
    expect(await scene.tools()).toMatchObject([{ tool_id: created?.["tool_id"], description: "Another text." }]);

    expectOk(await stack.destroy());
    expect(scene.calls()).toEqual([`DELETE /v2/tools/${created?.["tool_id"]}`]);
    expect(await scene.tools()).toEqual([]);
  });

  it("is renamed in place", { tags: "nightly" }, async () => {
    const stack = await stackOf(toolOf(fullPostCallTool()));
    expectOk(await stack.up());
    const [before] = await scene.tools();
    expectOk(await stack.up({ program: toolOf(fullPostCallTool({ name: "renamed" })) }));
    expect(await scene.tools()).toMatchObject([{ tool_id: before?.["tool_id"], name: "renamed" }]);
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    ["trigger", fullInCallTool({ name: "x" }), fullPostCallTool({ name: "x" }), "triggerType"],
    ["origin", { name: "x", description: "d" }, { name: "x", description: "d", origin: "vision" }, "origin"],
  ])(
    "is replaced when its %s changes: detached, deleted, created, attached in one up",
    async (_what, before, after, key) => {
      const palId = await scene.createPal();
      const program = (definition: JsonObject) => async () => {
        const tool = new tavus.Tool("note", args(definition));
        new tavus.PalToolAttachment("on-pal", { palId, toolId: tool.id });
      };
      const stack = await stackOf(program(before));
      expectOk(await stack.up());
      scene.calls();
      const [old] = await scene.tools();
      const up = await stack.up({ program: program(after) });
      expectOk(up);
      expect(up.changes.find((step) => step.op === "replace" && step.name === "note")?.replaceKeys).toEqual([key]);
      const [tool] = await scene.tools();
      expect(scene.calls()).toEqual([
        `DELETE /v2/pals/${palId}/tools/${old?.["tool_id"]}`,
        `DELETE /v2/tools/${old?.["tool_id"]}`,
        "POST /v2/tools",
        `POST /v2/pals/${palId}/tools`,
      ]);
      expect(tool?.["tool_id"]).not.toBe(old?.["tool_id"]);
      expect((await scene.request("GET", `/v2/pals/${palId}/tools`)).body["data"]).toMatchObject([
        { tool_id: tool?.["tool_id"] },
      ]);
      expectOk(await stack.up({ expectNoChanges: true }));
    },
  );

  it("has a name of resource and stack where the program gives none", async () => {
    const stack = await stackOf(toolOf(fullPostCallTool({ name: undefined })));
    expectOk(await stack.up());
    expect(await scene.tools()).toMatchObject([{ name: "note_test" }]);
  });

  it("loses an optional field that the program drops", { tags: "nightly" }, async () => {
    const stack = await stackOf(toolOf(fullPostCallTool()));
    expectOk(await stack.up());
    const api = { url: "https://crm.acme.dev/notes?call={tavus_conversation_id}" };
    expectOk(await stack.up({ program: toolOf(fullPostCallTool({ delivery: { api } })) }));
    const [tool] = await scene.tools();
    const { api: stored } = (tool as JsonObject)["delivery"] as { api: JsonObject };
    // D-16: a server may show {} for none.
    expect(stored["body_template"] ?? {}).toEqual({});
    // Said aloud, so that also a server with other defaults has ours.
    expect(stored).toMatchObject({ auth: { type: "none" }, timeout: 10, headers: {} });
    expectOk(await stack.preview({ args: ["--refresh"], expectNoChanges: true }));
  });

  it("loses static filler, on_call and on_resolve that the program drops", { tags: "nightly" }, async () => {
    const stack = await stackOf(toolOf(fullInCallTool()));
    expectOk(await stack.up());
    expectOk(
      await stack.up({
        program: toolOf(
          fullInCallTool({ staticFiller: undefined, onCall: undefined, onResolve: undefined, parameters: undefined }),
        ),
      }),
    );
    const [tool] = await scene.tools();
    expect(tool).toMatchObject({ on_call: "generate_filler", on_resolve: "fire_and_forget" });
    expect(tool?.["static_filler"] ?? null).toBeNull();
    expectOk(await stack.preview({ args: ["--refresh"], expectNoChanges: true }));
  });

  it("that was deleted in the console is created again, with its attachment", async () => {
    const palId = await scene.createPal();
    const stack = await stackOf(async () => {
      const tool = new tavus.Tool("note", args(fullPostCallTool()));
      new tavus.PalToolAttachment("on-pal", { palId, toolId: tool });
    });
    expectOk(await stack.up());
    const [before] = await scene.tools();
    await scene.request("DELETE", `/v2/tools/${before?.["tool_id"]}`);
    expectOk(await stack.up({ args: ["--refresh"] }));
    const [after] = await scene.tools();
    expect(after?.["name"]).toBe("log_crm_note");
    expect((await scene.request("GET", `/v2/pals/${palId}/tools`)).body["data"]).toMatchObject([
      { tool_id: after?.["tool_id"] },
    ]);
  });

  it("that was deleted in the console is no obstacle to destroy", { tags: "nightly" }, async () => {
    const stack = await stackOf(toolOf(fullPostCallTool()));
    expectOk(await stack.up());
    const [tool] = await scene.tools();
    await scene.request("DELETE", `/v2/tools/${tool?.["tool_id"]}`);
    expectOk(await stack.destroy());
  });

  it("that was deleted in the console says so when it is updated without a refresh", { tags: "nightly" }, async () => {
    const stack = await stackOf(toolOf(fullPostCallTool()));
    expectOk(await stack.up());
    const [tool] = await scene.tools();
    await scene.request("DELETE", `/v2/tools/${tool?.["tool_id"]}`);
    const up = await stack.up({ program: toolOf(fullPostCallTool({ description: "Another." })) });
    expect(up.ok).toBe(false);
    expect(up.stdout + up.stderr).toContain("was deleted outside of Pulumi. Run pulumi up --refresh");
  });
});

describe("a name that is taken", () => {
  const existing = async (definition: JsonObject = {}): Promise<string> => {
    const { body } = await scene.request("POST", "/v2/tools", {
      name: "log_crm_note",
      description: "Made by hand.",
      trigger_type: "post_call",
      parameters: { type: "object", properties: {} },
      delivery: { api: { url: "https://old.acme.dev/hook" } },
      ...definition,
    });
    return String(body["tool_id"]);
  };

  it("fails with the id and what to do, and makes no second tool", { tags: "nightly" }, async () => {
    const id = await existing();
    const stack = await stackOf(toolOf(fullPostCallTool()));
    const up = await stack.up();
    expect(up.ok).toBe(false);
    expect(up.stdout + up.stderr).toContain(`The tool ${id} of this account already has the name log_crm_note`);
    expect(up.stdout + up.stderr).toContain("adopt: true");
    expect(await scene.tools()).toHaveLength(1);
  });

  it("is taken over with adopt: true", async () => {
    const id = await existing();
    const stack = await stackOf(toolOf(fullPostCallTool({ adopt: true })));
    expectOk(await stack.up());
    expect(scene.calls()).toEqual(["POST /v2/tools", "GET /v2/tools", `PATCH /v2/tools/${id}`]);
    expect(await scene.tools()).toMatchObject([{ tool_id: id, description: fullPostCallTool()["description"] }]);
    expectOk(await stack.preview({ args: ["--refresh"], expectNoChanges: true }));
  });

  it("is not taken over where it is another kind of tool", { tags: "nightly" }, async () => {
    await existing({ trigger_type: "in_call", delivery: { app_message: true } });
    const stack = await stackOf(toolOf(fullPostCallTool({ adopt: true })));
    const up = await stack.up();
    expect(up.ok).toBe(false);
    expect(up.stdout + up.stderr).toContain("its triggerType is another");
  });
});

it("reads an existing tool with get and never deletes it", async () => {
  const { body } = await scene.request("POST", "/v2/tools", {
    name: "by_hand",
    description: "Made by hand.",
    delivery: { app_message: true },
  });
  const stack = await stackOf(async () => {
    const tool = tavus.Tool.get("found", String(body["tool_id"]));
    return { name: tool.name, description: tool.description };
  });
  expectOk(await stack.up());
  expect(scene.calls()).toEqual(["GET /v2/tools"]);
  expect(await stack.outputs()).toMatchObject({ name: { value: "by_hand" }, description: { value: "Made by hand." } });
  expectOk(await stack.destroy());
  expect(await scene.tools()).toHaveLength(1);
});

it("manages two accounts in one stack", async () => {
  const stack = await stackOf(async () => {
    const other = new tavus.Provider("other", { apiKey: OTHER_API_KEY });
    new tavus.Tool("here", args(fullPostCallTool()));
    new tavus.Tool("there", args(fullPostCallTool()), { provider: other });
  });
  expectOk(await stack.up());
  expect(await scene.tools()).toHaveLength(1);
  expect(await scene.tools(OTHER_API_KEY)).toHaveLength(1);
  expectOk(await stack.up({ expectNoChanges: true }));
  expectOk(await stack.destroy());
  expect(await scene.tools(OTHER_API_KEY)).toEqual([]);
});

it("keeps what a preview does not know yet out of its checks", async () => {
  const program = async () => {
    const first = new tavus.Tool("first", args(fullPostCallTool({ name: "first" })));
    new tavus.Tool(
      "second",
      args(
        fullPostCallTool({
          name: first.toolId.apply((id) => `after_${id}`),
          description: pulumi.interpolate`After ${first.toolId}.`,
          delivery: {
            api: {
              url: pulumi.interpolate`https://crm.acme.dev/${first.toolId}`,
              bodyTemplate: { first: first.toolId, conversation: "{tavus_conversation_id}" },
              auth: first.toolId.apply((id) => ({ type: "bearer", token: id })),
            },
          },
        }),
      ),
    );
  };
  const stack = await stackOf(program);
  const preview = await stack.preview();
  expectOk(preview);
  expect(preview.summary).toMatchObject({ create: 3 });
  expectOk(await stack.up());
  expectOk(await stack.up({ expectNoChanges: true }));
});
