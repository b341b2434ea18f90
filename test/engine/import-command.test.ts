import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import ts from "typescript";
import { expect, it, onTestFinished } from "vitest";
import { CLI } from "../../src/commands/testing/run.ts";
import { isObject, type JsonObject } from "../../src/contract/index.ts";
import { toWire } from "../../src/contract/wire.ts";
import { realToolDefinitions } from "../support/real-tools.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";
import { type CommandProject, createCommandProject } from "./support/command.ts";
import { useEmulator } from "./support/fixtures.ts";
import { readsCostMore } from "./support/seeded.ts";

const emulator = useEmulator();
/** util-linux: runs a command with a terminal. */
const hasScript = spawnSync("script", ["--version"]).status === 0;
const HOOK = "c4nary-hook-secret-0123456789";
/** The file backend writes the whole state at each step, which this test doesn't check. */
const QUICK = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
const READABLE = "c4nary-readable-abcdef";

const withAuth = (name: string, auth: JsonObject, more: JsonObject = {}): JsonObject => {
  const tool = fullPostCallTool({ name });
  const { api } = tool["delivery"] as { api: JsonObject };
  return { ...tool, delivery: { api: { ...api, ...more, auth } } };
};

/** One tool of every kind, with names that aren't identifiers or clash. */
const OWN: JsonObject[] = [
  fullInCallTool(),
  { name: "class", description: "Named like a word of the language." },
  { name: "log_note", description: "Backticks ` and $" + "{dollars} and \\ and \u2028." },
  { name: "logNote", description: "Clashes with the one before.", delivery: { appMessage: true } },
  {
    name: "__proto",
    description: "Odd keys.",
    parameters: { type: "object", properties: { "a-b": { type: "string" }, constructor: { type: "string" } } },
  },
  withAuth("hook_hmac", { type: "hmac", secret: HOOK }),
  withAuth("hook_basic", { type: "basic", username: "tavus", password: HOOK }),
  withAuth("hook_key", { type: "api_key", name: "X-Key", value: HOOK }),
  withAuth("hook_oauth", {
    type: "oauth2_client_credentials",
    tokenUrl: "https://id.acme.dev/token",
    clientId: "c",
    clientSecret: HOOK,
  }),
  withAuth(
    "leaky",
    { type: "none" },
    {
      url: `https://crm.acme.dev/n?key=${READABLE}&c={tavus_conversation_id}`,
      headers: { "X-Api-Key": READABLE, "X-Team": "support" },
      queryParams: { token: READABLE },
    },
  ),
];

/** An account that people have filled by hand: tools of every kind, three PALs, some tools on two of them. */
async function fillAccount(): Promise<{ tools: number; attachments: number }> {
  const definitions = [...OWN.map((inputs) => toWire(inputs).wire), ...realToolDefinitions().values()];
  const ids: string[] = [];
  for (const definition of definitions) {
    const { status, body } = await emulator.request("POST", "/v2/tools", definition);
    expect(status, `${String(definition["name"])}: ${JSON.stringify(body)}`).toBeLessThan(300);
    ids.push(String(body["tool_id"]));
  }
  const pals: string[] = [];
  for (const name of ["Support line", "Support line", "24h: Ünï & co"]) {
    const { body } = await emulator.request("POST", "/v2/pals", {
      pal_name: name,
      system_prompt: "Help.",
      default_face_id: "r1",
    });
    pals.push(String(body["pal_id"]));
  }
  let attachments = 0;
  for (const [i, palId] of pals.entries()) {
    const chosen = ids.filter((_, n) => n % 4 === i || (n % 7 === 0 && i > 0));
    await emulator.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: chosen });
    attachments += chosen.length;
  }
  emulator.calls();
  return { tools: ids.length, attachments };
}

