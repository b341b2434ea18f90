import { describe, expect, it } from "vitest";
import { DriftReport } from "../../src/drift/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { VerifyReport } from "../../src/verification/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { type CommandProject, createCommandProject } from "./support/command.ts";
import { createScene, OTHER_API_KEY } from "./support/scene.ts";

// Stacks that are read wrongly where a command looks at less than the engine does.
const scene = createScene();

const note = (more: JsonObject = {}): JsonObject => ({ ...fullPostCallTool({ name: "note" }), ...more });
const programOf = (body: string): string =>
  `import * as pulumi from "@pulumi/pulumi";\nimport * as tavus from "pulumi-tavus";\n${body}`;
const toolOf = (name: string, args: JsonObject, options = ""): string =>
  programOf(`new tavus.Tool(${JSON.stringify(name)}, ${JSON.stringify(args)} as any${options});`);

async function up(project: CommandProject): Promise<void> {
  const done = await project.run(["up", "--yes", "--skip-preview"]);
  expect(done.exitCode, done.stdout + done.stderr).toBe(0);
  scene.calls();
}

async function drift(project: CommandProject): Promise<{ code: number | null; found: string[] }> {
  const { code, stdout, stderr } = await project.command(["drift", "--json"]);
  expect(stderr).toBe("");
  const { resources } = DriftReport.strict().parse(JSON.parse(stdout));
  const found = resources.flatMap(({ name, findings }) =>
    findings
      // Whether a masked secret was touched depends on the second in which it was.
      .filter(({ class: kind, counts }) => counts && kind !== "cannot be known (masked)")
      .map(({ class: kind, path }) => `${name}: ${kind} ${path}`.trim()),
  );
  return { code, found };
}

const editByHand = async (): Promise<unknown> => {
  const [tool] = await scene.tools();
  return scene.request("PATCH", `/v2/tools/${String(tool?.["tool_id"])}`, { description: "By hand." });
};

describe("drift", () => {
  it("counts once what a project that always refreshes would see twice, with no call more", async () => {
    const project = await createCommandProject(scene, {
      files: {
        "Pulumi.yaml":
          "name: project\nruntime:\n  name: nodejs\n  options:\n    typescript: false\noptions:\n  refresh: always\n",
      },
    });
    project.declare({ tools: { note: note() } });
    await up(project);
    await editByHand();
    scene.calls();
    expect(await drift(project)).toEqual({ code: 2, found: ["note: changed outside description"] });
    expect(scene.calls()).toEqual(["GET /v2/tools"]);
  });

  it("knows a resource whose name holds what parts a URN", { tags: "nightly" }, async () => {
    const project = await createCommandProject(scene);
    project.declare({ tools: { "crm::note": note() } });
    await up(project);
    project.declare({ tools: { "crm::note": note({ description: "New." }) } });
    expect(await drift(project)).toEqual({ code: 2, found: ["crm::note: pending in program description"] });
  });

  it("and verify read a provider that is called default with its own key", { tags: "nightly" }, async () => {
    const project = await createCommandProject(scene);
    const account = JSON.stringify({ apiKey: OTHER_API_KEY, baseUrl: scene.url });
    project.write({
      "index.ts": programOf(
        `const provider = new tavus.Provider("default", ${account});\nnew tavus.Tool("note", ${JSON.stringify(note())} as any, { provider });`,
      ),
    });
    await up(project);
    expect([(await scene.tools()).length, (await scene.tools(OTHER_API_KEY)).length]).toEqual([0, 1]);
    expect(await drift(project)).toEqual({ code: 0, found: [] });
    const { stdout } = await project.command(["verify", "--json"]);
    const [action] = VerifyReport.strict().parse(JSON.parse(stdout)).actions;
    expect(action?.checks[0]).toEqual({ check: "definition", status: "PASS", message: "live as declared" });
  });

  it("follows an alias: what is renamed and changed is one resource", async () => {
    const project = await createCommandProject(scene);
    project.write({ "index.ts": toolOf("note", note()) });
    await up(project);
    project.write({
      "index.ts": toolOf("renamed", note({ description: "New." }), ', { aliases: [{ name: "note" }] }'),
    });
    expect(await drift(project)).toEqual({ code: 2, found: ["note: pending in program description"] });
    await editByHand();
    expect(await drift(project)).toEqual({ code: 2, found: ["note: both description"] });
  });

  it("looks past the guard, which would refuse the replacement that is pending", async () => {
    const project = await createCommandProject(scene);
    await project.run(["config", "set", "tavus:guard", "refuse"]);
    project.declare({ tools: { note: note() } });
    await up(project);
    await editByHand();
    project.declare({ tools: { note: note({ triggerType: "in_call" }) } });
    scene.calls();
    const { code, found } = await drift(project);
    expect([code, [...found].sort()]).toEqual([
      2,
      ["note: changed outside description", "note: pending in program triggerType"],
    ]);
    expect(scene.calls()).toEqual(["GET /v2/tools"]);
  });
});
