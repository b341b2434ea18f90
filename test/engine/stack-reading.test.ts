import { beforeAll, describe, expect, it } from "vitest";
import { DriftReport } from "../../src/commands/drift/report.ts";
import { strict } from "../../src/commands/testing/strict.ts";
import { VerifyReport } from "../../src/commands/verify/report.ts";
import type { JsonObject } from "../../src/contract/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { createCommandProject } from "./support/command.ts";
import { OTHER_API_KEY } from "./support/emulator.ts";
import { useEmulator } from "./support/fixtures.ts";

// Stacks that a command misreads if it reads less than the engine does.
const emulator = useEmulator();

const note = (name: string, more: JsonObject = {}): JsonObject => ({ ...fullPostCallTool({ name }), ...more });
const NEW = { description: "New." };

/** Everything that a command could misread, in one stack: each tool is one of the cases below. */
function programOf(changes: Readonly<Record<string, JsonObject>>, alias: string): string {
  const tool = (resource: string, name: string, options = "{}"): string =>
    `new tavus.Tool(${JSON.stringify(resource)}, ${JSON.stringify(note(name, changes[name]))} as any, ${options});`;
  return [
    `import * as tavus from "pulumi-tavus";`,
    tool(alias === "" ? "note" : alias, "renamed", `{ aliases: [{ name: "note" }] }`),
    tool(alias === "" ? "memo" : `${alias}-memo`, "renamed_and_edited", `{ aliases: [{ name: "memo" }] }`),
    tool("crm::note", "parted"),
    tool("guarded", "guarded"),
  ].join("\n");
}

async function lookAtOneStack() {
  const project = await createCommandProject(emulator, {
    files: {
      "Pulumi.yaml":
        "name: project\nruntime:\n  name: nodejs\n  options:\n    typescript: false\noptions:\n  refresh: always\n",
    },
    config: { "tavus:guard": "refuse" },
  });
  project.write({ "index.ts": programOf({}, "") });
  const done = await project.run(["up", "--yes", "--skip-preview"]);
  expect(done.exitCode, done.stdout + done.stderr).toBe(0);
  for (const { name, tool_id: id } of await emulator.tools())
    if (["renamed_and_edited", "guarded"].includes(String(name)))
      await emulator.request("PATCH", `/v2/tools/${String(id)}`, { description: "By hand." });
  const changes = {
    renamed: NEW,
    renamed_and_edited: NEW,
    parted: NEW,
    guarded: { triggerType: "in_call" },
  };
  project.write({ "index.ts": programOf(changes, "other") });
  emulator.calls();
  const { code, stdout, stderr } = await project.command(["drift", "--json"]);
  const calls = emulator.calls();
  expect(stderr).toBe("");
  return { code, calls, resources: strict(DriftReport).parse(JSON.parse(stdout)).resources };
}

describe("drift", () => {
  let seen: Awaited<ReturnType<typeof lookAtOneStack>>;
  beforeAll(async () => {
    seen = await lookAtOneStack();
  });

  const found = (resource: string): string[] =>
    (seen.resources.find(({ name }) => name === resource)?.findings ?? [])
      // Whether a masked secret counts as touched depends on the second in which it was edited.
      .filter(({ class: kind, counts }) => counts && kind !== "cannot be known (masked)")
      .map(({ class: kind, path }) => `${kind} ${path}`.trim())
      .sort();

  it("lists the tools once, even in a project that always refreshes", () => {
    expect(seen.code).toBe(2);
    expect(seen.calls).toEqual(["GET /v2/tools"]);
  });

  it("recognizes a resource whose name contains the separator of a URN", () => {
    expect(found("crm::note")).toEqual(["pending in program description"]);
  });

  it("follows an alias: a renamed and changed resource is one resource", () => {
    expect(found("note")).toEqual(["pending in program description"]);
    expect(found("memo")).toEqual(["both description"]);
    expect(seen.resources.map(({ name }) => name).filter((name) => name.startsWith("other"))).toEqual([]);
  });

  it("ignores the guard, which would refuse the pending replacement, and counts nothing twice", () => {
    expect(found("guarded")).toEqual(["changed outside description", "pending in program triggerType"]);
  });

  it("and verify read a provider named default with its own key", { tags: "nightly" }, async () => {
    const project = await createCommandProject(emulator);
    const account = JSON.stringify({ apiKey: OTHER_API_KEY, baseUrl: emulator.url });
    const program = `import * as tavus from "pulumi-tavus";
const provider = new tavus.Provider("default", ${account});
new tavus.Tool("note", ${JSON.stringify(note("note"))} as any, { provider });`;
    project.write({ "index.ts": program });
    const up = await project.run(["up", "--yes", "--skip-preview"]);
    expect(up.exitCode, up.stdout + up.stderr).toBe(0);
    expect([(await emulator.tools()).length, (await emulator.tools(OTHER_API_KEY)).length]).toEqual([0, 1]);
    const drift = await project.command(["drift", "--json"]);
    expect([drift.code, strict(DriftReport).parse(JSON.parse(drift.stdout)).differs]).toEqual([0, false]);
    const { stdout } = await project.command(["verify", "--json"]);
    const [action] = strict(VerifyReport).parse(JSON.parse(stdout)).actions;
    expect(action?.checks[0]).toEqual({ check: "definition", status: "PASS", message: "live as declared" });
  });
});
