import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import { type Call, createPal, createTool, postCall, startEmulator } from "../../emulator/testing/start.ts";
import { TYPE_TOKENS } from "../../state-format/type-tokens.ts";
import { createFolder } from "../doctor/testing/folder.ts";
import { fakePulumi } from "../testing/fake-pulumi.ts";
import { type ImportOptions, importAccount } from "./command.ts";

const HOOK = "c4nary-hook-secret-0123456789";

let call: Call;
let settings: Record<string, string>;
beforeEach(async () => {
  const started = await startEmulator();
  call = started.call;
  settings = { "tavus:apiKey": started.emulator.apiKey, "tavus:baseUrl": started.emulator.url };
  vi.stubEnv("TAVUS_API_KEY", started.emulator.apiKey);
  vi.stubEnv("TAVUS_BASE_URL", started.emulator.url);
});

/** What the command prints. */
async function output(options: ImportOptions): Promise<string> {
  let text = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    expect(await importAccount(options)).toBe(0);
  } finally {
    write.mockRestore();
  }
  return text;
}

const hook = (name: string, auth: JsonObject = { type: "hmac", secret: HOOK }): Promise<string> =>
  createTool(call, postCall({ name, delivery: { api: { url: "https://crm.acme.dev/n", auth } } }));

async function attach(toolId: string): Promise<string> {
  const palId = await createPal(call);
  await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [toolId] });
  return palId;
}

const urnOf = (type: string, name: string): string => `urn:pulumi:dev::shop::${type}::${name}`;
const resource = (type: string, name: string, id: string): object => ({ urn: urnOf(type, name), type, id, inputs: {} });
/** `name id` of each resource in an import file. */
const resourcesIn = (file: JsonObject): string[] =>
  (file["resources"] as JsonObject[]).map(({ name, id }) => `${String(name)} ${String(id)}`);

