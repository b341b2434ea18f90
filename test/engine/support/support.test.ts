// @module-tag nightly
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { createProject } from "./project.ts";
import { createStack, type TestStack } from "./stack.ts";

/** A resource with a fixed text in the state, like the provider's own resources. The test runner's code can't be serialized. */
class Note extends pulumi.dynamic.Resource {
  declare readonly text: pulumi.Output<string>;

  constructor(name: string, props: { text: pulumi.Input<unknown> }) {
    const handler = `exports.handler=()=>({
      diff:async(id,olds,news)=>JSON.stringify(olds.text)===JSON.stringify(news.text)?{changes:false}:{},
      create:async(inputs)=>{
        if(inputs.text==="endless")console.log("host "+process.pid+"."),await new Promise((r)=>setTimeout(r,2**30));
        if(inputs.text==="broken")throw new Error("cannot be created");
        return{id:"note-1",outs:{text:inputs.text,seen:process.env.TAVUS_BASE_URL??"",host:require("@pulumi/pulumi/package.json").version}}
      },
      read:async(id,props)=>{const text=process.env.DRIFT??props.text;return{id,props:{...props,text},inputs:{...props,text}}},
      update:async(id,olds,news)=>({outs:{...news}}),
      delete:async()=>{}})`;
    super(
      { create: async () => ({ id: "" }) },
      name,
      { ...props, seen: undefined, host: undefined },
      {
        transformations: [({ props: all, opts }) => ({ props: { ...all, __provider: handler }, opts })],
      },
    );
  }
}

const note = (text: unknown) => async () => {
  const made = new Note("note", { text });
  return { text: made.text };
};

describe("an inline stack", () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await createStack({
      program: note({ a: "one", b: "same" }),
      config: { "test:token": { value: "s3cret", secret: true }, "test:plain": "p" },
      env: { TAVUS_BASE_URL: "http://127.0.0.1:1" },
    });
  });

  test("goes through a resource's life and reports what happened", async () => {
    const created = await stack.up();
    expect(created).toMatchObject({ ok: true, exitCode: 0, summary: { create: 2 } });
    expect(created.changes).toMatchObject([{ op: "create", name: "note", newOutputs: { seen: "http://127.0.0.1:1" } }]);
    expect(await stack.outputs()).toMatchObject({ text: { value: { a: "one", b: "same" } } });

    const unchanged = await stack.preview({ expectNoChanges: true });
    expect(unchanged).toMatchObject({ ok: true, changes: [] });

    const changed = await stack.preview({ program: note({ a: "two", b: "same" }), expectNoChanges: true });
    expect(changed).toMatchObject({ ok: false, exitCode: 7 });
    expect(changed.changes).toMatchObject([{ op: "update", detailedDiff: { "text.a": { diffKind: "update" } } }]);

    expect((await stack.up()).changes).toMatchObject([{ op: "update", id: "note-1", failed: false }]);
  });

  test("sees drift", async () => {
    const drift = await stack.previewRefresh({ env: { DRIFT: "drifted" } });
    expect(drift.changes).toMatchObject([
      { op: "update", name: "note", detailedDiff: { text: { diffKind: "update" } } },
    ]);
    expect((await stack.refresh()).changes).toEqual([]);
  });

  test("exports its state, imports it again, and runs other commands", async () => {
    const state = await stack.exportState();
    await stack.importState(state);
    expect(await stack.exportState()).toEqual(state);
    expect((await stack.run(["config", "get", "test:token"])).stdout.trim()).toBe("s3cret");
    expect((await stack.run(["no-such-command"])).exitCode).not.toBe(0);
  });

  test("targets one resource, and destroys", async () => {
    const urn = "urn:pulumi:test::test::pulumi-nodejs:dynamic:Resource::note";
    expect((await stack.destroy({ args: ["--target", urn] })).changes).toMatchObject([{ op: "delete", urn }]);
    expect(await stack.destroy()).toMatchObject({ ok: true, changes: [] });
  });

  test("returns a failed operation instead of throwing", async () => {
    const failed = await stack.up({ program: note("broken") });
    expect(failed.ok).toBe(false);
    expect(failed.steps).toMatchObject([{ op: "create", failed: true }]);
    expect(failed.diagnostics).toContainEqual(
      expect.objectContaining({ severity: "error", message: expect.stringContaining("cannot be created") }),
    );
    expect(failed.stdout).toContain("cannot be created");

    const thrown = await stack.up({
      program: async () => {
        throw new Error("the program itself failed");
      },
    });
    expect(thrown.ok).toBe(false);
    expect(thrown.stdout + thrown.stderr).toContain("the program itself failed");
  });

  test("can be interrupted", async () => {
    const interrupt = new AbortController();
    const interrupted = await stack.up({
      program: async () => {
        interrupt.abort();
        await new Promise(() => {});
      },
      signal: interrupt.signal,
    });
    expect(interrupted.ok).toBe(false);
    expect(interrupted.stdout).toContain("error: update canceled");
  });

  test("can crash while it creates, with its plugins, and continues afterward", async () => {
    const crash = new AbortController();
    let host: string | undefined;
    const crashed = await stack.up({
      program: note("endless"),
      kill: crash.signal,
      onEvent: ({ diagnosticEvent }) => {
        host ??= /^host (\d+)\./.exec(diagnosticEvent?.message ?? "")?.[1];
        if (host !== undefined) crash.abort();
      },
    });
    expect(crashed).toMatchObject({ ok: false, steps: [{ op: "create" }] });
    // The process is gone, or dead and not yet collected by its new parent.
    await expect.poll(() => stateOfProcess(host ?? "1")).toMatch(/^Z|^$/);
    // The killed engine has left its lock.
    await stack.run(["cancel", "--yes"]);
    expect(await stack.up({ program: note("fine"), args: ["--refresh"] })).toMatchObject({ ok: true });
  });

  test("leaves nothing behind", async () => {
    const { folder } = stack.environment;
    expect(existsSync(folder)).toBe(true);
    await stack.dispose();
    expect(existsSync(folder)).toBe(false);
  });
});

