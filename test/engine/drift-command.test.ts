import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { CLI } from "../../src/cli/testing/run.ts";
import { toInputs, toWire } from "../../src/definition/wire.ts";
import { DriftReport } from "../../src/drift/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { EDITS, KINDS } from "../support/edits.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { type CommandProject, createCommandProject } from "./support/command.ts";
import { createScene } from "./support/scene.ts";
import { readsCostMore } from "./support/seeded.ts";

// Tavus's times have whole seconds, so each call has a second of its own.
let time = Date.now();
const now = (): Date => {
  time += 1000;
  return new Date(time);
};
const scene = createScene({ now });
const TOKEN = "t0p-secret-token";

/** Where an edit is made: in the console, in the program, in both. */
const PLACES = { out: "changed outside", in: "pending in program", two: "both", no: undefined } as const;
type Place = keyof typeof PLACES;
const CASES = EDITS.flatMap(([what, kind, edit, paths], i) =>
  (Object.keys(PLACES) as Place[]).map((place) => ({ name: `t${i}_${place}`, what, kind, edit, paths, place })),
);

/** The definition after the edit, as a program would write it. */
function edited(inputs: JsonObject, edit: (tool: JsonObject) => JsonObject): JsonObject {
  const { wire } = toWire(inputs);
  const after = toInputs({ ...wire, ...edit(wire) } as Parameters<typeof toInputs>[0]);
  const auth = ((after["delivery"] as JsonObject)?.["api"] as JsonObject)?.["auth"] as JsonObject | undefined;
  // The console keeps a secret by leaving it out; a program says it again.
  if (auth?.["type"] === "bearer") auth["token"] = TOKEN;
  return after;
}

async function drift(project: CommandProject, args: string[] = []) {
  const { code, stdout, stderr } = await project.command(["drift", "--json", ...args]);
  expect(stderr).toBe("");
  expect(stdout).not.toContain(TOKEN);
  return { code, report: DriftReport.strict().parse(JSON.parse(stdout)) };
}

/** In any order. Where lists come in small pages or without a count, a list is several calls. */
function expectCalls(calls: readonly string[], expected: readonly string[]): void {
  if (readsCostMore) expect(new Set(calls)).toEqual(new Set(expected));
  else expect(calls.toSorted()).toEqual(expected.toSorted());
}

const plain = (path: string): string => path.toLowerCase().replace(/\["([^"]*)"\]/g, ".$1");

it("tells of every field who changed it: console, program, both or nobody; and never writes", async () => {
  const project = await createCommandProject(scene);
  const inputsOf = (one: (typeof CASES)[number]): JsonObject => KINDS[one.kind]({ name: one.name });
  project.declare({ tools: Object.fromEntries(CASES.map((one) => [one.name, inputsOf(one)])) });
  const up = await project.run(["up", "--yes", "--skip-preview"]);
  expect(up.exitCode, up.stdout + up.stderr).toBe(0);
  scene.calls();
  const quiet = await drift(project);
  expect([quiet.code, quiet.report.differs, quiet.report.summary]).toEqual([
    0,
    false,
    { clean: CASES.length, differing: 0, findings: {} },
  ]);
  expectCalls(scene.calls(), Array(Math.ceil(CASES.length / 100)).fill("GET /v2/tools"));

  const tools = new Map((await scene.tools()).map((tool) => [tool["name"], tool]));
  for (const { name, place, edit, what } of CASES) {
    if (place !== "out" && place !== "two") continue;
    const tool = tools.get(name) ?? {};
    // A name is unique in the account.
    const patch = what === "name" ? { name: `renamed_${name}` } : edit(tool);
    const { status, body } = await scene.request("PATCH", `/v2/tools/${String(tool["tool_id"])}`, patch);
    expect(status, `${what}: ${JSON.stringify(body)}`).toBe(200);
  }
  const wanted = CASES.map((one): [string, JsonObject] => {
    if (one.place !== "in" && one.place !== "two") return [one.name, inputsOf(one)];
    return [one.name, edited(inputsOf(one), one.what === "name" ? () => ({ name: `new_${one.name}` }) : one.edit)];
  });
  project.declare({ tools: Object.fromEntries(wanted) });
  scene.calls();
  const { code, report } = await drift(project);
  expect(code).toBe(2);
  expect(scene.calls().filter((call) => !call.startsWith("GET"))).toEqual([]);

  for (const { name, what, paths, place } of CASES) {
    const findings = report.resources.find((resource) => resource.name === name)?.findings ?? [];
    const counting = findings.filter(({ counts }) => counts);
    if (PLACES[place] === undefined) {
      expect(counting, `${what}, ${place}`).toEqual([]);
      continue;
    }
    const first = counting.find(
      ({ path }) => plain(path) === plain(paths[0] ?? "") || plain(path).startsWith(`${plain(paths[0] ?? "")}.`),
    );
    expect(first?.class, `${what}, ${place}: ${JSON.stringify(counting)}`).toBe(PLACES[place]);
    const companions = what === "trigger_type" ? /^(delivery|origin|onCall|onResolve|staticFiller)/ : /^$/;
    for (const { path, class: kind } of counting) {
      const isExpected = paths.some((expected) => `${plain(path)}.`.startsWith(`${plain(expected)}.`));
      const isTouchedSecret = kind === "cannot be known (masked)" && place !== "in";
      expect(isExpected || isTouchedSecret || companions.test(path), `${what}, ${place} reports ${kind} ${path}`).toBe(
        true,
      );
    }
  }
});

