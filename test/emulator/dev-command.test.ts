import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, it } from "vitest";
import { postCall, startReceiver, TRANSCRIPT } from "../../src/emulator/testing/start.ts";

const CLI = resolve(import.meta.dirname, "../../dist/cli.js");
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

const start = (...args: string[]) => startIn({}, ...args);

function startIn(env: NodeJS.ProcessEnv, ...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  running.push(child);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    next: async (): Promise<string> => String((await lines.next()).value),
    ended: async (): Promise<{ code: unknown; stdout: string; stderr: string }> => {
      const rest: string[] = [];
      const exit = once(child, "close");
      for await (const line of { [Symbol.asyncIterator]: () => lines }) rest.push(line);
      const [code] = await exit;
      return { code, stdout: rest.join("\n"), stderr };
    },
  };
}

/** The documented members of an event, in order. */
function documented(event: string): string[] {
  const page = readFileSync(resolve(import.meta.dirname, "../../docs/emulator.md"), "utf8");
  const [, members = ""] = new RegExp(`\\{ ("event": "${event}".*?) \\}`).exec(page) ?? [];
  return members.split(", ").map((one) => one.replace(/^"(\w+)"(\??).*/, "$1$2"));
}

it("runs until it is stopped, with a line for each request and no secret", async () => {
  const { child, next, ended } = start("dev", "--port", "0", "--json", "--key", "the-key");
  const started = JSON.parse(await next()) as { event: string; url: string };
  expect(documented("started")).toEqual([...Object.keys(started), "persist?"]);
  expect(started).toEqual({ event: "started", version: 1, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  expect((await fetch(`${started.url}/v2/tools`, { headers: { "x-api-key": "the-key" } })).status).toBe(200);
  const request = JSON.parse(await next()) as object;
  expect(documented("request")).toEqual(Object.keys(request));
  expect(request).toEqual({
    event: "request",
    method: "GET",
    path: "/v2/tools",
    account: 1,
    status: 200,
  });
  child.kill("SIGTERM");
  expect(await ended()).toEqual({ code: 0, stdout: "", stderr: "" });
});

it("says how to point a program at it", async () => {
  const { child, next, ended } = start("dev", "--port", "0");
  expect(await next()).toMatch(
    /^Tavus emulator: open http:\/\/127\.0\.0\.1:\d+ in a browser, or point a program at it:$/,
  );
  await next();
  expect(await next()).toMatch(/^ {2}export TAVUS_BASE_URL=http:\/\/127\.0\.0\.1:\d+$/);
  expect(await next()).toBe("  export TAVUS_API_KEY=emulator");
  child.kill("SIGINT");
  expect((await ended()).code).toBe(0);
});

it("says in the line of a delivery that its access token was simulated", async () => {
  const { url } = await startReceiver();
  const { child, next, ended } = start("dev", "--port", "0", "--no-persist", "--forward-to", url);
  const [address = ""] = /http:\S+:\d+/.exec(await next()) ?? [];
  const post = (path: string, body: object) =>
    fetch(address + path, { method: "POST", headers: { "x-api-key": "emulator" }, body: JSON.stringify(body) });
  const [secret, token_url] = ["s3cret", "https://id.acme.dev/token"];
  const auth = { type: "oauth2_client_credentials", token_url, client_id: "id", client_secret: secret };
  await post("/v2/tools", postCall({ delivery: { api: { url: "https://crm.acme.dev/n", auth } } }));
  await post("/_emulator/trials", { target: "log_note", transcript: TRANSCRIPT });
  child.kill("SIGTERM");
  const { stdout } = await ended();
  expect(stdout).toMatch(
    new RegExp(`^SENT   log_note success  POST ${url}/n  with a simulated token  200 in \\d+ ms  c\\w+$`, "m"),
  );
  expect(stdout).not.toContain(secret);
});

it("says in one line why it can't run", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  expect(await start("dev", "--port", String(port)).ended()).toEqual({
    code: 1,
    stdout: "",
    stderr: `pulumi-tavus: port ${port} is in use. Choose another with --port, or --port 0 for a free one.\n`,
  });
  await new Promise((resolve) => server.close(resolve));
  expect(await start("dev", "--port", "many").ended()).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^pulumi-tavus: --port is a number.*\n$/),
  });
  expect((await start("nonsense").ended()).code).toBe(1);
});

it("says what to do if another emulator uses the port's file", async () => {
  const home = mkdtempSync(join(tmpdir(), "pulumi-tavus-home-"));
  const file = join(home, ".pulumi-tavus", "emulator-7077.sqlite");
  mkdirSync(dirname(file));
  const first = start("dev", "--port", "0", "--persist", file);
  await first.next();
  const inUse = `pulumi-tavus: cannot keep anything in ${file}: another emulator uses it. Stop that emulator, or choose another`;
  expect(await startIn({ HOME: home }, "dev", "--port", "7077").ended()).toMatchObject({
    code: 1,
    stderr: `${inUse} port with --port, or --port 0 for a free one.\n`,
  });
  expect((await start("dev", "--port", "0", "--persist", file).ended()).stderr).toBe(`${inUse} file with --persist.\n`);
  first.child.kill("SIGTERM");
  await first.ended();
  rmSync(home, { recursive: true });
});

it("has help with examples", async () => {
  const { code, stdout } = await start("dev", "--help").ended();
  expect(code).toBe(0);
  expect(stdout).toContain("$ pulumi-tavus dev --port 0 --persist ./tavus.sqlite");
});