describe("import", () => {
  it("writes a project of the selected tools in a folder without one, as pulumi new does", async () => {
    for (const name of ["hook_a", "hook_b", "class", "log_note"]) await hook(name);
    const cwd = createFolder({});
    const text = await output({ cwd, name: ["hook_*"], tool: ["class"], out: "made" });
    expect(text).toContain("npm install && pulumi stack init");
    const folder = join(cwd, "made");
    const files = ["Pulumi.yaml", "import.json", "index.ts", "package.json", "tsconfig.json"];
    expect(readdirSync(folder).sort()).toEqual(files);
    expect(readFileSync(join(folder, "Pulumi.yaml"), "utf8")).toContain("name: made\n");
    const program = readFileSync(join(folder, "index.ts"), "utf8");
    expect(program).toContain('const class2 = new tavus.Tool("class"');
    expect(program).not.toMatch(/^export/m);
    expect(program).toContain('config.requireSecret("hookASecret")');
    expect(program).not.toContain("log_note");
    expect([...program.matchAll(/new tavus\.Tool\(/g)]).toHaveLength(3);
  });

  it("says which secrets to set and how to go on, and overwrites no file", async () => {
    const toolId = await hook("with_secret", { type: "bearer", token: HOOK });
    await attach(toolId);
    const { folder: cwd, env } = fakePulumi(settings);
    const text = await output({ cwd, env });
    expect(text).toContain("pulumi config set --secret withSecretToken   # delivery.api.auth.token of with_secret");
    expect(text).toMatch(/pulumi import --file \S+import\.json --generate-code=false --protect=true\n/);
    expect(text).toContain("proposes one update for each tool with such a secret, and nothing else");
    const file = JSON.parse(readFileSync(join(cwd, "tavus/import.json"), "utf8")) as JsonObject;
    expect(resourcesIn(file)).toHaveLength(2);
    await expect(importAccount({ cwd, env })).rejects.toThrow("nothing was written");
  });
});

describe("import --run", () => {
  it("gives names that the stack doesn't have, and later attaches what it has", async () => {
    const former = await hook("note_dev");
    const id = await hook("note");
    const state = [resource(TYPE_TOKENS.tool, "note", former)];
    const first = fakePulumi(settings, { deployment: { resources: state } });
    await output({ cwd: first.folder, env: first.env, run: true, out: "gen" });
    expect(resourcesIn(first.imported())).toEqual([`note-2 ${id}`]);

    const palId = await attach(id);
    state.push(resource(TYPE_TOKENS.tool, "note-2", id));
    const later = fakePulumi(settings, { deployment: { resources: state } });
    await output({ cwd: later.folder, env: later.env, run: true, out: "gen" });
    expect(resourcesIn(later.imported())).toEqual([`note-on-p ${palId}/${id}`]);
    const program = readFileSync(join(later.folder, "gen/index.ts"), "utf8");
    expect(program).toContain(`{ palId: pPal, toolId: "${id}" }); // "note"`);
    expect(program).not.toContain("new tavus.Tool(");

    state.push(resource(TYPE_TOKENS.palToolAttachment, "note-on-p", `${palId}/${id}`));
    const rest = fakePulumi(settings, { deployment: { resources: state } });
    expect(await output({ cwd: rest.folder, env: rest.env, run: true, out: "gen" })).toBe(
      "Nothing to import: the stack manages all these tools already: note_dev, note.\n",
    );
    expect(readdirSync(rest.folder)).not.toContain("gen");
  });

  it("never overwrites a secret in the config, because something else of the program may read it", async () => {
    await hook("hook");
    vi.stubEnv("HOOK_SECRET", HOOK);
    vi.stubEnv("OTHER_SECRET", HOOK);
    const fake = fakePulumi({ ...settings, "shop:hookSecret": "of-another-tool-0123" });
    const options = { cwd: fake.folder, env: fake.env, run: true, out: "gen" };
    const failure: unknown = await importAccount({ ...options, secretEnv: ["HOOK_SECRET"] }).catch((error) => error);
    expect(String(failure)).toContain("the config has hookSecret already, with another value, and it was not changed.");
    expect(String(failure)).not.toMatch(new RegExp(`${HOOK}|of-another-tool`));
    expect(readdirSync(fake.folder)).not.toContain("gen");
    expect(fake.calls().filter((line) => / (config set|config rm|import) /.test(line))).toEqual([]);

    await output({ ...options, secretEnv: ["OTHER_SECRET"] });
    expect([fake.valueOf("otherSecret"), fake.valueOf("hookSecret")]).toEqual([HOOK, undefined]);
    expect(JSON.stringify(fake.imported())).toContain(HOOK);
  });
});

describe("import --complete", () => {
  it("fills in what preview --import-file leaves open, and lists what the account doesn't have", async () => {
    const id = await hook("there");
    const palId = await attach(id);
    const entry = (type: string, name: string): object => ({ type, name, id: "<PLACEHOLDER>" });
    const create = (type: string, name: string, inputs: JsonObject, toolUrn?: string): object => ({
      op: "create",
      urn: urnOf(type, name),
      newState: { inputs, ...(toolUrn !== undefined && { propertyDependencies: { toolId: [toolUrn] } }) },
    });
    const { tool, palToolAttachment } = TYPE_TOKENS;
    const names = ["there", "new"];
    const fake = fakePulumi(
      settings,
      {},
      {
        steps: names.flatMap((name) => [
          create(tool, name, { name }),
          create(palToolAttachment, `${name}-on-pal`, { palId }, urnOf(tool, name)),
        ]),
      },
    );
    const other = { type: "aws:s3/bucket:Bucket", name: "calls", id: "<PLACEHOLDER>" };
    const resources = [
      ...names.flatMap((name) => [entry(tool, name), entry(palToolAttachment, `${name}-on-pal`)]),
      other,
    ];
    writeFileSync(join(fake.folder, "open.json"), JSON.stringify({ resources }));
    const options = { cwd: fake.folder, env: fake.env, complete: "open.json" };
    const report = JSON.parse(await output({ ...options, json: true })) as JsonObject;
    expect(report["missing"]).toEqual(["new", "new-on-pal"]);
    const file = JSON.parse(readFileSync(join(fake.folder, "open.complete.json"), "utf8")) as JsonObject;
    expect(resourcesIn(file)).toEqual([`there ${id}`, `there-on-pal ${palId}/${id}`, "calls <PLACEHOLDER>"]);
    expect(file["resources"]).toMatchObject([
      { inputs: { name: "there", triggerType: "post_call" }, outputs: { toolId: id } },
      { inputs: { palId, toolId: id }, outputs: { palId, toolId: id } },
      other,
    ]);
    expect(await output({ ...options, run: true })).toBe(
      "Imported 2 resources.\nNot in the account, so that up will create them: new, new-on-pal.\n",
    );
    expect(fake.imported()).toEqual(file);
  });
});
