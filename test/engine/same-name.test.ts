import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import * as tavus from "../../src/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";
import type { Operation } from "./support/operation.ts";
import { createProject, type ProjectKind, type TestProject } from "./support/project.ts";
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
const projects: TestProject[] = [];
afterEach(async () => {
  await Promise.all([...stacks.splice(0), ...projects.splice(0)].map((one) => one.dispose()));
  for (const tool of await scene.tools()) await scene.request("DELETE", `/v2/tools/${tool["tool_id"]}`);
});

const PROGRAM = `
import * as tavus from "pulumi-tavus";
for (const resource of ["one", "two"])
  new tavus.Tool(resource, {
    name: "same",
    description: "After the call, log it.",
    triggerType: "post_call",
    parameters: { type: "object", properties: { message: { type: "string", description: "What the caller wanted." } } },
    delivery: { api: { url: "https://crm.acme.dev/n" } },
  });
`;

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
    expect(errorsOf(preview)).toMatch(/^one and two are both named "same", but tool names must be unique/);
    expect(scene.calls()).toEqual([]);
  });

  const endsProgram = async (kind: ProjectKind): Promise<void> => {
    const project = await createProject({
      kind,
      files: { "index.ts": PROGRAM },
      env: { TAVUS_BASE_URL: scene.url, TAVUS_API_KEY: scene.apiKey },
    });
    projects.push(project);
    for (const command of [["preview"], ["up", "--yes"]]) {
      const { exitCode, stdout } = await project.run(command);
      expect(exitCode, stdout).not.toBe(0);
      expect(stdout).toMatch(/error: one and two are both named \\?"same\\?", but tool names must be unique/);
      expect(stdout).not.toMatch(/^ +at /m);
    }
    expect(scene.calls()).toEqual([]);
    const skipped = await project.run(["up", "--yes", "--skip-preview"]);
    expect(skipped.exitCode, skipped.stdout).not.toBe(0);
    expect(await scene.tools()).toHaveLength(1);
  };
  const TITLE = "end a %s program of the command line, in preview and up";
  it.each<ProjectKind>(["commonjs"])(TITLE, endsProgram);
  it.each<ProjectKind>(["module"])(TITLE, { tags: "nightly" }, endsProgram);

  it.each([
    ["another definition", { description: "Another." }],
    ["the same definition", {}],
  ])("are not made one by adopt (%s): the second is refused, and the first stays as it is", async (_what, fields) => {
    const one = () => tool("one", { adopt: true });
    const stack = await stackOf(async () => void one());
    expect((await stack.up()).ok).toBe(true);
    const [first] = await scene.tools();
    // Without a preview before it, as in many pipelines.
    const up = await stack.up({ program: async () => void [one(), tool("two", { ...fields, adopt: true })] });
    expect(up.ok).toBe(false);
    expect(errorsOf(up)).toContain(
      `The tool ${first?.["tool_id"]} of this account already has the name same (T-3, X-7). Another resource of this program manages it.`,
    );
    expect(await scene.tools()).toEqual([first]);

    expect((await stack.up({ program: async () => void one() })).ok).toBe(true);
    expect(await scene.tools()).toEqual([first]);
  });

  it("do not both take over the one that somebody made", { tags: "nightly" }, async () => {
    await scene.request("POST", "/v2/tools", {
      name: "same",
      description: "By hand.",
      delivery: { app_message: true },
    });
    const program = async () =>
      void ["one", "two"].map((name) =>
        tool(name, { adopt: true, description: `Of ${name}.`, triggerType: "in_call" }),
      );
    const stack = await stackOf(program);
    const up = await stack.up();
    expect(up.ok).toBe(false);
    expect(errorsOf(up)).toContain("Another resource of this program manages it.");
    const tools = (await stack.exportState()).deployment.resources.filter(({ type }: { type: string }) =>
      type.endsWith("tavus:Tool"),
    );
    expect(tools).toHaveLength(1);
  });

  it("are refused where only one of them is a target", async () => {
    const stack = await stackOf(async () => void tool("one"));
    expect((await stack.up()).ok).toBe(true);
    const target = ["--target", "**two"];
    const preview = await stack.preview({
      args: target,
      program: async () => void [tool("one"), tool("two", { adopt: true })],
    });
    expect(preview.ok).toBe(false);
    expect(errorsOf(preview)).toContain('one and two are both named "same"');
  });

  it("are none where an operation leaves a new one out that gets the former name of another", {
    tags: "nightly",
  }, async () => {
    const stack = await stackOf(async () => void tool("one"));
    expect((await stack.up()).ok).toBe(true);
    const program = async () => void [tool("one", { name: "other" }), tool("two"), tool("three", { name: "third" })];
    for (const operation of [stack.preview, stack.up]) {
      const result = await operation({ program, args: ["--target", "**three"] });
      expect(errorsOf(result)).toBe("");
      expect(result.ok).toBe(true);
    }
    const refresh = await stack.refresh({ program, args: ["--run-program"] });
    expect(errorsOf(refresh)).toBe("");
    expect(refresh.ok).toBe(true);
    // Side by side the rename may come too late.
    const up = await stack.up();
    if (!up.ok) expect(errorsOf(up)).toMatch(/and gives that name up|A look-up finds none/);
    expect((await stack.up()).ok).toBe(true);
    expect((await scene.tools()).map(({ name }) => name).sort()).toEqual(["other", "same", "third"]);
  });

  it.each([
    ["", {}],
    ["; changes to it are ignored", { ignoreChanges: ["description"] }],
  ])(
    "are not what a replacement meets that was cut off: the tool that somebody made meanwhile is taken over%s",
    async (_what, opts) => {
      const stack = await stackOf(async () => void tool("one", { description: "Former." }, opts));
      expect((await stack.up()).ok).toBe(true);
      const inCall = fullInCallTool({ name: "same" });
      const replaced =
        (fields: object = {}) =>
        async () =>
          void new tavus.Tool("one", { ...inCall, ...fields } as unknown as tavus.ToolArgs, opts);
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
      expect(errorsOf(refused)).toContain("set `adopt: true`");
      const taken = await stack.up({ program: replaced({ adopt: true }) });
      expect(errorsOf(taken)).toBe("");
      expect(taken.ok).toBe(true);
      expect((await scene.tools()).map(({ description }) => description)).toEqual([inCall["description"]]);
    },
  );

  it("are none where one gets the former name of another, and with adopt its tool: the other gets a tool of its own", {
    tags: "nightly",
  }, async () => {
    const pals = [await scene.createPal(), await scene.createPal()];
    const attach = (name: string, { toolId }: tavus.Tool, palId = "") =>
      new tavus.PalToolAttachment(name, { palId, toolId });
    const stack = await stackOf(async () => {
      const one = tool("one");
      for (const [i, palId] of pals.entries()) attach(`one-on-${i}`, one, palId);
    });
    expect((await stack.up()).ok).toBe(true);
    const [first] = await scene.tools();
    const up = await stack.up({
      program: async () => {
        const two = tool("two", { adopt: true, description: "Of two." });
        attach("two-on-0", two, pals[0]);
        // Else it may be compared before.
        const one = tool("one", { name: "other" }, { dependsOn: two });
        for (const [i, palId] of pals.entries()) attach(`one-on-${i}`, one, palId);
      },
    });
    expect(errorsOf(up)).toBe("");
    expect(up.stdout).toContain(
      `The tool ${first?.["tool_id"]} is, or was, that of another resource of this program too`,
    );
    const tools = await scene.tools();
    const idOf = (name: string): unknown => tools.find((one) => one["name"] === name)?.["tool_id"];
    expect(tools.map(({ name, description }) => [name, description]).sort()).toEqual([
      ["other", first?.["description"]],
      ["same", "Of two."],
    ]);
    expect(idOf("same")).toBe(first?.["tool_id"]);
    const attached = await Promise.all(pals.map((palId) => scene.request("GET", `/v2/pals/${palId}/tools`)));
    expect(attached.map(({ body }) => (body["data"] as JsonObject[]).map(({ name }) => name).sort())).toEqual([
      ["other", "same"],
      ["other"],
    ]);
    scene.calls();
    expect((await stack.up({ expectNoChanges: true })).ok).toBe(true);
    expect(scene.calls()).toEqual([]);
  });

  it("are none where the console has given one the name of a new one, which takes it over: nothing of the other has changed in the program", {
    tags: "nightly",
  }, async () => {
    const one = (dependsOn: pulumi.Resource[] = []) => tool("one", {}, { dependsOn });
    const stack = await stackOf(async () => void one());
    expect((await stack.up()).ok).toBe(true);
    const [first] = await scene.tools();
    await scene.request("PATCH", `/v2/tools/${first?.["tool_id"]}`, { name: "other" });
    const program = async () => void one([tool("two", { name: "other", adopt: true })]);
    const up = await stack.up({ program });
    expect(errorsOf(up)).toBe("");
    const tools = await scene.tools();
    expect(tools.map(({ name }) => name).sort()).toEqual(["other", "same"]);
    expect(tools.find(({ name }) => name === "other")?.["tool_id"]).toBe(first?.["tool_id"]);
    expect((await stack.up({ expectNoChanges: true, args: ["--refresh"] })).ok).toBe(true);
  });

  it("are told, and only one keeps the tool, where one with adopt is made before the other is compared", {
    tags: "nightly",
  }, async () => {
    const stack = await stackOf(async () => void tool("one"));
    expect((await stack.up()).ok).toBe(true);
    const [first] = await scene.tools();
    const two = () => tool("two", { adopt: true, description: "Of two." });
    const up = await stack.up({ program: async () => void tool("one", {}, { dependsOn: two() }) });
    expect(up.ok).toBe(false);
    expect(errorsOf(up)).toContain("Another resource of this program manages it. Choose another name");
    const taken = { ...first, description: "Of two.", updated_at: expect.any(String) };
    expect(await scene.tools()).toEqual([taken]);

    expect((await stack.up({ program: async () => void two() })).ok).toBe(true);
    expect(await scene.tools()).toEqual([taken]);
    expect((await stack.up({ args: ["--replace", "**two"], program: async () => void two() })).ok).toBe(true);
    const [replaced, ...more] = await scene.tools();
    expect(more).toEqual([]);
    expect(replaced?.["tool_id"]).not.toBe(first?.["tool_id"]);
  });

  it("are none where a transformation gives them others, or each goes to another provider", {
    tags: "nightly",
  }, async () => {
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
        const fourth = new tavus.Provider("fourth", { apiKey: scene.apiKey, baseUrl: scene.url });
        const moved = ({ props, opts }: pulumi.ResourceTransformationArgs) => ({
          props,
          opts: { ...opts, provider: fourth },
        });
        tool("four", {}, { transformations: [moved] });
      },
    });
    expect(errorsOf(preview)).toBe("");
    expect(preview.ok).toBe(true);
  });
});