test("an inline stack runs on the provider host of the floor SDK", async () => {
  const stack = await createStack({ program: note("one"), sdk: "floor", provider: false });
  const [created] = (await stack.up()).changes;
  expect(created?.newOutputs["host"]).toMatch(/^3\.216\./);
});

function stateOfProcess(pid: string): string {
  return spawnSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" }).stdout.trim();
}

const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
console.log("said by the program");
const manifest: { version: string } = JSON.parse(readFileSync("node_modules/@pulumi/pulumi/package.json", "utf8"));
export const sdk: string = manifest.version;
export const setting = new pulumi.Config().get("setting");
`;

describe.each([
  { kind: "commonjs", sdk: "newest", version: /^3\./ },
  { kind: "commonjs", sdk: "floor", version: /^3\.216\./ },
  { kind: "module", sdk: "newest", version: /^3\./ },
  { kind: "module", sdk: "floor", version: /^3\.216\./ },
] as const)("a $kind project with the $sdk SDK", ({ kind, sdk, version }) => {
  test("is driven by the command line", async () => {
    const project = await createProject({ files: { "index.ts": PROGRAM }, kind, sdk, provider: false });
    await project.run(["config", "set", "setting", "on"]);
    const up = await project.run(["up", "--yes", "--skip-preview"]);
    expect(up).toMatchObject({ exitCode: 0 });
    expect(up.stdout).toContain("said by the program");
    expect(up.stdout).not.toContain("warning");
    const { stdout } = await project.run(["stack", "output", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ sdk: expect.stringMatching(version), setting: "on" });
    await project.dispose();
  });
});

test("a program that fails is reported once, with the message of the SDK", async () => {
  const files = { "index.ts": `throw new Error("wrong from the start");` };
  const project = await createProject({ files, provider: false });
  const up = await project.run(["up", "--yes", "--skip-preview"]);
  expect(up.exitCode).not.toBe(0);
  expect(up.stdout).toContain("wrong from the start");
  expect(up.stdout).not.toContain("non-zero exit code");
});
