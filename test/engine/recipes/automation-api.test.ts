// @module-tag nightly
import { mkdirSync, readdirSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { createProvisioner, type Provisioner } from "../../../examples/automation/provisioner.ts";
import { createService } from "../../../examples/automation/service.ts";
import { startReceiver } from "../../../src/emulator/testing/start.ts";
import type { Fault } from "../../../src/emulator.ts";
import { run } from "../../../tools/process.ts";
import { serve } from "../../support/serve.ts";
import { createTestEnvironment } from "../support/environment.ts";
import { useEmulator } from "../support/fixtures.ts";
import { blocksOf } from "../support/recipe.ts";

let fault: ((request: { method: string; path: string }) => Fault | undefined) | undefined;
const emulator = useEmulator({ fault: (request) => fault?.(request) });
let provisionerWith: (settings?: Record<string, string>) => Provisioner;
/** This file's own temporary folder, so that files that a provisioner leaves behind are noticed. */
let temporary: string;
beforeAll(async () => {
  const environment = await createTestEnvironment();
  temporary = join(environment.folder, "temporary");
  mkdirSync(temporary);
  vi.stubEnv("TMPDIR", temporary);
  const pulumiCommand = await PulumiCommand.get({ root: environment.pulumi.root });
  const env = Object.fromEntries(Object.entries(environment.env).map(([key, value]) => [key, value ?? ""]));
  provisionerWith = (settings = {}) =>
    createProvisioner({
      pulumiCommand,
      env: { ...env, TAVUS_API_KEY: emulator.apiKey, TAVUS_BASE_URL: emulator.url, ...settings },
    });
});

afterEach(() => expect(readdirSync(temporary)).toEqual([]));
afterAll(() => vi.unstubAllEnvs());

const TOKEN = "t0p-secret-token";
const names = async () => (await emulator.tools()).map((tool) => tool["name"]).sort();
/** The service's answer, as over HTTP. */
async function ask(provisioner: Provisioner, method: "PUT" | "DELETE", id: string, body?: object) {
  const response = await createService(provisioner).request(`/customers/${id}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(text).not.toContain(TOKEN);
  return { status: response.status, retryAfter: response.headers.get("retry-after"), ...JSON.parse(text || "{}") };
}
const customer = (palId: string, fields: object = {}) => ({
  palId,
  endpoint: "https://crm.acme.dev/tavus",
  token: TOKEN,
  ...fields,
});

it("automation-api: each customer gets its actions, changes separately, and leaves nothing behind", async () => {
  const provisioner = provisionerWith();
  const [acme, zoo] = [await emulator.createPal(), await emulator.createPal()];
  const [first, second] = await Promise.all([
    ask(provisioner, "PUT", "acme", customer(acme)),
    ask(provisioner, "PUT", "zoo", customer(zoo)),
  ]);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(await names()).toEqual(["follow_up_acme", "follow_up_zoo", "note_acme", "note_zoo"]);
  const attached = (await emulator.request("GET", `/v2/pals/${acme}/tools`)).body["data"] as { tool_id: string }[];
  expect(attached.map(({ tool_id: id }) => id).sort()).toEqual(Object.values(first.tools).sort());
  emulator.calls();

  // Provisioning again only reads. Another endpoint costs one request for each action.
  const writes = () => emulator.calls().filter((call) => !call.startsWith("GET "));
  await ask(provisioner, "PUT", "acme", customer(acme));
  expect(emulator.calls().sort()).toEqual([`GET /v2/pals/${acme}/tools`, "GET /v2/tools"]);
  const moved = await ask(provisioner, "PUT", "acme", customer(acme, { endpoint: "https://other.acme.dev" }));
  expect(moved.tools).toEqual(first.tools);
  expect(writes().map((call) => call.split(" ")[0])).toEqual(["PATCH", "PATCH"]);

  // Tools that were deleted in the console are recreated.
  await emulator.request("DELETE", `/v2/tools/${first.tools.note}`);
  const repaired = await ask(provisioner, "PUT", "acme", customer(acme, { endpoint: "https://other.acme.dev" }));
  expect(repaired.tools).toEqual({ ...first.tools, note: expect.not.stringContaining(first.tools.note) });
  expect(writes()).toEqual(["POST /v2/tools", `POST /v2/pals/${acme}/tools`]);

  expect((await ask(provisioner, "DELETE", "acme")).status).toBe(204);
  expect(await names()).toEqual(["follow_up_zoo", "note_zoo"]);
  expect((await ask(provisioner, "DELETE", "zoo")).status).toBe(204);
});

it("automation-api: a definition that breaks a rule is a 422 with the property, and nothing is sent", async () => {
  const provisioner = provisionerWith();
  const palId = await emulator.createPal();
  expect(await ask(provisioner, "PUT", "acme", customer(palId, { endpoint: "ftp://crm.acme.dev" }))).toMatchObject({
    status: 422,
    problems: [expect.stringMatching(/^`delivery\.api\.url` is not an https URL\./)],
  });
  expect(await ask(provisioner, "PUT", "Acme", customer(palId))).toMatchObject({ status: 422 });
  expect(await ask(provisioner, "PUT", "acme", { palId })).toMatchObject({
    status: 400,
    problems: ["endpoint is wrong.", "token is wrong."],
  });
  expect(emulator.calls()).toEqual([]);
});

it("automation-api: if Tavus fails halfway it is a 502, and the next attempt continues", async () => {
  const palId = await emulator.createPal();
  const down = await ask(provisionerWith({ TAVUS_BASE_URL: "http://127.0.0.1:9" }), "PUT", "acme", customer(palId));
  expect(down).toMatchObject({ status: 502, problems: [expect.stringContaining("no connection"), expect.anything()] });

  const refusal = Response.json({ error: "Bad Request. Not today." }, { status: 400 });
  let posts = 0;
  fault = ({ method, path }) => {
    if (method !== "POST" || path !== "/v2/tools") return undefined;
    posts += 1;
    return posts === 2 ? { when: "before", answer: refusal.clone() } : undefined;
  };
  const half = await ask(provisionerWith(), "PUT", "acme", customer(palId));
  fault = undefined;
  expect(half).toMatchObject({ status: 502, problems: [expect.stringContaining("Not today.")] });
  expect(await names()).toHaveLength(1);
  expect((await ask(provisionerWith(), "PUT", "acme", customer(palId))).status).toBe(200);
  expect(await names()).toEqual(["follow_up_acme", "note_acme"]);
  expect((await ask(provisionerWith(), "DELETE", "acme")).status).toBe(204);
});

it("automation-api: two concurrent requests are a 409 with a time to retry, even between processes", async () => {
  const palId = await emulator.createPal();
  // A Tavus that doesn't answer the first provisioner until the second has its answer.
  let reached: () => void = () => {};
  let release: () => void = () => {};
  const underWay = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = await startReceiver(async (_request, response) => {
    reached();
    await released;
    response.writeHead(400, { "content-type": "application/json" }).end('{"error":"Bad Request. Not today."}');
  });
  const first = ask(provisionerWith({ TAVUS_BASE_URL: slow.url }), "PUT", "acme", customer(palId));
  await underWay;
  const second = await ask(provisionerWith(), "PUT", "acme", customer(palId));
  expect(second).toMatchObject({ status: 409, retryAfter: "10" });
  release();
  expect(await first).toMatchObject({ status: 502 });
  expect((await ask(provisionerWith(), "PUT", "acme", customer(palId))).status).toBe(200);
  expect((await ask(provisionerWith(), "DELETE", "acme")).status).toBe(204);
});

it("automation-api: the page's commands provision a customer over HTTP, and remove it", async () => {
  const server = createAdaptorServer({ fetch: createService(provisionerWith()).fetch }) as Server;
  const env = {
    PATH: process.env["PATH"],
    SERVICE: await serve(server),
    PAL_ID: await emulator.createPal(),
    CRM_TOKEN: TOKEN,
  };
  const [put = "", remove = "", ...others] = blocksOf("docs/recipes/automation-api.md", "sh");
  expect(others).toEqual([]);
  const made = await run("bash", ["-ec", put], { env });
  expect(JSON.parse(made.stdout), made.stderr).toEqual({
    tools: { note: expect.any(String), follow_up: expect.any(String) },
  });
  expect(await names()).toEqual(["follow_up_acme", "note_acme"]);
  expect((await run("bash", ["-ec", remove], { env })).exitCode).toBe(0);
  expect(await names()).toEqual([]);
});
