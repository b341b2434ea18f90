import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { afterEach, describe, expect, it } from "vitest";
import * as tavus from "../../src/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { createScene } from "./support/scene.ts";
import { createStack, type TestStack } from "./support/stack.ts";

const scene = createScene();
const NAMES = ["a", "b", "c", "d"];
const stacks: TestStack[] = [];
afterEach(() => Promise.all(stacks.splice(0).map((stack) => stack.dispose())));

const program =
  (more: JsonObject = {}, names = NAMES): PulumiFn =>
  async () => {
    for (const name of names) new tavus.Tool(name, fullPostCallTool({ name, ...more }) as unknown as tavus.ToolArgs);
  };

async function deployed(guard: string): Promise<{ stack: TestStack; ids: Record<string, string> }> {
  const stack = await createStack({ program: program(), config: { ...scene.config, "tavus:guard": guard } });
  stacks.push(stack);
  const up = await stack.up();
  expect(up.ok, up.stdout + up.stderr).toBe(true);
  const ids = Object.fromEntries((await scene.tools()).map((tool) => [tool["name"], String(tool["tool_id"])]));
  scene.calls();
  return { stack, ids };
}

const edit = (id: string | undefined, fields: JsonObject) => scene.request("PATCH", `/v2/tools/${id}`, fields);
const descriptionOf = async (id: string | undefined): Promise<unknown> =>
  (await scene.tools()).find((tool) => tool["tool_id"] === id)?.["description"];
const sorted = (calls: string[]): string[] => calls.map((call) => call.replace(/\/t[0-9a-f]{12}$/, "")).sort();

describe("tavus:guard = refuse", () => {
  it("fails the update of a tool that somebody changed, and sends nothing of it; the others go on; one list for all", async () => {
    const { stack, ids } = await deployed("refuse");
    await edit(ids["a"], { description: "By hand." });
    scene.calls();
    // Without it the engine begins nothing new after a failure.
    const up = await stack.up({ program: program({ description: "New." }), args: ["--continue-on-error"] });
    expect(up.ok).toBe(false);
    expect(sorted(scene.calls())).toEqual(["GET /v2/tools", ...Array(3).fill("PATCH /v2/tools")]);
    expect(up.stdout + up.stderr).toMatch(
      /The tool t[0-9a-f]{12} was changed outside of Pulumi since the last up \(last at \S+\): description was "After the call, log what the caller wanted\.", is "By hand\."\. It was not touched/,
    );
    expect(await descriptionOf(ids["a"])).toBe("By hand.");
    expect(await descriptionOf(ids["b"])).toBe("New.");

    // A refresh has seen it: then the program may have its way.
    expect((await stack.refresh()).ok).toBe(true);
    const again = await stack.up();
    expect(again.ok, again.stdout + again.stderr).toBe(true);
    expect(await descriptionOf(ids["a"])).toBe("New.");
  });

  it("fails a deletion, and lets one pass of what nobody changed", { tags: "nightly" }, async () => {
    const { stack, ids } = await deployed("refuse");
    await edit(ids["a"], {
      parameters: {
        type: "object",
        properties: { message: { type: "string", description: "x" }, channel: { const: "C0" } },
      },
    });
    scene.calls();
    const up = await stack.up({ program: program({}, ["c", "d"]), args: ["--continue-on-error"] });
    expect(up.ok).toBe(false);
    expect(sorted(scene.calls())).toEqual(["DELETE /v2/tools", "GET /v2/tools"]);
    expect((await scene.tools()).map(({ name }) => name).sort()).toEqual(["a", "c", "d"]);
  });

  it("is not in the way where the program says the same, or where nothing was changed", {
    tags: "nightly",
  }, async () => {
    const { stack, ids } = await deployed("refuse");
    await edit(ids["a"], { description: "New." });
    const up = await stack.up({ program: program({ description: "New." }) });
    expect(up.ok, up.stdout + up.stderr).toBe(true);
    scene.calls();
    const destroyed = await stack.destroy();
    expect(destroyed.ok, destroyed.stdout + destroyed.stderr).toBe(true);
    expect(sorted(scene.calls())).toEqual([...NAMES.map(() => "DELETE /v2/tools"), "GET /v2/tools"]);
  });

  it("shows no value that a program may keep secret", { tags: "nightly" }, async () => {
    const { stack, ids } = await deployed("refuse");
    const url = "https://hooks.acme.dev/c4nary/x?c={tavus_conversation_id}";
    await edit(ids["a"], {
      parameters: {
        type: "object",
        properties: { message: { type: "string", description: "x" }, api_key: { const: "c4nary" } },
      },
      delivery: {
        api: {
          url,
          headers: { "X-Team": "c4nary" },
          timeout: 30,
          body_template: { t: "c4nary {message}" },
          auth: { type: "bearer" },
        },
      },
    });
    const destroyed = await stack.destroy();
    expect(destroyed.ok).toBe(false);
    expect(destroyed.stdout + destroyed.stderr).not.toContain("c4nary");
    expect(destroyed.stdout + destroyed.stderr).toContain("delivery.api.url (pulumi-tavus drift shows the values)");
    expect(destroyed.stdout + destroyed.stderr).toContain("delivery.api.timeout was 20, is 30");
  });
});

