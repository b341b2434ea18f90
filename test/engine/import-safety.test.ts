import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { type CommandProject, createCommandProject } from "./support/command.ts";
import { useEmulator } from "./support/fixtures.ts";

// What `import --run` must not do: use foreign values, or stop halfway.
const emulator = useEmulator();
const HOOK = "c4nary-hook-secret-0123456789";

async function createTool(name: string, auth: JsonObject = { type: "none" }): Promise<string> {
  const { status, body } = await emulator.request("POST", "/v2/tools", {
    name,
    description: "After the call.",
    trigger_type: "post_call",
    parameters: { type: "object", properties: { m: { type: "string", description: "x" } } },
    delivery: { api: { url: "https://crm.acme.dev/n?key=readable-0123", auth } },
  });
  expect(status).toBe(200);
  return String(body["tool_id"]);
}

async function empty(secrets: Readonly<Record<string, string>> = {}): Promise<CommandProject> {
  const config = Object.fromEntries(Object.entries(secrets).map(([key, value]) => [key, { value, secret: true }]));
  const project = await createCommandProject(emulator, { config });
  project.declare({ tools: {} });
  return project;
}

async function stateOf(project: CommandProject): Promise<{ names: string[]; text: string }> {
  const { stdout } = await project.run(["stack", "export", "--show-secrets"]);
  const { resources = [] } = (JSON.parse(stdout) as { deployment: { resources?: { urn: string }[] } }).deployment;
  const ours = resources.filter(({ urn }) => urn.includes("dynamic/tavus:"));
  return { names: ours.map(({ urn }) => String(urn.split("::").at(-1))).sort(), text: JSON.stringify(ours) };
}

/** A `pulumi` before the real one on PATH, which first runs the test's code. */
function wrap(project: CommandProject, script: string): NodeJS.ProcessEnv {
  const bin = join(project.folder, "bin-first");
  mkdirSync(bin);
  const path = join(bin, "pulumi");
  writeFileSync(path, `#!/bin/sh\n${script}\nexec "${project.environment.pulumi.command}" "$@"\n`);
  chmodSync(path, 0o755);
  return { PATH: `${bin}:${project.env["PATH"]}` };
}

const configOf = async (project: CommandProject): Promise<string[]> =>
  Object.keys(JSON.parse((await project.run(["config", "--json"])).stdout) as object);
/** The content of the folder into which a test imports. */
const files = (project: CommandProject): string[] => {
  const folder = join(project.folder, "gen");
  return existsSync(folder) ? readdirSync(folder).sort() : [];
};

