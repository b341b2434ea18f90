import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, it } from "vitest";
import { DriftReport } from "../../src/commands/drift/report.ts";
import { CLI } from "../../src/commands/testing/run.ts";
import { strict } from "../../src/commands/testing/strict.ts";
import type { JsonObject } from "../../src/contract/index.ts";
import { toInputs, toWire } from "../../src/contract/wire.ts";
import { EDITS, KINDS } from "../support/edits.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { type CommandProject, createCommandProject } from "./support/command.ts";
import { useEmulator } from "./support/fixtures.ts";
import { readsCostMore } from "./support/seeded.ts";

// Tavus's times have whole seconds, so each call has its own second.
let time = Date.now();
const now = (): Date => {
  time += 1000;
  return new Date(time);
};
const emulator = useEmulator({ now });
const TOKEN = "t0p-secret-token";

/** Who makes an edit: the console, the program, or both. */
const PLACES = { out: "changed outside", in: "pending in program", two: "both" } as const;
type Place = keyof typeof PLACES;
const CASES = EDITS.flatMap(([what, kind, edit, paths], i) =>
  (Object.keys(PLACES) as Place[]).map((place) => ({ name: `t${i}_${place}`, what, kind, edit, paths, place })),
);

/** The definition after the edit, in a program's form. */
function edited(inputs: JsonObject, edit: (tool: JsonObject) => JsonObject): JsonObject {
  const { wire } = toWire(inputs);
  const after = toInputs({ ...wire, ...edit(wire) } as Parameters<typeof toInputs>[0]);
  const auth = ((after["delivery"] as JsonObject)?.["api"] as JsonObject)?.["auth"] as JsonObject | undefined;
  // The console keeps a secret by leaving it out. A program sends it again.
  if (auth?.["type"] === "bearer") auth["token"] = TOKEN;
  return after;
}

async function drift(project: CommandProject, args: string[] = []) {
  const { code, stdout, stderr } = await project.command(["drift", "--json", ...args]);
  expect(stderr).toBe("");
  expect(stdout).not.toContain(TOKEN);
  return { code, report: strict(DriftReport).parse(JSON.parse(stdout)) };
}

/** In any order. If lists have small pages or no count, a list takes several calls. */
function expectCalls(calls: readonly string[], expected: readonly string[]): void {
  if (readsCostMore) expect(new Set(calls)).toEqual(new Set(expected));
  else expect(calls.toSorted()).toEqual(expected.toSorted());
}

const plain = (path: string): string => path.toLowerCase().replace(/\["([^"]*)"\]/g, ".$1");

/** The file backend writes the whole state at each step, which this test doesn't check. */
const QUICK = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
const TOOLS = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, fullPostCallTool({ name })]));

