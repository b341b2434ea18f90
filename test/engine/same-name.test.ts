import * as pulumi from "@pulumi/pulumi";
import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import * as tavus from "../../src/index.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";
import { test } from "./support/fixtures.ts";
import { createProject, type ProjectKind } from "./support/project.ts";
import { callsTo, idOf, type Recorded, recorder, reported, toolOf } from "./support/recorded.ts";

function tool(resource: string, fields: JsonObject, opts?: pulumi.CustomResourceOptions): tavus.Tool {
  return new tavus.Tool(resource, fullPostCallTool(fields) as unknown as tavus.ToolArgs, opts);
}

describe("two tools with one name, in a program that changes", () => {
  /** The program's definitions: at first, in two operations in which something fails, and in the end. */
  type Version = "created" | "cut off" | "doubled" | "last";

  const pals: Record<string, string> = {};
  const CUT_OFF = ["cut_off", "cut_off_ignoring"];
  const inCall = (name: string, more: JsonObject = {}) =>
    fullInCallTool({ name, ...more }) as unknown as tavus.ToolArgs;

  const program = (version: Version) => async (): Promise<void> => {
    const isDoubled = version === "doubled";
    const isLast = version === "last";

    // The second has another definition, or the same. Without dependsOn, the engine can start with either.
    const otherOne = tool("other-one", { name: "other", adopt: true });
    const sameOne = tool("same-one", { name: "same", adopt: true });
    if (isDoubled) {
      tool("other-two", { name: "other", adopt: true, description: "Another." }, { dependsOn: otherOne });
      tool("same-two", { name: "same", adopt: true }, { dependsOn: sameOne });
      for (const one of ["by-hand-one", "by-hand-two"])
        new tavus.Tool(one, inCall("by_hand", { adopt: true, description: `Of ${one}.` }));
    }

    for (const name of CUT_OFF) {
      const opts = name === "cut_off" ? {} : { ignoreChanges: ["description"] };
      if (version === "created") tool(name, { name, description: "Former." }, opts);
      else new tavus.Tool(name, inCall(name, isLast ? { adopt: true } : {}), opts);
    }

    const attach = (name: string, { toolId }: tavus.Tool, pal: string) =>
      new tavus.PalToolAttachment(name, { palId: pals[pal] ?? "", toolId });
    const two = isLast && tool("swapped-two", { name: "swapped", adopt: true, description: "Of two." });
    if (two !== false) attach("two-on-both", two, "both");
    const one = tool("swapped-one", { name: two ? "swapped_away" : "swapped" }, two ? { dependsOn: two } : {});
    for (const pal of ["both", "single"]) attach(`one-on-${pal}`, one, pal);

    const taker = isLast && tool("console-two", { name: "console_renamed", adopt: true });
    tool("console-one", { name: "console" }, taker ? { dependsOn: taker } : {});

    const winner = (isDoubled || isLast) && tool("won-two", { name: "won", adopt: true, description: "Of two." });
    if (!isLast) tool("won-one", { name: "won" }, winner ? { dependsOn: winner } : {});

    const renamed = ({ props, opts, name }: pulumi.ResourceTransformationArgs) => ({
      props: { ...props, name: `transformed_${name}` },
      opts,
    });
    tool("one", { name: "transformed" });
    tool("two", { name: "transformed" }, { transformations: [renamed] });
  };

  let created: Recorded;
  let previewed: Recorded;
  let cutOff: Recorded;
  let doubled: Recorded;
  let last: Recorded;
  let replaced: Recorded;

  test.beforeAll(async ({ emulator, createStack }) => {
    for (const name of ["both", "single"]) pals[name] = await emulator.createPal();
    const stack = await createStack(program("created"));
    const record = recorder(emulator, stack, pals);
    created = await record(stack.up());
    previewed = await record(
      stack.preview({
        args: ["--target", "**other-two"],
        program: async () => void [tool("other-one", { name: "other" }), tool("other-two", { name: "other" })],
      }),
      { ok: false },
    );

    const args = ["--continue-on-error"];
    emulator.fault = ({ method, path }) =>
      method === "POST" && path === "/v2/tools"
        ? { when: "before", answer: Response.json({ error: "Bad Request. Not today." }, { status: 400 }) }
        : undefined;
    cutOff = await record(stack.up({ program: program("cut off"), args }), { ok: false });
    emulator.fault = undefined;
    for (const name of [...CUT_OFF, "by_hand"])
      await emulator.createTool({ name, description: "By hand.", delivery: { app_message: true } });

    // Without a preview before it, as in many pipelines.
    doubled = await record(stack.up({ program: program("doubled"), args }), { ok: false });
    await emulator.request("PATCH", `/v2/tools/${idOf(created, "console")}`, { name: "console_renamed" });
    last = await record(stack.up({ program: program("last") }));
    replaced = await record(stack.up({ args: ["--replace", "**won-two"] }));
  });

  const MANAGED = "Another resource of this program manages it.";

  test("are refused in the preview if only one of them is a target", () => {
    expect(reported(previewed.operation, "error")).toMatch(
      /^other-one and other-two are both named "other", but tool names must be unique/,
    );
    expect(previewed.calls).toEqual([]);
  });

  test.for([
    ["another definition", "other"],
    ["the same definition", "same"],
  ] as const)("don't become one tool with adopt (%s): the first stays unchanged", ([, name]) => {
    const first = toolOf(created, name);
    expect(reported(doubled.operation, "error", new RegExp(`::${name}-two$`))).toContain(
      `The tool ${first?.["tool_id"]} of this account already has the name ${name} (T-3, X-7). ${MANAGED}`,
    );
    expect(toolOf(doubled, name)).toEqual(first);
    expect(toolOf(last, name)).toEqual(first);
  });

  test("don't both take over somebody's tool", () => {
    expect(reported(doubled.operation, "error", /::by-hand-(one|two)$/)).toContain(MANAGED);
    const ended = last.operation.changes.filter(({ op, name }) => op === "delete" && name.startsWith("by-hand-"));
    expect(ended).toHaveLength(1);
    expect(toolOf(last, "by_hand")).toBeUndefined();
  });

  test.for([
    ["", "cut_off"],
    [", also if changes to it are ignored", "cut_off_ignoring"],
  ] as const)("don't occur in the retry of an interrupted replacement%s", ([, name]) => {
    expect(toolOf(created, name)).toBeDefined();
    expect(toolOf(cutOff, name)).toBeUndefined();
    expect(reported(doubled.operation, "error", new RegExp(`::${name}$`))).toContain("set `adopt: true`");
    // The tool that somebody created in the meantime is taken over.
    expect(idOf(last, name)).toBe(idOf(doubled, name));
    expect(toolOf(last, name)).toMatchObject({ description: fullInCallTool()["description"] });
  });

  test("don't occur if one takes over another's old name and tool", () => {
    const id = idOf(created, "swapped");
    expect(last.operation.stdout).toContain(
      `The tool ${id} also belongs, or belonged, to another resource of this program`,
    );
    expect(toolOf(last, "swapped")).toMatchObject({ tool_id: id, description: "Of two." });
    const away = toolOf(last, "swapped_away");
    expect(away).toMatchObject({ description: fullPostCallTool()["description"] });
    expect(last.attached["both"]).toEqual([id, String(away?.["tool_id"])].sort());
    expect(last.attached["single"]).toEqual([away?.["tool_id"]]);
  });

  test("don't occur if a new one takes over a tool that was renamed in the console", () => {
    expect(idOf(last, "console_renamed")).toBe(idOf(created, "console"));
    expect(toolOf(last, "console")).toBeDefined();
  });

  test("are reported if one adopts before the other is compared, and one keeps the tool", () => {
    const id = idOf(created, "won");
    expect(reported(doubled.operation, "error", /::won-(one|two)$/)).toContain(`${MANAGED} Choose another name`);
    for (const recorded of [doubled, last])
      expect(toolOf(recorded, "won")).toMatchObject({ tool_id: id, description: "Of two." });
    expect(idOf(replaced, "won")).not.toBe(id);
  });

  test("don't occur if a transformation gives them other names", () => {
    expect(created.tools.map(({ name }) => name)).toEqual(expect.arrayContaining(["transformed", "transformed_two"]));
  });

  test("aren't changed by another up, which replaces the given resources", () => {
    expect(new Set(replaced.operation.changes.map(({ name }) => name))).toEqual(new Set(["won-two"]));
    expect(callsTo(replaced, pals["both"], pals["single"])).toEqual([]);
  });
});