describe("import --run", () => {
  it("reads a secret from the project's own config, and from no other package's", async () => {
    const project = await empty({ "datadog:apiKey": "of-datadog-0123456789" });
    await createTool("api", { type: "api_key", name: "X-Key", value: HOOK });
    const first = await project.command(["import", "--run", "--out", "gen"]);
    expect([first.code, first.stderr]).toEqual([0, ""]);
    expect(first.stdout).toContain("pulumi config set --secret apiKey ");
    expect((await stateOf(project)).text).not.toContain("of-datadog-0123456789");

    const other = await empty({ apiKey: HOOK });
    await other.command(["import", "--run", "--out", "gen"]);
    expect((await stateOf(other)).text).toContain(HOOK);
    expect(readFileSync(join(other.folder, "gen/index.ts"), "utf8")).toContain('config.requireSecret("apiKey")');
  });

  it("writes nothing if the CLI is too old", async () => {
    const project = await empty();
    await createTool("note");
    const env = wrap(project, 'if [ "$1" = version ]; then echo v3.200.0; exit 0; fi');
    const { code, stderr } = await project.command(["import", "--run", "--out", "gen"], env);
    expect([code, files(project), await configOf(project)]).toEqual([1, [], []]);
    expect(stderr).toContain("this is Pulumi v3.200.0; import files with inputs");
  });

  it("leaves no trace if it fails at any step", async () => {
    const project = await empty();
    const palId = await emulator.createPal();
    await emulator.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: [await createTool("note")] });
    emulator.calls();
    // Everything is in the state, and then the backend becomes unavailable.
    const real = project.environment.pulumi.command;
    const env = wrap(project, `if [ "$1" = import ]; then "${real}" "$@"; echo "error: no backend" >&2; exit 1; fi`);
    const { code, stderr } = await project.command(["import", "--run", "--out", "gen"], env);
    expect([code, files(project), (await stateOf(project)).names]).toEqual([1, [], []]);
    expect(stderr).toContain("pulumi import failed, and the stack is as it was before: no backend");
    expect(await configOf(project)).toEqual([]);
    expect(emulator.calls().filter((call) => !call.startsWith("GET "))).toEqual([]);

    const again = await project.command(["import", "--run", "--out", "gen"]);
    expect([again.code, files(project)]).toEqual([0, ["index.ts"]]);
    expect((await stateOf(project)).names).toEqual(["note", "note-on-support"]);

    // The stack has the same content before and after a failure.
    const [{ tool_id: id } = {}] = await emulator.tools();
    const entry = { type: "pulumi-nodejs:dynamic/tavus:Tool", name: "note", id };
    project.write({ "stale.json": JSON.stringify({ resources: [entry] }) });
    const stale = await project.command(["import", "--complete", "stale.json", "--run"], env);
    expect(stale.code).toBe(1);
    expect((await stateOf(project)).names).toEqual(["note", "note-on-support"]);
  });

  it("chooses names that the stack doesn't have, and attaches existing tools later", { tags: "nightly" }, async () => {
    const project = await empty();
    const inputs = { description: "After the call.", delivery: { api: { url: "https://crm.acme.dev/x" } } };
    project.declare({ tools: { note: { name: "note_dev", ...inputs } } });
    await project.run(["up", "--yes", "--skip-preview"]);
    const id = await createTool("note");
    const first = await project.command(["import", "--run", "--out", "gen"]);
    expect([first.code, first.stderr, (await stateOf(project)).names]).toEqual([0, "", ["note", "note-2"]]);

    const palId = await emulator.createPal();
    await emulator.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: [id] });
    const later = await project.command(["import", "--run", "--out", "later"]);
    expect([later.code, later.stderr]).toEqual([0, ""]);
    expect((await stateOf(project)).names).toEqual(["note", "note-2", "note-on-support"]);
    const program = readFileSync(join(project.folder, "later/index.ts"), "utf8");
    expect(program).toContain(`{ palId: supportPal, toolId: "${id}" }); // "note"`);
    expect(program).not.toContain("new tavus.Tool(");
    const rest = await project.command(["import", "--run", "--out", "rest"]);
    expect([rest.code, rest.stdout]).toEqual([
      0,
      "Nothing to import: the stack manages all these tools already: note_dev, note.\n",
    ]);
  });

  it("never overwrites a secret in the config, which something else in the program may use", {
    tags: "nightly",
  }, async () => {
    const project = await empty({ hookSecret: "of-another-tool-0123" });
    await createTool("hook", { type: "hmac", secret: HOOK });
    const command = ["import", "--run", "--out", "gen", "--secret-env", "HOOK_SECRET"];
    const refused = await project.command(command, { HOOK_SECRET: HOOK });
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining("the config has hookSecret already, with another value, and it was not changed."),
    ]);
    expect(refused.stdout + refused.stderr).not.toMatch(new RegExp(`${HOOK}|of-another-tool`));
    expect((await project.run(["config", "get", "hookSecret"])).stdout.trim()).toBe("of-another-tool-0123");
    expect([files(project), (await stateOf(project)).names]).toEqual([[], []]);

    const other = await project.command([...command.slice(0, -1), "OTHER_SECRET"], { OTHER_SECRET: HOOK });
    expect([other.code, other.stderr]).toEqual([0, ""]);
    expect(await configOf(project)).toEqual(expect.arrayContaining([expect.stringMatching(/:hookSecret$/)]));
    expect((await project.run(["config", "get", "otherSecret"])).stdout.trim()).toBe(HOOK);
  });

  it("refuses a variable for a tool that isn't imported, and a value that ends with a line break", async () => {
    const project = await empty();
    await createTool("hook", { type: "hmac", secret: HOOK });
    const typo = await project.command(["import", "--run", "--out", "gen", "--secret-env", "hok=HS"], { HS: HOOK });
    expect([typo.code, typo.stderr]).toEqual([1, expect.stringContaining("--secret-env hok=…: no tool of this name")]);
    const line = await project.command(["import", "--run", "--out", "gen", "--secret-env", "HS"], { HS: `${HOOK}\n` });
    expect([line.code, line.stderr]).toEqual([1, expect.stringContaining("the secret in HS contains a line break")]);
    expect(line.stdout + line.stderr).not.toContain(HOOK);
    expect(files(project)).toEqual([]);
  });
});