/** One stack with every possible change, and one run of each command on it. */
async function lookAtOneStack() {
  const [palId, gonePal] = [await emulator.createPal(), await emulator.createPal()];
  const project = await createCommandProject(emulator);
  const inputsOf = (one: (typeof CASES)[number]): JsonObject => KINDS[one.kind]({ name: one.name });
  const attachments = ["a", "b", "c", "d"].map((tool) => ({ palId, tool }));
  project.declare({
    tools: { ...Object.fromEntries(CASES.map((one) => [one.name, inputsOf(one)])), ...TOOLS },
    attachments: [...attachments, { palId: gonePal, tool: "e" }],
  });
  const up = await project.run(["up", "--yes", "--skip-preview"], { env: QUICK });
  expect(up.exitCode, up.stdout + up.stderr).toBe(0);
  emulator.calls();
  const quiet = { ...(await drift(project)), calls: emulator.calls() };

  const tools = new Map((await emulator.tools()).map((tool) => [tool["name"], tool]));
  for (const { name, place, edit, what } of CASES) {
    if (place !== "out" && place !== "two") continue;
    const tool = tools.get(name) ?? {};
    // A name is unique in the account.
    const patch = what === "name" ? { name: `renamed_${name}` } : edit(tool);
    const { status, body } = await emulator.request("PATCH", `/v2/tools/${String(tool["tool_id"])}`, patch);
    expect(status, `${what}: ${JSON.stringify(body)}`).toBe(200);
  }
  const idOf = (name: string): string => String(tools.get(name)?.["tool_id"]);
  await emulator.request("DELETE", `/v2/tools/${idOf("a")}`);
  await emulator.request("DELETE", `/v2/pals/${palId}/tools/${idOf("b")}`);
  await emulator.request("DELETE", `/v2/pals/${gonePal}`);
  const { body: made } = await emulator.request(
    "POST",
    "/v2/tools",
    toWire(fullPostCallTool({ name: "by_hand" })).wire,
  );
  await emulator.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: [made["tool_id"]] });
  await emulator.request("PATCH", `/v2/tools/${idOf("c")}`, {
    delivery: {
      api: {
        ...(toWire(fullPostCallTool()).wire["delivery"] as { api: JsonObject }).api,
        auth: { type: "bearer", token: "another-token" },
      },
    },
  });
  const wanted = CASES.map((one): [string, JsonObject] => {
    if (one.place !== "in" && one.place !== "two") return [one.name, inputsOf(one)];
    return [one.name, edited(inputsOf(one), one.what === "name" ? () => ({ name: `new_${one.name}` }) : one.edit)];
  });
  const { d: _, ...rest } = TOOLS;
  project.declare({
    tools: { ...Object.fromEntries(wanted), ...rest, f: fullPostCallTool({ name: "f" }) },
    attachments: [...attachments.slice(0, 3), { palId: gonePal, tool: "e" }, { palId, tool: "f" }],
  });
  emulator.calls();
  const changed = { ...(await drift(project)), calls: emulator.calls() };
  const text = await project.command(["drift", "--no-preview"]);
  const markdown = await project.command(["drift", "--markdown", "--no-preview"]);
  const outside = ["created outside", "changed outside", "both", "deleted outside", "detached outside"];
  const allowed = await project.command([
    ...["drift", "--no-preview", "--allow", ...outside, "cannot be known (masked)"],
  ]);
  const watched = await watch(project, idOf("e"));

  project.declare({ tools: { a: fullPostCallTool({ name: "not a name" }) } });
  const broken = await project.command(["drift"]);
  const unknown = await project.command(["drift", "--stack", "nowhere"]);
  const wrong = await project.command(["drift", "--allow", "created"]);
  return { palId, gonePal, quiet, changed, text, markdown, allowed, watched, broken, unknown, wrong };
}