describe("two tools with one name", () => {
  test.beforeEach(({ emulator }) => emulator.reset());

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
  // Node.js itself runs one of them. ts-node, which takes much longer, runs the other.
  for (const { kind, tags } of [
    { kind: "module", tags: [] },
    { kind: "commonjs", tags: ["nightly"] },
  ] satisfies { kind: ProjectKind; tags: string[] }[])
    test(`end a ${kind} program of the command line, in preview and up`, { tags }, async ({ emulator }) => {
      const project = await createProject({
        kind,
        files: { "index.ts": PROGRAM },
        env: { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey },
      });
      const previewed = await project.run(["up", "--yes"]);
      expect(previewed.exitCode, previewed.stdout).not.toBe(0);
      expect(previewed.stdout).toMatch(/error: one and two are both named \\?"same\\?", but tool names must be unique/);
      expect(previewed.stdout).not.toMatch(/^ +at /m);
      expect(emulator.calls()).toEqual([]);
      const skipped = await project.run(["up", "--yes", "--skip-preview"]);
      expect(skipped.exitCode, skipped.stdout).not.toBe(0);
      expect(await emulator.tools()).toHaveLength(1);
    });

  test("don't occur if a new one with another's old name isn't a target", {
    tags: "nightly",
  }, async ({ emulator, createStack }) => {
    const stack = await createStack(async () => void tool("one", { name: "same" }));
    expect((await stack.up()).ok).toBe(true);
    const program = async () =>
      void [tool("one", { name: "other" }), tool("two", { name: "same" }), tool("three", { name: "third" })];
    for (const operation of [stack.preview, stack.up]) {
      const result = await operation({ program, args: ["--target", "**three"] });
      expect(reported(result, "error")).toBe("");
      expect(result.ok).toBe(true);
    }
    const refresh = await stack.refresh({ program, args: ["--run-program"] });
    expect(reported(refresh, "error")).toBe("");
    expect(refresh.ok).toBe(true);
    // In parallel, the rename may come too late.
    const up = await stack.up();
    if (!up.ok) expect(reported(up, "error")).toContain("already has the name same");
    expect((await stack.up()).ok).toBe(true);
    expect((await emulator.tools()).map(({ name }) => name).sort()).toEqual(["other", "same", "third"]);
  });

  test("don't occur if each goes to another provider", { tags: "nightly" }, async ({ emulator, createStack }) => {
    const account = { apiKey: emulator.apiKey, baseUrl: emulator.url };
    const stack = await createStack(async () => {
      const provider = (name: string) => new tavus.Provider(name, account);
      tool("one", { name: "same" });
      tool("two", { name: "same" }, { provider: provider("second") });
      const group = new pulumi.ComponentResource("test:index:Group", "group", {}, { provider: provider("third") });
      tool("three", { name: "same" }, { parent: group });
      const fourth = provider("fourth");
      const moved = ({ props, opts }: pulumi.ResourceTransformationArgs) => ({
        props,
        opts: { ...opts, provider: fourth },
      });
      tool("four", { name: "same" }, { transformations: [moved] });
    });
    const preview = await stack.preview();
    expect(reported(preview, "error")).toBe("");
    expect(preview.ok).toBe(true);
  });
});
