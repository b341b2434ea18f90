import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import * as tavus from "../../src/index.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";
import type { Operation } from "./support/operation.ts";
import { createScene } from "./support/scene.ts";
import { createStack, type TestStack } from "./support/stack.ts";

let refusesCreations = false;
const refusal = Response.json({ error: "Bad Request. Not today." }, { status: 400 });
const scene = createScene({
  fault: ({ method, path }) =>
    refusesCreations && method === "POST" && path === "/v2/tools"
      ? { when: "before", answer: refusal.clone() }
      : undefined,
});
const stacks: TestStack[] = [];
afterEach(async () => {
  await Promise.all(stacks.splice(0).map((stack) => stack.dispose()));
  for (const tool of await scene.tools()) await scene.request("DELETE", `/v2/tools/${tool["tool_id"]}`);
});

async function stackOf(program: () => Promise<void>): Promise<TestStack> {
  const stack = await createStack({ program, config: scene.config });
  stacks.push(stack);
  return stack;
}

function tool(resource: string, fields: object = {}, opts?: pulumi.CustomResourceOptions): tavus.Tool {
  const args = fullPostCallTool({ name: "same", ...fields }) as unknown as tavus.ToolArgs;
  return new tavus.Tool(resource, args, opts);
}

const third = (): tavus.Provider => new tavus.Provider("third", { apiKey: scene.apiKey, baseUrl: scene.url });

const errorsOf = ({ diagnostics }: Operation): string =>
  diagnostics
    .filter(({ severity, urn }) => severity === "error" && urn?.includes("/tavus:"))
    .map(({ message }) => message)
    .join("\n");

describe("two tools of one name", () => {
  it("are refused in the preview, before any request, and both are named", async () => {
    const stack = await stackOf(async () => void [tool("one"), tool("two", { description: "Another." })]);
    const preview = await stack.preview();
    expect(preview.ok).toBe(false);
    expect(errorsOf(preview)).toMatch(/name is "same", which is the name of (one|two) as well, and a name is unique/);
    expect(scene.calls()).toEqual([]);
  });

  it("are not made one by adopt: the second is refused, and the first stays as it is", async () => {
    const stack = await stackOf(async () => void tool("one"));
    expect((await stack.up()).ok).toBe(true);
    const [first] = await scene.tools();
    // Without a preview before it, as in many pipelines.
    const up = await stack.up({
      program: async () => void [tool("one"), tool("two", { description: "Another.", adopt: true })],
    });
    expect(up.ok).toBe(false);
    expect(errorsOf(up)).toContain(
      `The tool ${first?.["tool_id"]} of this account already has the name same (T-3, X-7). Another resource of this program manages it.`,
    );
    expect(await scene.tools()).toEqual([first]);

    expect((await stack.up({ program: async () => void tool("one") })).ok).toBe(true);
    expect(await scene.tools()).toEqual([first]);
  });

  it("are not what a replacement meets that was cut off: the tool that somebody made meanwhile is taken over", async () => {
    const stack = await stackOf(async () => void tool("one"));
    expect((await stack.up()).ok).toBe(true);
    const inCall = fullInCallTool({ name: "same" });
    const replaced =
      (fields: object = {}) =>
      async () =>
        void new tavus.Tool("one", { ...inCall, ...fields } as unknown as tavus.ToolArgs);
    refusesCreations = true;
    expect((await stack.up({ program: replaced() })).ok).toBe(false);
    refusesCreations = false;
    expect(await scene.tools()).toEqual([]);
    await scene.request("POST", "/v2/tools", {
      name: "same",
      description: "By hand.",
      delivery: { app_message: true },
    });

    const refused = await stack.up();
    expect(errorsOf(refused)).toContain("Take it over with adopt: true");
    const taken = await stack.up({ program: replaced({ adopt: true }) });
    expect(errorsOf(taken)).toBe("");
    expect(taken.ok).toBe(true);
    expect((await scene.tools()).map(({ description }) => description)).toEqual([inCall["description"]]);
  });

  it("are none where a transformation gives them others, or each goes to another provider", async () => {
    const stack = await stackOf(async () => {
      const renamed = (args: pulumi.ResourceTransformationArgs): pulumi.ResourceTransformationResult => ({
        props: { ...args.props, name: `same_${args.name}` },
        opts: args.opts,
      });
      tool("one");
      tool("two", {}, { transformations: [renamed] });
    });
    const up = await stack.up();
    expect(errorsOf(up)).toBe("");
    expect(up.ok).toBe(true);
    expect((await scene.tools()).map(({ name }) => name).sort()).toEqual(["same", "same_two"]);
    const preview = await stack.preview({
      program: async () => {
        const provider = new tavus.Provider("other", { apiKey: scene.apiKey, baseUrl: scene.url });
        tool("one");
        tool("two", {}, { provider });
        const group = new pulumi.ComponentResource("test:index:Group", "group", {}, { provider: third() });
        tool("three", {}, { parent: group });
      },
    });
    expect(errorsOf(preview)).toBe("");
    expect(preview.ok).toBe(true);
  });
});