describe("tavus:guard = warn", () => {
  it("tells what is overwritten, and goes on", { tags: "nightly" }, async () => {
    const { stack, ids } = await deployed("warn");
    await edit(ids["a"], { description: "By hand." });
    scene.calls();
    const up = await stack.up({ program: program({ description: "New." }) });
    expect(up.ok, up.stdout + up.stderr).toBe(true);
    expect(up.stdout + up.stderr).toMatch(
      /warning: The tool t[0-9a-f]{12} was changed outside .* is "By hand\."\. It is overwritten now/,
    );
    expect(sorted(scene.calls())).toEqual(["GET /v2/tools", ...NAMES.map(() => "PATCH /v2/tools")]);
    expect(await descriptionOf(ids["a"])).toBe("New.");
  });
});

describe("tavus:guard", () => {
  it("is off by default, and costs nothing then", async () => {
    const { stack, ids } = await deployed("off");
    await edit(ids["a"], { description: "By hand." });
    scene.calls();
    expect((await stack.up({ program: program({ description: "New." }) })).ok).toBe(true);
    expect(sorted(scene.calls())).toEqual(NAMES.map(() => "PATCH /v2/tools"));
  });

  it("is also a Provider's, and refused at preview where it is none", { tags: "nightly" }, async () => {
    const stack = await createStack({
      program: async () => {
        const { apiKey, url: baseUrl } = scene;
        const provider = new tavus.Provider("strict", { apiKey, baseUrl, guard: "refuse" });
        new tavus.Tool("a", fullPostCallTool({ name: "a" }) as unknown as tavus.ToolArgs, { provider });
      },
    });
    stacks.push(stack);
    expect((await stack.up()).ok).toBe(true);
    await edit(String((await scene.tools())[0]?.["tool_id"]), { description: "By hand." });
    const destroyed = await stack.destroy();
    expect([destroyed.ok, (await scene.tools()).length]).toEqual([false, 1]);

    const wrong = await createStack({ program: program(), config: { ...scene.config, "tavus:guard": "on" } });
    stacks.push(wrong);
    scene.calls();
    const preview = await wrong.preview();
    expect(preview.ok).toBe(false);
    expect(preview.stdout).toContain('tavus:guard is "on". Use one of: off, warn, refuse.');
    expect(scene.calls()).toEqual([]);
  });
});

describe("tavus:guard = refuse, and a replacement", () => {
  const attached = async (palId: string): Promise<unknown[]> =>
    (await scene.request("GET", `/v2/pals/${palId}/tools`)).body["data"] as unknown[];
  const onPal =
    (palId: string, set: boolean, more: JsonObject): PulumiFn =>
    async () => {
      const tool = new tavus.Tool("a", { ...fullPostCallTool({ name: "a" }), ...more } as unknown as tavus.ToolArgs);
      if (set) new tavus.PalTools("on", { palId, toolIds: [tool] });
      else new tavus.PalToolAttachment("on", { palId, toolId: tool });
    };

  it.each([false, true])(
    "is refused before the attachment is touched (PalTools: %s), already by preview",
    async (set) => {
      const palId = await scene.createPal();
      const config = { ...scene.config, "tavus:guard": "refuse" };
      const stack = await createStack({ program: onPal(palId, set, {}), config });
      stacks.push(stack);
      expect((await stack.up()).ok).toBe(true);
      const [tool] = await scene.tools();
      await edit(String(tool?.["tool_id"]), { description: "By hand." });
      scene.calls();
      const program = onPal(palId, set, { triggerType: "in_call" });
      const up = await stack.up({ program });
      expect([up.ok, sorted(scene.calls())]).toEqual([false, ["GET /v2/tools"]]);
      expect(up.stdout + up.stderr).toContain('is "By hand.". It was not touched');
      expect((await stack.preview({ program })).ok).toBe(false);
      expect(await attached(palId)).toHaveLength(1);
      expect(await descriptionOf(String(tool?.["tool_id"]))).toBe("By hand.");

      // A refresh has seen it, also where what was seen would be a replacement.
      await edit(String(tool?.["tool_id"]), { trigger_type: "in_call" });
      const refreshed = await stack.refresh();
      expect(refreshed.ok, refreshed.stdout + refreshed.stderr).toBe(true);
      const again = await stack.up({ program: onPal(palId, set, {}) });
      expect(again.ok, again.stdout + again.stderr).toBe(true);
      expect(await attached(palId)).toHaveLength(1);
    },
  );
});