it("tells what is gone, detached, new and on its way, and that a masked secret may have changed", async () => {
  const [palId, gonePal] = [await scene.createPal(), await scene.createPal()];
  const project = await createCommandProject(scene);
  const tools = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, fullPostCallTool({ name })]));
  const attachments = ["a", "b", "c", "d"].map((tool) => ({ palId, tool }));
  project.declare({ tools, attachments: [...attachments, { palId: gonePal, tool: "e" }] });
  const up = await project.run(["up", "--yes", "--skip-preview"]);
  expect(up.exitCode, up.stdout + up.stderr).toBe(0);
  const ids = Object.fromEntries((await scene.tools()).map((tool) => [tool["name"], String(tool["tool_id"])]));

  await scene.request("DELETE", `/v2/tools/${ids["a"]}`);
  await scene.request("DELETE", `/v2/pals/${palId}/tools/${ids["b"]}`);
  await scene.request("DELETE", `/v2/pals/${gonePal}`);
  const { body: made } = await scene.request("POST", "/v2/tools", toWire(fullPostCallTool({ name: "by_hand" })).wire);
  await scene.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: [made["tool_id"]] });
  await scene.request("PATCH", `/v2/tools/${ids["c"]}`, {
    delivery: {
      api: {
        ...(toWire(fullPostCallTool()).wire["delivery"] as { api: JsonObject }).api,
        auth: { type: "bearer", token: "another-token" },
      },
    },
  });
  const { d: _, ...rest } = tools;
  project.declare({
    tools: { ...rest, f: fullPostCallTool({ name: "f" }) },
    attachments: [...attachments.slice(0, 3), { palId: gonePal, tool: "e" }, { palId, tool: "f" }],
  });
  scene.calls();
  const { code, report } = await drift(project);
  expect(code).toBe(2);
  expectCalls(scene.calls(), [
    // One for each PAL, one to make sure that the PAL is gone, one list of tools, one to make sure that a tool is gone.
    `GET /v2/pals/${gonePal}`,
    `GET /v2/pals/${gonePal}/tools`,
    `GET /v2/pals/${palId}/tools`,
    "GET /v2/tools",
    "GET /v2/tools",
  ]);
  const found = report.resources.flatMap(({ type, name, findings }) =>
    findings.filter(({ counts }) => counts).map(({ class: kind, path }) => `${type} ${name}: ${kind} ${path}`.trim()),
  );
  expect(found.sort()).toEqual(
    [
      "Tool a: deleted outside",
      `PalToolAttachment a-on-${palId}: detached outside`,
      `PalToolAttachment b-on-${palId}: detached outside`,
      "Tool c: cannot be known (masked) delivery.api.auth.token",
      "Tool d: pending in program",
      `PalToolAttachment d-on-${palId}: pending in program`,
      `PalToolAttachment e-on-${gonePal}: deleted outside`,
      "Tool f: pending in program",
      `PalToolAttachment f-on-${palId}: pending in program`,
      "PalToolAttachment by_hand: created outside",
    ].sort(),
  );
  expect(report.summary.findings).toEqual({
    "deleted outside": 2,
    "detached outside": 2,
    "created outside": 1,
    "pending in program": 4,
    "cannot be known (masked)": 1,
  });

  const text = await project.command(["drift"]);
  expect(text.code).toBe(2);
  expect(text.stdout).toContain("Tool a (");
  expect(text.stdout).toContain("Stack dev: 9 of ");
  expect(text.stdout).not.toContain(TOKEN);
  const markdown = await project.command(["drift", "--markdown", "--no-preview"]);
  expect(markdown.stdout).toContain("### Drift in `dev`");
  expect(markdown.stdout).toContain("| Tool `a` | deleted outside |");
  expect(markdown.stdout).not.toContain("pending");
  const allowed = await project.command([
    "drift",
    "--no-preview",
    "--allow",
    "created outside",
    "deleted outside",
    "detached outside",
    "cannot be known (masked)",
  ]);
  expect(allowed.code, allowed.stdout).toBe(0);
});

it("says in one line why it could not look", async () => {
  const project = await createCommandProject(scene);
  project.declare({ tools: { a: fullPostCallTool({ name: "not a name" }) } });
  const broken = await project.command(["drift"]);
  expect([broken.code, broken.stdout]).toEqual([1, ""]);
  expect(broken.stderr).toMatch(/^pulumi-tavus: pulumi preview failed: a: name .*\(T-3\)\n$/);
  const unknown = await project.command(["drift", "--stack", "nowhere"]);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toMatch(/^pulumi-tavus: pulumi .* failed: .*nowhere.*\n$/);
  const wrong = await project.command(["drift", "--allow", "created"]);
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('--allow "created" is no kind of finding.')]);
});

it("looks again and again with --watch, tells what changes, and ends with Ctrl-C", { tags: "nightly" }, async () => {
  const project = await createCommandProject(scene);
  project.declare({ tools: { a: fullPostCallTool({ name: "a" }) } });
  expect((await project.run(["up", "--yes", "--skip-preview"])).exitCode).toBe(0);
  const args = ["drift", "--watch", "0.1", "--no-preview", "--json", "--cwd", project.folder];
  const child = spawn(process.execPath, [CLI, ...args], { env: project.env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<DriftReport> => DriftReport.parse(JSON.parse(String((await lines.next()).value)));
  expect((await next()).differs).toBe(false);
  const [tool] = await scene.tools();
  await scene.request("PATCH", `/v2/tools/${String(tool?.["tool_id"])}`, { description: "By hand." });
  // Nothing was written in between: what has not changed is not told again.
  expect((await next()).summary.findings["changed outside"]).toBe(1);
  child.kill("SIGINT");
  expect((await ended)[0]).toBe(2);
});
