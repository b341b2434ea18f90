import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { createTool, inCall, startEmulator } from "../../src/emulator/testing/start.ts";
import { newFolder } from "../support/folder.ts";

const CLI = resolve(import.meta.dirname, "../../dist/cli.js");

/** Starts `dev`, does something with it, and stops it. */
async function dev(args: readonly string[], use: (url: string) => Promise<void> = async () => {}) {
  const child = spawn(process.execPath, [CLI, "dev", "--port", "0", "--no-persist", "--json", ...args]);
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const closed = once(child, "close");
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, url } = JSON.parse(line) as { event: string; url: string };
    if (event !== "started") continue;
    await use(url);
    child.kill("SIGTERM");
  }
  const [code] = (await closed) as [number | null];
  return { code, stderr };
}

it("warns about each option that opens the emulator, and about nothing else", async () => {
  const origin = "http://localhost:5173";
  const open = await dev(["--host", "--allow-host", "tavus", "--allow-origin", origin], async (url) => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await fetch(`${url}/v2/tools`, { headers: { "x-api-key": "emulator", origin } });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
  });
  expect(open).toEqual({
    code: 0,
    stderr: expect.stringMatching(
      /^warning: --host 0\.0\.0\.0: .*\nwarning: --allow-host tavus: .*\nwarning: --allow-origin http:\/\/localhost:5173: .*\n$/,
    ),
  });
  expect(await dev([])).toEqual({ code: 0, stderr: "" });
});

it.each([
  [["--allow-host", "http://tavus"], '--allow-host "http://tavus" is not a host name.'],
  [["--allow-origin", "localhost:5173"], '--allow-origin "localhost:5173" is not an origin.'],
  [["--host", "192.0.2.1"], "--host 192.0.2.1 is not an address of this machine. Use 0.0.0.0 for all of them."],
])("refuses %j with one line", async (args, message) => {
  const { code, stderr } = await dev(args);
  expect([code, stderr.split("\n").filter((line) => line.startsWith("pulumi-tavus:"))]).toEqual([
    1,
    [expect.stringContaining(message)],
  ]);
});

it("accepts an export as its seed", async () => {
  const { call } = await startEmulator();
  await createTool(call, inCall("lookup"));
  const file = join(newFolder(), "seed.json");
  const { text } = await call("GET", "/_emulator/export");
  writeFileSync(file, text);
  await dev(["--seed", file], async (url) => {
    const answer = await fetch(`${url}/_emulator/export`, { headers: { "x-api-key": "emulator" } });
    expect(await answer.json()).toEqual(JSON.parse(text));
  });
  expect.assertions(1);
});
