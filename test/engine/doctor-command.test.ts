import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type CheckName, DoctorReport } from "../../src/commands/doctor/report.ts";
import { runCommand } from "../../src/commands/testing/run.ts";
import { strict } from "../../src/commands/testing/strict.ts";
import { isObject, type JsonObject } from "../../src/contract/index.ts";
import { KINDS } from "../support/edits.ts";
import { type CommandProject, createCommandProject } from "./support/command.ts";
import { API_KEY, OTHER_API_KEY } from "./support/emulator.ts";
import { useEmulator } from "./support/fixtures.ts";
import { SEEDED } from "./support/seeded.ts";

const emulator = useEmulator();
const TOKEN = "t0p-secret-token";
/** G-11: not every list has a total. */
const ONE_TOOL = SEEDED.totalCount === false ? ", owner 1." : ", 1 tool, owner 1.";
const NO_TOOLS = SEEDED.totalCount === false ? "." : ", 0 tools.";
const MANIFEST = { name: "project", type: "module", main: "index.ts", dependencies: { "pulumi-tavus": "*" } };

/** A deployed project whose key is in the stack's config. */
async function createDeployed(files: Record<string, string> = {}): Promise<CommandProject> {
  const project = await createCommandProject(emulator, {
    env: {},
    files: { "package.json": JSON.stringify(MANIFEST), ...files },
    config: emulator.config,
  });
  project.declare({ tools: { note: KINDS.postCall({ name: "log_note" }) } });
  await pulumi(project, "up", "--yes", "--skip-preview");
  emulator.calls();
  return project;
}

async function pulumi(project: CommandProject, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await project.run(args);
  expect(exitCode, stdout + stderr).toBe(0);
  return stdout;
}

interface State {
  readonly deployment: { resources: JsonObject[]; pending_operations?: JsonObject[] };
}

const toolsIn = ({ deployment }: State): JsonObject[] =>
  deployment.resources.filter(({ type }) => String(type).endsWith("tavus:Tool"));

/** Exports the state, changes it, and imports it. */
async function edit(project: CommandProject, change: (state: State) => void): Promise<void> {
  const state = JSON.parse(await pulumi(project, "stack", "export")) as State;
  change(state);
  project.write({ "state.json": JSON.stringify(state) });
  await pulumi(project, "stack", "import", "--file", "state.json");
}

/** Runs the command without the environment's account. Returns everything that isn't ok. */
async function doctor(project: CommandProject, env: NodeJS.ProcessEnv = {}) {
  const { TAVUS_API_KEY: _, TAVUS_BASE_URL: __, ...rest } = project.env;
  const { code, stdout, stderr } = await runCommand(["doctor", "--json", "--cwd", project.folder], { ...rest, ...env });
  expect(stderr).toBe("");
  for (const secret of [API_KEY, OTHER_API_KEY, TOKEN]) expect(stdout).not.toContain(secret);
  const { findings, ...report } = strict(DoctorReport).parse(JSON.parse(stdout));
  const bad = findings.filter(({ status }) => status !== "ok").map(({ check, status }) => [check, status]);
  return { code, report, bad, of: (name: CheckName) => findings.filter(({ check }) => check === name) };
}

it("finds no problem in a deployed project, with one GET, and sees a key that has changed since", async () => {
  const project = await createDeployed();
  const healthy = await doctor(project);
  expect(healthy).toMatchObject({ code: 0, bad: [], report: { stack: "dev", project: project.folder, healthy: true } });
  expect(healthy.of("account")[0]?.seen).toBe(`${emulator.url} accepts the key of the stack's default${ONE_TOOL}`);
  expect(emulator.calls()).toEqual(["GET /v2/tools"]);

  await pulumi(project, "config", "set", "--secret", "tavus:apiKey", OTHER_API_KEY);
  const rotated = await doctor(project, { TAVUS_API_KEY: API_KEY });
  expect(rotated).toMatchObject({ code: 0, bad: [["recorded-settings", "warning"]] });
  expect(rotated.of("account")[0]?.seen).toBe(`${emulator.url} accepts the key of the stack's default${NO_TOOLS}`);
  expect(rotated.of("api-key")[0]?.seen).toContain("TAVUS_API_KEY is set as well");

  await pulumi(project, "config", "set", "tavus:apiKey", API_KEY, "--plaintext");
  expect(await doctor(project)).toMatchObject({ code: 2, bad: [["key-storage", "problem"]] });
});

