import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { newFolder } from "../../test/support/folder.ts";
import { serve } from "../../test/support/serve.ts";
import { postCall, startReceiver, TRANSCRIPT } from "../emulator/testing/start.ts";
import { DevEvent } from "./reports.ts";
import { CLI } from "./testing/run.ts";

interface Command {
  readonly child: ChildProcess;
  /** Returns the next line of the process's output. */
  next(): Promise<string>;
  /** The exit code and the whole output of the process. */
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function run(...args: string[]): Command {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    next: async () => String((await lines.next()).value),
    ended: once(child, "close").then(([code]) => ({ code: code as number | null, stdout, stderr })),
  };
}

async function startDev(...args: string[]): Promise<Command & { readonly url: string }> {
  const command = run("dev", "--port", "0", "--json", ...args);
  const started = JSON.parse(await command.next()) as { event: string; url: string };
  expect(started).toMatchObject({ event: "started", url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  expect(DevEvent.parse(started)).toEqual(started);
  expect(documented("started")).toEqual(expect.arrayContaining(Object.keys(started).map(orOptional)));
  return { ...command, url: started.url };
}

/** The documented members of an event, in order. */
function documented(event: string): string[] {
  const [, members = ""] = new RegExp(`\\{ ("event": "${event}".*?) \\}`).exec(PAGE) ?? [];
  return members.split(", ").map((one) => one.replace(/^"(\w+)"(\??).*/, "$1$2"));
}
const PAGE = readFileSync(new URL("../../docs/emulator.md", import.meta.url), "utf8");

const orOptional = (name: string): string => (name === "persist" ? "persist?" : name);

describe("dev", () => {
  it("answers, logs requests, and ends with 0 on SIGTERM even if a connection is open", async () => {
    const { url, child, next, ended } = await startDev("--key", "c4nary-key");
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const headers = { "x-api-key": "c4nary-key" };
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${url}/v2/tools?name_or_uuid=c4nary-query`, { agent, headers }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      });
      sent.on("error", reject).end();
    });
    expect(status).toBe(200);
    const line = await next();
    expect(line).toBe('{"event":"request","method":"GET","path":"/v2/tools","account":1,"status":200}');
    expect(documented("request")).toEqual(Object.keys(DevEvent.parse(JSON.parse(line))));
    child.kill("SIGTERM");
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toContain("c4nary");
  });

  it("prints each delivery on a line, with or without --forward-to, and bodies with -v", async () => {
    const received: string[] = [];
    const forwardTo = await serve((incoming, response) => {
      received.push(String(incoming.url));
      incoming.resume().on("end", () => response.end("noted\u001b[2J"));
    });
    const seed = join(newFolder(), "seed.json");
    const api = { url: "https://crm.acme.dev/n?c={tavus_conversation_id}", body_template: { text: "{message}" } };
    const parameters = { type: "object", properties: { message: { type: "string", description: "d" } } };
    const tool = { name: "log_note", description: "d", trigger_type: "post_call", parameters, delivery: { api } };
    writeFileSync(seed, JSON.stringify({ tools: [tool] }));
    const options = ["dev", "--port", "0", "--seed", seed, "--forward-to", forwardTo];
    for (const verbose of [[], ["-v"]]) {
      const { child, next, ended } = run(...options, ...verbose);
      const url = /http:\S+/.exec(await next())?.[0] ?? "";
      for (let i = 0; i < 4; i += 1) await next();
      expect(await next()).toBe(`Every delivery goes to ${forwardTo}.`);
      await next();
      const trial = {
        target: "log_note",
        transcript: [{ role: "user", content: "Hi." }],
        arguments: { message: "Hi" },
      };
      const headers = { "x-api-key": "emulator" };
      await fetch(`${url}/_emulator/trials`, { method: "POST", headers, body: JSON.stringify(trial) });
      const line = await next();
      const id = /c[\da-f]{12}$/.exec(line)?.[0];
      expect(line.replace(/\d+ ms/, "N ms")).toBe(
        `SENT   log_note success  POST ${forwardTo}/n?c=${id}  200 in N ms  ${id}`,
      );
      expect(received.at(-1)).toBe(`/n?c=${id}`);
      if (verbose.length > 0) {
        expect(await next()).toBe('       > {"text":"Hi"}');
        expect(await next()).toBe("       < noted\ufffd[2J");
      }
      child.kill("SIGTERM");
      expect(await ended).toMatchObject({ code: 0, stderr: "" });
    }
  });

  it("shows the default key, but not a given one", async () => {
    const [own, given] = [run("dev", "--port", "0"), run("dev", "--port", "0", "--key", "c4nary-key")];
    for (const { next } of [own, given]) for (let i = 0; i < 6; i += 1) await next();
    for (const { child } of [own, given]) child.kill("SIGINT");
    expect((await own.ended).stdout).toContain("\n  export TAVUS_API_KEY=emulator\n");
    const { code, stdout } = await given.ended;
    expect(code).toBe(0);
    expect(stdout).toContain("\n  export TAVUS_API_KEY='the first --key'\n");
  });

  it("keeps the data of --persist until --reset", async () => {
    const file = join(newFolder(), "tavus.sqlite");
    const count = async (action: (url: string) => Promise<unknown>, ...args: string[]): Promise<unknown> => {
      const { url, child, ended } = await startDev("--persist", file, ...args);
      await action(url);
      const list = await fetch(`${url}/v2/tools`, { headers: { "x-api-key": "emulator" } });
      child.kill("SIGTERM");
      expect(await ended).toMatchObject({ code: 0, stderr: "" });
      return ((await list.json()) as { total_count: unknown }).total_count;
    };
    const create = (url: string): Promise<unknown> =>
      fetch(`${url}/v2/tools`, {
        method: "POST",
        headers: { "x-api-key": "emulator" },
        body: '{"name":"a","description":"d"}',
      });
    expect(await count(create)).toBe(1);
    expect(await count(async () => {})).toBe(1);
    expect(await count(async () => {}, "--reset")).toBe(0);
  });

  it("keeps its data by port unless told not to, and creates a seed's tools and PALs once", async () => {
    const home = newFolder();
    const seed = join(home, "seed.json");
    const tool = {
      name: "log_note",
      description: "d",
      trigger_type: "post_call",
      parameters: { type: "object", properties: {} },
      delivery: { api: { url: "http://localhost:1/n" } },
    };
    writeFileSync(
      seed,
      JSON.stringify({ tools: [tool], pals: [{ pal_name: "Support", system_prompt: "s", tools: ["log_note"] }] }),
    );
    // This port was free a moment ago.
    const other = await startDev();
    const { port } = new URL(other.url);
    other.child.kill("SIGTERM");
    await other.ended;
    const look = async (...args: string[]) => {
      const { child, next, ended } = run("dev", "--json", "--port", port, ...args);
      const { url, persist } = JSON.parse(await next()) as { url: string; persist?: string };
      const headers = { "x-api-key": "emulator" };
      const [pal] = ((await (await fetch(`${url}/v2/pals`, { headers })).json()) as { data: { pal_id: string }[] })
        .data;
      const attached =
        pal &&
        ((await (await fetch(`${url}/v2/pals/${pal.pal_id}/tools`, { headers })).json()) as { data: object[] }).data;
      const page = await fetch(url);
      child.kill("SIGTERM");
      expect(await ended).toMatchObject({ code: 0, stderr: "" });
      return { persist, attached: attached?.length ?? 0, page: page.headers.get("content-type") };
    };
    vi.stubEnv("HOME", home);
    onTestFinished(() => void vi.unstubAllEnvs());
    const file = join(home, ".pulumi-tavus", `emulator-${port}.sqlite`);
    const page = "text/html; charset=UTF-8";
    expect(await look("--seed", seed)).toEqual({ persist: file, attached: 1, page });
    expect(await look("--seed", seed)).toEqual({ persist: file, attached: 1, page });
    expect(await look()).toEqual({ persist: file, attached: 1, page });
    expect(await look("--reset")).toEqual({ persist: file, attached: 0, page });
    expect(await look("--no-persist")).toEqual({ persist: undefined, attached: 0, page });
  });

  it.each([
    [["--delay", "soon"], "--delay is a number of seconds, or from and to: 120-150."],
    [["--behavior", "typng=string"], "--behavior typng does not exist. Did you mean typing? There are: maxPageSize,"],
    [["--behavior", "mood=good"], "--behavior mood does not exist. There are: maxPageSize,"],
    [["--behavior", "createStatus=x"], "--behavior createStatus must be 200 or 201."],
    [["--behavior", "typing=xx"], "--behavior typing must be preserve or string."],
    [["--forward-to", "localhost:3000"], '--forward-to: "localhost:3000" is not an address to forward to.'],
    [["--delay", "5-2"], "--delay 5-2: from is more than to."],
    [["--seed", "/nowhere.json"], "cannot read /nowhere.json: ENOENT"],
  ])("ends with one line for %j", async (args, line) => {
    const { code, stdout, stderr } = await run("dev", "--port", "0", ...args).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.startsWith(`pulumi-tavus: ${line}`), stderr).toBe(true);
  });

  it.each(["many", "-1", "65536", "", "0x50", "1e3", "80.5"])(
    "refuses the port %j: one line, exit code 1",
    async (port) => {
      expect(await run("dev", `--port=${port}`).ended).toEqual({
        code: 1,
        stdout: "",
        stderr: "pulumi-tavus: --port must be a number from 0 to 65535. 0 picks a free port.\n",
      });
    },
  );

  it("reports in one line that the port is in use", async () => {
    const port = new URL((await startDev()).url).port;
    expect(await run("dev", "--port", port).ended).toEqual({
      code: 1,
      stdout: "",
      stderr: `pulumi-tavus: port ${port} is in use. Choose another with --port, or --port 0 for a free one.\n`,
    });
  });

  const postTo = (address: string) => (path: string, body: object) =>
    fetch(address + path, { method: "POST", headers: { "x-api-key": "emulator" }, body: JSON.stringify(body) });

  it("prints a delivery as an object that its schema knows", async () => {
    const { url: receiver } = await startReceiver();
    const { child, url, ended } = await startDev("--no-persist", "--forward-to", receiver);
    const post = postTo(url);
    await post("/v2/tools", postCall());
    await post("/_emulator/trials", { target: "log_note", transcript: TRANSCRIPT });
    child.kill("SIGTERM");
    const lines = (await ended).stdout.trimEnd().split("\n");
    const delivery = lines
      .map((line) => JSON.parse(line) as { event: string })
      .find(({ event }) => event === "delivery");
    expect(delivery).toMatchObject({ event: "delivery", account: 1, toolName: "log_note", status: "success" });
    expect(DevEvent.parse(delivery)).toEqual(delivery);
  });

  it("says on the line of a delivery that nothing was sent, and why", async () => {
    const { child, next, ended } = run("dev", "--port", "0", "--no-persist");
    const [address = ""] = /http:\S+:\d+/.exec(await next()) ?? [];
    const post = postTo(address);
    await post("/v2/tools", postCall({ delivery: { api: { url: "https://crm.acme.dev/n" } } }));
    await post("/_emulator/trials", { target: "log_note", transcript: TRANSCRIPT });
    await post("/_emulator/trials", { target: "log_note", transcript: TRANSCRIPT, as: "skipped" });
    child.kill("SIGTERM");
    const { stdout } = await ended;
    expect(stdout).toMatch(/^UNSENT log_note error {2}not sent: crm\.acme\.dev is a public host, .* {2}c\w+$/m);
    expect(stdout).toMatch(/^UNSENT log_note skipped {2}c\w+$/m);
  });

  it("says in the line of a delivery that its access token was simulated", async () => {
    const { url } = await startReceiver();
    const { child, next, ended } = run("dev", "--port", "0", "--no-persist", "--forward-to", url);
    const [address = ""] = /http:\S+:\d+/.exec(await next()) ?? [];
    const post = postTo(address);
    const [secret, token_url] = ["s3cret", "https://id.acme.dev/token"];
    const auth = { type: "oauth2_client_credentials", token_url, client_id: "id", client_secret: secret };
    await post("/v2/tools", postCall({ delivery: { api: { url: "https://crm.acme.dev/n", auth } } }));
    await post("/_emulator/trials", { target: "log_note", transcript: TRANSCRIPT });
    child.kill("SIGTERM");
    const { stdout } = await ended;
    expect(stdout).toMatch(
      new RegExp(`^SENT   log_note success  POST ${url}/n  with a simulated token  200 in \\d+ ms  c\\w+$`, "m"),
    );
    expect(stdout).not.toContain(secret);
  });

  it("says what to do if another emulator uses the port's file", async () => {
    const home = newFolder();
    const file = join(home, ".pulumi-tavus", "emulator-7077.sqlite");
    mkdirSync(dirname(file));
    const first = await startDev("--persist", file);
    vi.stubEnv("HOME", home);
    onTestFinished(() => void vi.unstubAllEnvs());
    const inUse = `pulumi-tavus: cannot store data in ${file}: another emulator is using it. Stop that emulator, or choose another`;
    expect(await run("dev", "--port", "7077").ended).toMatchObject({
      code: 1,
      stderr: `${inUse} port with --port, or --port 0 for a free one.\n`,
    });
    expect((await run("dev", "--port", "0", "--persist", file).ended).stderr).toBe(`${inUse} file with --persist.\n`);
    first.child.kill("SIGTERM");
    await first.ended;
  });

  it("reports in one line that a file or a key can't be used", async () => {
    const file = join(newFolder(), "notes.txt");
    writeFileSync(file, "Not a database at all. ".repeat(100));
    expect(await run("dev", "--port", "0", "--persist", file).ended).toEqual({
      code: 1,
      stdout: "",
      stderr: `pulumi-tavus: cannot store data in ${file}: file is not a database\n`,
    });
    expect(await run("dev", "--port", "0", "--key=").ended).toMatchObject({
      code: 1,
      stderr: "pulumi-tavus: --key is empty. Any other text will do.\n",
    });
  });

  it("ends without an error if nobody reads it anymore", async () => {
    const { url, child, ended } = await startDev();
    child.stdout?.destroy();
    // Each request prints a line that nobody reads. The first line that can't be printed ends the process.
    const ask = (): Promise<unknown> => fetch(`${url}/_emulator/health`).catch(() => undefined);
    while (child.exitCode === null && (await ask()) !== undefined);
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("help", () => {
  it.each([
    [["--help"], "$ pulumi-tavus dev"],
    [["dev", "--help"], "$ pulumi-tavus dev --key dev-account --key prod-account --json"],
    [["help", "dev"], "$ pulumi-tavus dev --port 0 --persist ./tavus.sqlite"],
  ])("of %j has examples", async (args, example) => {
    const { code, stdout, stderr } = await run(...args).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`\nExamples:\n`);
    expect(stdout).toContain(`  ${example}\n`);
  });

  it("is printed with exit code 1 if there is no command", async () => {
    const { code, stdout, stderr } = await run().ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("Usage: pulumi-tavus");
  });

  it.each([
    [["nonsense"], "error: unknown command 'nonsense'\n"],
    [["dev", "--colour"], "error: unknown option '--colour'\n"],
  ])("isn't printed for %j, but one line is", async (args, stderr) => {
    expect(await run(...args).ended).toEqual({ code: 1, stdout: "", stderr });
  });

  it("has a version", async () => {
    expect(await run("--version").ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