/** Two checks of one command, with an edit by hand between them, and its exit code after Ctrl-C. */
async function watch(project: CommandProject, toolId: string) {
  const args = ["drift", "--watch", "0.1", "--no-preview", "--json", "--cwd", project.folder];
  const child = spawn(process.execPath, [CLI, ...args], { env: project.env, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const ended = once(child, "close");
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<DriftReport> => DriftReport.parse(JSON.parse(String((await lines.next()).value)));
    const first = await next();
    await emulator.request("PATCH", `/v2/tools/${toolId}`, { description: "By hand." });
    // Nothing was written in between: unchanged findings aren't repeated.
    const second = await next();
    child.kill("SIGINT");
    return { first, second, code: (await ended)[0] as number };
  } finally {
    child.kill("SIGKILL");
  }
}

describe("drift", () => {
  let seen: Awaited<ReturnType<typeof lookAtOneStack>>;
  beforeAll(async () => {
    seen = await lookAtOneStack();
  });

  const findingsOf = (name: string) =>
    seen.changed.report.resources.find((resource) => resource.name === name)?.findings.filter(({ counts }) => counts) ??
    [];

  it("finds nothing right after a deployment, with one list of tools for each hundred", () => {
    const { code, report, calls } = seen.quiet;
    const clean = CASES.length + 10;
    expect([code, report.differs, report.summary]).toEqual([0, false, { clean, differing: 0, findings: {} }]);
    expectCalls(calls, [
      ...Array(Math.ceil((CASES.length + 5) / 100)).fill("GET /v2/tools"),
      `GET /v2/pals/${seen.gonePal}/tools`,
      `GET /v2/pals/${seen.palId}/tools`,
    ]);
  });

  it("says for every field who changed it: console, program, or both", () => {
    for (const { name, what, paths, place } of CASES) {
      const counting = findingsOf(name);
      const first = counting.find(
        ({ path }) => plain(path) === plain(paths[0] ?? "") || plain(path).startsWith(`${plain(paths[0] ?? "")}.`),
      );
      expect(first?.class, `${what}, ${place}: ${JSON.stringify(counting)}`).toBe(PLACES[place]);
      const companions = what === "trigger_type" ? /^(delivery|origin|onCall|onResolve|staticFiller)/ : /^$/;
      for (const { path, class: kind } of counting) {
        const isExpected = paths.some((expected) => `${plain(path)}.`.startsWith(`${plain(expected)}.`));
        const isTouchedSecret = kind === "cannot be known (masked)" && place !== "in";
        expect(
          isExpected || isTouchedSecret || companions.test(path),
          `${what}, ${place} reports ${kind} ${path}`,
        ).toBe(true);
      }
    }
  });

  it("reports gone, detached, new, and pending things, and that a masked secret may have changed", () => {
    const { code, report } = seen.changed;
    expect(code).toBe(2);
    const { palId, gonePal } = seen;
    const found = report.resources
      .filter(({ name }) => !CASES.some((one) => one.name === name))
      .flatMap(({ type, name, findings }) =>
        findings
          .filter(({ counts }) => counts)
          .map(({ class: kind, path }) => `${type} ${name}: ${kind} ${path}`.trim()),
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
    expect(report.summary.findings).toMatchObject({
      "deleted outside": 2,
      "detached outside": 2,
      "created outside": 1,
    });
  });

  it("only reads: the tools, each PAL, and missing objects again", () => {
    const { gonePal, palId } = seen;
    expectCalls(seen.changed.calls, [
      // One for each PAL, one to confirm that the PAL is gone, one list of tools, one to confirm that a tool is gone.
      `GET /v2/pals/${gonePal}`,
      `GET /v2/pals/${gonePal}/tools`,
      `GET /v2/pals/${palId}/tools`,
      ...Array(Math.ceil((CASES.length + 5) / 100)).fill("GET /v2/tools"),
      "GET /v2/tools",
    ]);
  });

  it("writes text and Markdown without secrets, and only applied values without a preview", () => {
    const { text, markdown } = seen;
    expect(text.code).toBe(2);
    expect(text.stdout).toContain("Tool a (");
    expect(text.stdout).toMatch(/Stack dev: \d+ of /);
    expect(text.stdout).not.toContain(TOKEN);
    expect(markdown.stdout).toContain("### Drift in `dev`");
    expect(markdown.stdout).toContain("| Tool `a` | deleted outside |");
    expect(markdown.stdout).not.toContain("pending");
  });

  it("doesn't count what --allow names", () => {
    expect(seen.allowed.code, seen.allowed.stdout).toBe(0);
  });

  it("checks repeatedly with --watch, reports changes, and ends with Ctrl-C", () => {
    const { first, second, code } = seen.watched;
    const edited = ({ resources }: DriftReport): boolean | undefined =>
      resources
        .find(({ name, type }) => name === "e" && type === "Tool")
        ?.findings.some(({ path }) => path === "description");
    expect([edited(first), edited(second), code]).toEqual([false, true, 2]);
  });

  it("says in one line why it couldn't check", () => {
    const { broken, unknown, wrong } = seen;
    expect([broken.code, broken.stdout]).toEqual([1, ""]);
    expect(broken.stderr).toMatch(/^pulumi-tavus: pulumi preview failed: a: `name` .*\(T-3\)\n$/);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/^pulumi-tavus: pulumi .* failed: .*nowhere.*\n$/);
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringContaining(`--allow "created" isn't a kind of finding.`),
    ]);
  });
});