it("finds foreign code and plain secrets in the state, and its remedies fix them", { tags: "nightly" }, async () => {
  const project = await createDeployed();
  await edit(project, (state) => {
    for (const { inputs, outputs } of toolsIn(state))
      for (const values of [inputs, outputs].filter(isObject)) {
        values["__provider"] = "exports.handler = () => ({ /* of an older program */ })";
        const { api } = values["delivery"] as { api: { auth: JsonObject } };
        api.auth["token"] = TOKEN;
      }
  });
  const found = await doctor(project);
  const bad = [
    ["provider-text", "problem"],
    ["plain-secrets", "problem"],
  ];
  expect(found).toMatchObject({ code: 2, bad });
  expect(found.of("plain-secrets")[0]?.seen).toBe(
    "In plain text in the state of dev: delivery.api.auth.token of note.",
  );

  const [, written = ""] = /"__provider": (".*");/.exec(String(found.of("provider-text")[0]?.remedy)) ?? [];
  const text: unknown = JSON.parse(written);
  await edit(project, (state) => {
    for (const { inputs, outputs } of toolsIn(state))
      for (const values of [inputs, outputs].filter(isObject)) values["__provider"] = text;
  });
  expect((await doctor(project)).bad).toEqual([["plain-secrets", "problem"]]);
  const tool = KINDS.postCall({ name: "log_note" });
  const { api } = tool["delivery"] as { api: { auth: JsonObject } };
  api.auth["token"] = `${TOKEN}-new`;
  project.declare({ tools: { note: tool } });
  await pulumi(project, "up", "--yes", "--skip-preview");
  expect((await doctor(project)).bad).toEqual([]);
});

it("finds the rest of an interrupted run, and the remedy removes it", { tags: "nightly" }, async () => {
  const project = await createDeployed();
  // In the form that the engine writes before it creates. An import would drop it.
  const file = join(project.environment.folder, "backend/.pulumi/stacks/project/dev.json");
  const stored = JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest: State["deployment"] } };
  const { latest } = stored.checkpoint;
  const [tool] = toolsIn({ deployment: latest });
  const { id: _, outputs: __, ...resource }: JsonObject = { ...tool, urn: `${String(tool?.["urn"])}-2` };
  latest.pending_operations = [{ type: "creating", resource }];
  writeFileSync(file, JSON.stringify(stored));
  const found = await doctor(project);
  expect(found).toMatchObject({ code: 2, bad: [["pending-operations", "problem"]] });
  expect(found.of("pending-operations")[0]?.seen).toContain("creating note-2");
  await pulumi(project, "refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  expect((await doctor(project)).bad).toEqual([]);
});

it("sends a request to the account of each provider", { tags: "nightly" }, async () => {
  const settings = JSON.stringify({ apiKey: OTHER_API_KEY, baseUrl: emulator.url });
  const project = await createDeployed({
    "index.ts": `
import * as tavus from "pulumi-tavus";
const other = new tavus.Provider("other", ${settings});
new tavus.Tool("here", ${JSON.stringify(KINDS.postCall({ name: "here" }))});
new tavus.Tool("there", ${JSON.stringify(KINDS.postCall({ name: "there" }))}, { provider: other });`,
  });
  const { code, bad, of } = await doctor(project);
  expect({ code, bad }).toEqual({ code: 0, bad: [] });
  expect(of("account").map(({ seen }) => seen)).toEqual([
    `${emulator.url} accepts the key of the stack's default${ONE_TOOL}`,
    `${emulator.url} accepts the key of tavus.Provider other${ONE_TOOL}`,
  ]);
});

it("without the passphrase runs the checks that need none", { tags: "nightly" }, async () => {
  const project = await createDeployed();
  const { code, bad, of } = await doctor(project, { PULUMI_CONFIG_PASSPHRASE: "wrong" });
  expect(code).toBe(0);
  expect(bad).toEqual(["api-key", "account", "guard", "recorded-settings"].map((check) => [check, "not checked"]));
  expect(of("api-key")[0]?.seen).toMatch(/^tavus:apiKey of the stack is set, but cannot be read: .*passphrase/);
  expect(of("plain-secrets")).toMatchObject([{ status: "ok" }]);
});
