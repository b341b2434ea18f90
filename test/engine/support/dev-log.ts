import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished } from "vitest";
import { CLI } from "../../../src/commands/testing/run.ts";
import type { JsonObject } from "../../../src/contract/index.ts";
import { toWire } from "../../../src/contract/wire.ts";
import { API_KEY, CANARIES, toolsWithSecrets } from "./canaries.ts";

/**
 * The whole output of `pulumi-tavus dev` while requests with secrets arrive. Some requests are refused, and one causes an internal error.
 * @param endpoint where deliveries go
 */
export async function logOfDev(endpoint: string, ...args: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "tavus.sqlite");
  const all = ["--persist", file, "--key", API_KEY.value, ...args];
  const asked = await runDev(all, (call) => askMuch(call, endpoint));
  const database = new DatabaseSync(file);
  // As far as we know, no request can cause an internal error, but an edited file can.
  database.exec("INSERT INTO documents (kind, account, id, body) VALUES ('tool', '1', 'tnull', 'null')");
  database.close();
  const failed = await runDev(all, async (call) => {
    expect(await call("GET", `/v2/tools?name_or_uuid=${encodeURIComponent(API_KEY.value)}`)).toMatchObject({
      status: 500,
    });
  });
  expect(failed.stderr, "an error of its own is told, with its place").toContain("    at ");
  return [asked, failed].flatMap(({ stdout, stderr }) => [stdout, stderr]).join("\n");
}

type Call = (
  method: string,
  path: string,
  body?: unknown,
  key?: string,
) => Promise<{ status: number; body: JsonObject }>;

async function runDev(args: readonly string[], work: (call: Call) => Promise<void>) {
  const child = spawn(process.execPath, [CLI, "dev", "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "close");
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.on("close", () => reject(new Error(`dev has ended: ${stderr}`)));
  });
  await work(async (method, path, body, key = API_KEY.value) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const headers = { "x-api-key": key, "content-type": "application/json" };
    const response = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body: text }) });
    const answer = await response.text();
    return { status: response.status, body: answer.startsWith("{") ? (JSON.parse(answer) as JsonObject) : {} };
  });
  child.kill("SIGTERM");
  await ended;
  return { stdout, stderr };
}

async function askMuch(call: Call, endpoint: string): Promise<void> {
  const pal = { pal_name: "P", system_prompt: "x", default_face_id: "r" };
  const { pal_id: palId } = (await call("POST", "/v2/pals", pal)).body;
  for (const inputs of Object.values(toolsWithSecrets(endpoint))) {
    const { wire } = toWire(inputs);
    const { status, body } = await call("POST", "/v2/tools", wire);
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    expect((await call("POST", "/v2/tools", wire)).status, "its name is taken").toBe(409);
    await call("PATCH", `/v2/tools/${String(body["tool_id"])}`, { delivery: wire["delivery"] });
    await call("POST", `/v2/pals/${String(palId)}/tools`, { tool_ids: [body["tool_id"]] });
  }
  for (const { value } of CANARIES) {
    await call("POST", "/v2/tools", `{"name": "a", "token": ${value}`);
    await call("POST", "/v2/tools", { name: value, description: value, delivery: { api: { url: value } } });
    await call("GET", `/v2/tools?name_or_uuid=${encodeURIComponent(value)}`);
  }
  expect((await call("GET", "/v2/tools", undefined, "unknown-key")).status).toBe(401);
  const started = await call("POST", "/v2/conversations", { pal_id: palId, callback_url: `${endpoint}/refuses` });
  const conversation = `/v2/conversations/${String(started.body["conversation_id"])}`;
  await call("POST", `${conversation}/end`);
}
