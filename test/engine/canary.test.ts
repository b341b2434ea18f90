import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCommand } from "../../src/commands/testing/run.ts";
import { startReceiver } from "../../src/emulator/testing/start.ts";
import { createEmulator } from "../../src/emulator.ts";
import { tracesIn } from "../support/canary.ts";
import { API_KEY, CANARIES, MASKED, PROGRAM, toolsWithSecrets } from "./support/canaries.ts";
import { type CommandProject, createCommandProject } from "./support/command.ts";
import { logOfDev } from "./support/dev-log.ts";
import { type Echo, startEcho } from "./support/echo.ts";
import type { TestEmulator } from "./support/emulator.ts";

/** Runs after the first operations, because by then the backend has written each step and its backups. */
const QUICK = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

const PAGE = new URL("../../docs/reliability.md", import.meta.url);

function filesBelow(folder: string, except: readonly string[] = []): string {
  if (!existsSync(folder)) return "";
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules") && !except.includes(entry.name))
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), "latin1")}`)
    .join("\n");
}

/** They show requests and Tavus's answers, in which a credential outside `auth` can be read. It isn't secret to Tavus (K-11). */
const SHOWS_REQUESTS = [
  "pulumi-tavus trigger",
  "pulumi-tavus replay",
  "the emulator's pages",
  "the emulator's answers",
];

/** Everything that was seen, by source. Each line only once, because a backend repeats the whole state at each step. */
class Searched {
  readonly #seen = new Map<string, Set<string>>();

  add(where: string, ...texts: string[]): void {
    const seen = this.#seen.get(where) ?? new Set();
    this.#seen.set(where, seen);
    for (const text of texts) for (const line of text.split("\n")) seen.add(line);
  }

  get places(): string[] {
    return [...this.#seen.keys()];
  }

  expectNoTrace(): void {
    const traces = [...this.#seen].flatMap(([where, lines]) =>
      tracesIn([...lines].join("\n"), SHOWS_REQUESTS.includes(where) ? MASKED : CANARIES).map((trace) => ({
        where,
        ...trace,
      })),
    );
    expect(traces).toEqual([]);
    for (const [where, lines] of this.#seen) expect([...lines].join("").trim(), `${where} was looked at`).not.toBe("");
  }
}

it("no secret is anywhere, in any spelling", { timeout: 900_000 }, async () => {
  const searched = new Searched();
  const logged: unknown[] = [];
  const emulator = await createEmulator({
    keys: [API_KEY.value],
    onRequest: (record) => void logged.push(record),
  });
  // It echoes everything that it gets.
  const endpoint = await startReceiver((request, response) => {
    response.statusCode = request.url?.includes("/refuses") ? 401 : 200;
    response.end(JSON.stringify({ error: `refused: ${request.url} ${JSON.stringify(request.headers)}` }));
  });
  const refusing = await startEcho(emulator.url);
  const account = { url: emulator.url, apiKey: API_KEY.value } as TestEmulator;
  const project = await createCommandProject(account, {
    files: { "index.ts": PROGRAM },
    env: { TAVUS_BASE_URL: emulator.url, PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: undefined },
  });
  const api = async (method: string, path: string, body?: unknown): Promise<string> => {
    const headers = { "x-api-key": API_KEY.value, "content-type": "application/json" };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return (await fetch(`${emulator.url}${path}`, init)).text();
  };
  const pulumi: Pulumi = async (where, command, code = 0, env = {}) => {
    const { exitCode, stdout, stderr } = await project.run(command.split(" "), { env });
    searched.add(where, stdout, stderr);
    expect(exitCode === 0 ? 0 : 1, `${command}\n${stdout}${stderr}`).toBe(code);
    return stdout;
  };
  /** As a browser requests it. A text on it shows that it is the page. */
  const page = async (path: string, known: readonly string[]): Promise<string> => {
    const response = await fetch(`${emulator.url}${path}`);
    const text = await response.text();
    expect(response.status, path).toBe(200);
    for (const one of known) expect(text, path).toContain(one);
    return text;
  };
  const pal = JSON.parse(
    await api("POST", "/v2/pals", { pal_name: "P", system_prompt: "x", default_face_id: "r" }),
  ) as {
    pal_id: string;
  };
  const declare = (url: string, more = {}): void => {
    const tools = toolsWithSecrets(url, more);
    project.declare({ tools, attachments: Object.keys(tools).map((tool) => ({ palId: pal.pal_id, tool })) });
  };
  try {
    await pulumi("pulumi config", `config set --secret tavus:apiKey ${API_KEY.value}`);
    await pulumi("pulumi config", "config --json");
    declare(`${endpoint.url}/takes`);
    const url = `${endpoint.url}/takes`;
    await throughEngine(pulumi, declare, url);
    await throughRefusals({ searched, project, pulumi, echo: refusing, palId: pal.pal_id, url });
    declare("not a url");
    await pulumi("operations that fail", "preview --diff", 1);
    declare(url);
    await pulumi("pulumi up", "up --yes --skip-preview", 0, QUICK);
    const { folder } = project.environment;
    searched.add("state, its backups, history, and settings of the file backend", filesBelow(join(folder, "backend")));
    searched.add("settings of the project and of Pulumi", filesBelow(project.folder, ["resources.json"]));
    searched.add("settings of the project and of Pulumi", filesBelow(join(folder, "home")));

    await throughCommands(searched, project, pal.pal_id);
    declare(`${endpoint.url}/refuses`);
    await expectExceptions(project);
    await verifyAndTell(searched, project);

    for (const [path, known] of await pagesOf(api)) searched.add("the emulator's pages", await page(path, known));
    for (const path of [
      "/_emulator/deliveries",
      `/v2/pals/${pal.pal_id}/tools`,
      "/v2/tools?limit=100",
      "/v2/conversations",
    ])
      searched.add("the emulator's answers", await api("GET", path));
    searched.add("the emulator's log", JSON.stringify(logged));
    for (const form of [[], ["--json"]])
      searched.add("pulumi-tavus dev, even if it fails", await logOfDev(`${endpoint.url}/refuses`, ...form));
    await pulumi("pulumi destroy", "destroy --yes --skip-preview --diff", 0, QUICK);

    searched.expectNoTrace();
    console.log(`${CANARIES.length} secrets, 0 traces in: ${searched.places.join("; ")}.`);
    const listed = /<!-- searched -->\n(.*)<!-- end of searched -->/s.exec(readFileSync(PAGE, "utf8"))?.[1];
    expect(listed, "docs/reliability.md lists what is searched").toBe(
      searched.places.map((where) => `- ${where}\n`).join(""),
    );
  } finally {
    await project.dispose();
    await emulator.close();
  }
});

it("no test keeps a snapshot, which could contain an unnoticed secret", () => {
  const root = new URL("../..", import.meta.url).pathname;
  const rooms = "{src,test,tools,bench,examples}";
  const kept = globSync([`${rooms}/**/__snapshots__`, `${rooms}/**/*.snap`], { cwd: root, exclude: isOthers });
  expect(kept).toEqual([]);
  const tests = globSync(`${rooms}/**/*.test.{ts,tsx,mjs}`, { cwd: root, exclude: isOthers });
  expect(tests.length).toBeGreaterThan(100);
  const asking = tests.filter((file) =>
    /\.to(Match|ThrowErrorMatching)\w*Snapshot\(/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(asking).toEqual([]);
});

const isOthers = (path: string): boolean => path.includes("node_modules");

type Pulumi = (where: string, command: string, code?: 0 | 1, env?: NodeJS.ProcessEnv) => Promise<string>;

async function throughEngine(
  pulumi: Pulumi,
  declare: (url: string, more?: object) => void,
  url: string,
): Promise<void> {
  // The engine shows a preview and an update in the same form.
  await pulumi("pulumi preview", "preview --json");
  await pulumi("pulumi up", "up --yes --skip-preview --diff");
  declare(url, { timeout: 33 });
  await pulumi("pulumi preview", "preview --json");
  await pulumi("pulumi up", "up --yes --skip-preview --diff");
  await pulumi("pulumi refresh", "refresh --yes --diff");
  await pulumi("pulumi stack, its export, outputs, and history", "stack");
  await pulumi("pulumi stack, its export, outputs, and history", "stack export");
  await pulumi("pulumi stack, its export, outputs, and history", "stack output --json");
  await pulumi("pulumi stack, its export, outputs, and history", "stack history --json");
}

interface Refused {
  readonly searched: Searched;
  readonly project: CommandProject;
  readonly pulumi: Pulumi;
  readonly echo: Echo;
  readonly palId: string;
  readonly url: string;
}

/** A server that echoes requests of every kind: updates, creations, attachments, deletions, reads. */
async function throughRefusals({ searched, project, pulumi, echo, palId, url }: Refused): Promise<void> {
  const through = { TAVUS_BASE_URL: echo.url, ...QUICK };
  const tools = toolsWithSecrets(url, { timeout: 34 });
  const names = Object.keys(tools);
  const again = Object.fromEntries(names.map((name) => [`${name}_again`, { ...tools[name], name: `${name}_again` }]));
  const attachments = names.map((tool) => ({ palId, tool }));
  const headers = { "x-api-key": API_KEY.value };
  const other = await fetch(`${echo.url}/v2/pals`, {
    method: "POST",
    headers,
    body: JSON.stringify({ pal_name: "Q", system_prompt: "x", default_face_id: "r" }),
  });
  const { pal_id: otherId } = (await other.json()) as { pal_id: string };
  const listed = await fetch(`${echo.url}/v2/tools`, { headers });
  const [tool] = ((await listed.json()) as { data: { tool_id: string }[] }).data;
  project.declare({
    tools: { ...tools, ...again },
    attachments: [...attachments, { palId: otherId, toolId: tool?.tool_id ?? "" }],
  });
  echo.refuses = ({ method }) => method !== "GET";
  await pulumi("operations that fail", "up --yes --skip-preview --diff --continue-on-error", 1, through);
  const attached = 1;
  expect(echo.refused().sort()).toEqual([
    ...names.map(() => "PATCH"),
    ...Array<string>(names.length + attached).fill("POST"),
  ]);
  project.declare({ tools, attachments });
  await pulumi("operations that fail", "destroy --yes --skip-preview", 1, through);
  expect(echo.refused()).toContain("DELETE");
  echo.refuses = ({ method }) => method === "GET";
  await pulumi("operations that fail", "refresh --yes --skip-preview", 1, through);
  for (const command of [["drift", "--no-preview"], ["verify"], ["doctor"]]) {
    echo.refused();
    await tell(searched, project, command, [1, 2], through);
    expect(echo.refused(), command[0]).toContain("GET");
  }
}

const OF_A_STACK = ["doctor", "drift", "import", "verify"];

/** Both output formats of a command. */
async function tell(
  searched: Searched,
  project: CommandProject,
  args: readonly string[],
  codes = [0, 2],
  more: NodeJS.ProcessEnv = {},
): Promise<string> {
  let last = "";
  for (const form of [[], ["--json"]]) {
    const env = { TAVUS_HOOK_SECRET: CANARIES.at(-1)?.value, ...more };
    const all = [...args, ...form];
    const ended = OF_A_STACK.includes(args[0] ?? "")
      ? await project.command(all, env)
      : await runCommand(all, { ...project.env, ...env });
    const { code, stdout, stderr } = ended;
    expect(codes, `${args.join(" ")}\n${stdout}${stderr}`).toContain(code);
    searched.add(`pulumi-tavus ${args[0]}`, stdout, stderr);
    last = stdout;
  }
  return last;
}

async function throughCommands(searched: Searched, project: CommandProject, palId: string): Promise<void> {
  await tell(searched, project, ["drift", "--no-preview"]);
  const { code, stdout, stderr } = await project.command(["drift", "--json"]);
  expect(code, stderr).toBe(0);
  searched.add("pulumi-tavus drift", stdout, stderr);
  await tell(searched, project, ["doctor"]);
  await tell(searched, project, ["types"]);
  const state = join(project.folder, "state.json");
  project.write({ "state.json": (await project.run(["stack", "export"])).stdout });
  await tell(searched, project, ["types", "--from", state], [0, 1]);
  for (const tool of ["bearer", "hmac"]) await tell(searched, project, ["trigger", tool]);
  // Each of the tools is attached to it.
  const ended = JSON.parse(await tell(searched, project, ["trigger", palId])) as Record<string, string>;
  const conversation = Object.values(ended).find((value) => /^c[0-9a-f]{12}$/.test(String(value)));
  await tell(searched, project, ["replay", String(conversation)]);
}

async function verifyAndTell(searched: Searched, project: CommandProject): Promise<void> {
  await tell(searched, project, ["verify", "--probe"]);
  await tell(searched, project, ["import", "--out", "imported", "--force"]);
  searched.add("what pulumi-tavus import writes", filesBelow(join(project.folder, "imported")));
}

/** Each page, and a string that must be on it. */
async function pagesOf(api: (method: string, path: string) => Promise<string>): Promise<Map<string, string[]>> {
  const { data: tools } = JSON.parse(await api("GET", "/v2/tools?limit=100")) as {
    data: { tool_id: string; name: string }[];
  };
  expect(tools.length).toBeGreaterThan(0);
  const overview = await api("GET", "/");
  const linked = [...overview.matchAll(/href="(\/conversations\/([^"]+))"/g)];
  expect(linked.length).toBeGreaterThan(0);
  return new Map([
    ["/", tools.map(({ name }) => name)],
    ...linked.map(([, path = "", id = ""]): [string, string[]] => [path, [id]]),
    ...tools.map(({ tool_id: id, name }): [string, string[]] => [`/tools/${id}`, [id, name]]),
  ]);
}

/** Pulumi's own output on request. docs/reliability.md mentions it, and this test fails when it is no longer true. */
async function expectExceptions(project: CommandProject): Promise<void> {
  const file = join(project.environment.folder, "grpc.json");
  const env = { PULUMI_DEBUG_GRPC: file, ...QUICK };
  const { exitCode, stdout, stderr } = await project.run(["up", "--yes", "--skip-preview", "--json"], { env });
  expect(exitCode, stderr).toBe(0);
  expect(tracesIn(readFileSync(file, "utf8"), CANARIES)).not.toEqual([]);
  expect(tracesIn(stdout, CANARIES)).not.toEqual([]);
}