function complaintsAbout(project: CommandProject, entry: string, options: ts.CompilerOptions): string[] {
  const program = ts.createProgram([join(project.folder, entry)], {
    strict: true,
    noUnusedLocals: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ES2022,
    // Without the browser's types, which take as long to read as everything else.
    lib: ["lib.es2022.d.ts"],
    types: [],
    skipLibCheck: true,
    noEmit: true,
    ...options,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const MODULE = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
};

function everyFile(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => !file.includes("node_modules") && /\.(ts|json|yaml)$/.test(file))
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
}

it("an account becomes a program that type-checks, and a stack without pending changes", async () => {
  const { tools, attachments } = await fillAccount();
  const project = await createCommandProject(emulator, { files: { "index.ts": 'import "./tavus/index.ts";\n' } });
  const command = ["import", "--run", "--layout", "pal", "--secret-env"];
  const refused = await project.command([...command, "HOOK_SECRET"], { HOOK_SECRET: HOOK, ...QUICK });
  expect(refused.code).toBe(1);
  const [, remedy = ""] =
    /--secret-env HOOK_SECRET would be the secret of \d+ tools: .*: --secret-env (.+)$/m.exec(refused.stderr) ?? [];
  expect(readdirSync(project.folder)).not.toContain("tavus");
  emulator.calls();
  const { code, stdout, stderr } = await project.command([...command, ...remedy.split(" ")], {
    HOOK_SECRET: HOOK,
    ...QUICK,
  });
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain(`Read ${tools} tools with ${attachments} attachments to 3 PALs from ${emulator.url}.`);
  expect(stdout).toContain("end_call");
  expect(stdout).toMatch(/^One secret, hookSecret, is now \S+ of \S+, \S+ of .+\. Whether it is right for each: /m);
  const calls = emulator.calls();
  expect((readsCostMore ? [...new Set(calls)] : calls).sort()).toEqual(
    ["GET /v2/tools", "GET /v2/pals", ...(await palIds()).map((id) => `GET /v2/pals/${id}/tools`)].sort(),
  );
  expect(readdirSync(join(project.folder, "tavus")).sort()).toEqual(
    ["24h-uni-co.ts", "index.ts", "shared.ts", "support-line-2.ts", "support-line.ts", "unattached.ts"].sort(),
  );
  expect(complaintsAbout(project, "tavus/index.ts", MODULE)).toEqual([]);
  expect(everyFile(project.folder) + stdout).not.toMatch(/c4nary/);

  const up = await project.run(["up", "--yes", "--skip-preview", "--expect-no-changes", "--diff"], { env: QUICK });
  expect(up.exitCode, up.stdout + up.stderr).toBe(0);
  expect(emulator.calls()).toEqual([]);
  const drift = await project.command(["drift", "--json"]);
  expect(drift.code, drift.stdout).toBe(0);

  const again = await project.command(["import", "--run", "--out", "again"]);
  expect([again.code, again.stderr]).toEqual([0, ""]);
  expect(again.stdout).toMatch(/^Nothing to import: the stack manages all these tools already: \S+, .+\.\n$/);
  expect(readdirSync(project.folder)).not.toContain("again");
});

it("without secrets, each tool has one pending update, and the command says what to set", {
  tags: "nightly",
}, async () => {
  const palId = await emulator.createPal();
  for (const tool of [
    withAuth("with_secret", { type: "bearer", token: HOOK }),
    withAuth("without", { type: "none" }),
  ]) {
    const { body } = await emulator.request("POST", "/v2/tools", toWire(tool).wire);
    await emulator.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: [body["tool_id"]] });
  }
  const project = await createCommandProject(emulator, {
    files: { "index.ts": 'export * from "./tavus/index.ts";\n' },
  });
  const { code, stdout, stderr } = await project.command(["import"]);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain("pulumi config set --secret withSecretToken   # delivery.api.auth.token of with_secret");
  expect(stdout).toContain("import.json --generate-code=false --protect=true");
  const refused = await project.command(["import"]);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("nothing was written")]);

  await project.run(["config", "set", "--secret", "withSecretToken", HOOK]);
  const imported = await project.run([
    "import",
    "--file",
    "tavus/import.json",
    "--generate-code=false",
    "--protect=true",
    "--yes",
  ]);
  expect(imported.exitCode, imported.stdout + imported.stderr).toBe(0);
  const preview = await project.run(["preview", "--refresh", "--json"]);
  const steps = (JSON.parse(preview.stdout) as { steps: JsonObject[] }).steps.filter(
    ({ op }) => !["same", "refresh"].includes(String(op)),
  );
  expect(
    steps.map(({ op, urn, detailedDiff }) => [op, String(urn).split("::").at(-1), Object.keys(detailedDiff ?? {})]),
  ).toEqual([["update", "with_secret", ["delivery.api.auth.token"]]]);
  emulator.calls();
  const up = await project.run(["up", "--yes", "--skip-preview"]);
  expect(up.exitCode, up.stdout + up.stderr).toBe(0);
  expect(emulator.calls().map((call) => call.replace(/\/t[0-9a-f]+$/, ""))).toEqual([
    "GET /v2/tools",
    "PATCH /v2/tools",
  ]);
  expect((await project.run(["preview", "--refresh", "--expect-no-changes"])).exitCode).toBe(0);
});

it("in a folder without a project, it creates one for the selected tools, in the form of pulumi new", {
  tags: "nightly",
}, async () => {
  await fillAccount();
  const project = await createCommandProject(emulator, { kind: "commonjs" });
  const { code, stdout, stderr } = await project.command([
    "import",
    "--name",
    "hook_*",
    "--tool",
    "class",
    "--out",
    "../made",
  ]);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain("npm install && pulumi stack init");
  const folder = join(project.folder, "../made");
  expect(readdirSync(folder).sort()).toEqual([
    "Pulumi.yaml",
    "import.json",
    "index.ts",
    "package.json",
    "tsconfig.json",
  ]);
  const program = readFileSync(join(folder, "index.ts"), "utf8");
  expect(program).toContain('const class2 = new tavus.Tool("class"');
  // Pulumi runs this file, so its exports would be outputs of the stack.
  expect(program).not.toMatch(/^export/m);
  expect(program).toContain('auth: { type: "hmac", secret: config.requireSecret("hookHmacSecret") }');
  expect(program).not.toContain("log_note");
  expect([...program.matchAll(/new tavus\.Tool\(/g)]).toHaveLength(5);
  const wrong = await project.command(["import", "--tool", "end_call", "--out", "../other"]);
  expect(wrong.stderr).toContain("that tool is Tavus's own (T-14)");
});

it.skipIf(!hasScript)("prompts for secrets at the terminal, and doesn't show the input", async () => {
  await emulator.request("POST", "/v2/tools", toWire(withAuth("with_secret", { type: "bearer", token: HOOK })).wire);
  const project = await createCommandProject(emulator, { files: { "index.ts": 'import "./tavus/index.ts";\n' } });
  // A separate terminal, which shows the input unless the program prevents it.
  const command = [process.execPath, CLI, "import", "--run", "--prompt", "--cwd", project.folder].join(" ");
  const child = spawn("script", ["-qec", command, "/dev/null"], { env: project.env });
  onTestFinished(() => void child.kill("SIGKILL"));
  let screen = "";
  child.stdout.on("data", (chunk) => {
    screen += String(chunk);
    if (String(chunk).includes("of with_secret (press Enter to skip): ")) child.stdin.write(`${HOOK}\n`);
  });
  const [code] = (await once(child, "close")) as [number];
  expect(code, screen).toBe(0);
  expect(screen).toContain("Imported into the stack");
  expect(screen).not.toContain("c4nary");
  // Tests above show that the program contains it.
  const state = JSON.parse((await project.run(["stack", "export", "--show-secrets"])).stdout) as Deployment;
  expect(JSON.stringify(state)).toContain(HOOK);
});

it("completes the open parts of preview --import-file", { tags: "nightly" }, async () => {
  const palId = await emulator.createPal();
  const { body } = await emulator.request("POST", "/v2/tools", toWire(fullPostCallTool({ name: "there" })).wire);
  await emulator.request("POST", `/v2/pals/${palId}/tools`, { tool_ids: [body["tool_id"]] });
  const project = await createCommandProject(emulator);
  project.declare({
    tools: { there: fullPostCallTool({ name: "there" }), new: fullPostCallTool({ name: "new" }) },
    attachments: [
      { palId, tool: "there" },
      { palId, tool: "new" },
    ],
  });
  await project.run(["preview", "--import-file", "open.json"]);
  const completed = await project.command(["import", "--complete", "open.json", "--json"]);
  expect(completed.code, completed.stderr).toBe(0);
  expect(completed.json["missing"]).toEqual(["new", `new-on-${palId}`]);
  const file = JSON.parse(readFileSync(join(project.folder, "open.complete.json"), "utf8")) as {
    resources: JsonObject[];
  };
  expect(file.resources.map(({ id }) => id)).toEqual([body["tool_id"], `${palId}/${String(body["tool_id"])}`]);
  expect(file.resources.every(({ inputs, outputs }) => isObject(inputs) && isObject(outputs))).toBe(true);
  const ran = await project.command(["import", "--complete", "open.json", "--run"]);
  expect(ran.code, ran.stderr).toBe(0);
  emulator.calls();
  expect((await project.run(["up", "--yes", "--skip-preview"])).exitCode).toBe(0);
  // The secret is sent once, and the missing tool is created and attached.
  expect(
    emulator
      .calls()
      .map((call) => call.split(" ")[0])
      .sort(),
  ).toEqual(["GET", "PATCH", "POST", "POST"]);
});

async function palIds(): Promise<string[]> {
  const ids: string[] = [];
  for (let page = 1; ; page += 1) {
    const { body } = await emulator.request("GET", `/v2/pals?limit=100&page=${page}`);
    const data = body["data"] as JsonObject[];
    if (data.length === 0) return ids;
    ids.push(...data.map((pal) => String(pal["pal_id"])));
  }
}
