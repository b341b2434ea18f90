import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import * as z from "zod";
import { type JsonObject, parseTool } from "../../../src/contract/index.ts";
import { toInputs } from "../../../src/contract/wire.ts";
import { startEmulator } from "../../../src/emulator/testing/start.ts";
import { checkTool } from "../../../src/provider/tool/check.ts";
import { createTool, updateTool } from "../../../src/provider/tool/lifecycle.ts";
import { isUnknown } from "../../../src/state-format/unknown.ts";
import { TavusClient } from "../../../src/tavus-api/client.ts";
import { ScriptedServer } from "../../../src/tavus-api/testing/scripted-server.ts";
import { newFolder } from "../../support/folder.ts";
import { realToolDefinitions } from "../../support/real-tools.ts";
import { fullInCallTool, fullPostCallTool } from "../../support/tools.ts";
import { findClient, runScript } from "./environment.ts";
import { documentedPrograms, registeredTools } from "./programs.ts";

// The first run installs the client.
vi.setConfig({ testTimeout: 600_000 });

interface Body {
  readonly label: string;
  readonly method: string;
  readonly body: unknown;
}

const Refusals = z.array(z.object({ label: z.string(), error: z.string() }));

/** The provider with an emulator, and every body that it sends. */
async function startProvider() {
  const { emulator } = await startEmulator();
  const bodies: Body[] = [];
  let label = "";
  const proxy = await ScriptedServer.start(async ({ method, path, query, body }) => {
    if (method === "POST" || method === "PATCH") bodies.push({ label, method, body });
    const response = await fetch(`${emulator.url}${path}?${new URLSearchParams(query)}`, {
      method,
      headers: { "x-api-key": emulator.apiKey, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, ...(text !== "" && { body: JSON.parse(text) as unknown }) };
  });
  onTestFinished(() => proxy.close());
  const client = new TavusClient({ apiKey: emulator.apiKey, baseUrl: proxy.url });
  onTestFinished(() => client.close());

  /** Creates a tool, changes it to each of the other definitions, and deletes it. */
  async function send(name: string, inputs: JsonObject, changes: readonly JsonObject[] = []): Promise<void> {
    label = name;
    const { id, outputs } = await createTool(client, check(name, {}, inputs));
    let olds = outputs;
    for (const change of changes) {
      const news = check(name, olds, { ...inputs, ...change });
      const { outputs: next, problems } = await updateTool(client, id, olds, news);
      if (problems.length > 0) throw new Error(`${name}: ${problems.join(" ")}`);
      olds = next;
    }
    await client.deleteTool(id);
  }
  return { send, bodies };
}

function check(name: string, olds: JsonObject, news: JsonObject): JsonObject {
  const failures = checkTool(olds, news, { allowLocalEndpoints: false, isUnknown });
  if (failures.length > 0) throw new Error(`${name}: ${failures.join(" ")}`);
  return news;
}

/** The errors of Tavus's client about the bodies, by their senders. */
async function refusals(python: string, bodies: readonly Body[]): Promise<string[]> {
  const folder = newFolder();
  const file = join(folder, "bodies.json");
  writeFileSync(file, JSON.stringify(bodies));
  const found = Refusals.parse(await runScript(python, "check_bodies.py", [file]));
  return found.map(({ label, error }) => `${label}: ${error}`);
}

const apiOf = (inputs: JsonObject): JsonObject => (inputs["delivery"] as { api?: JsonObject }).api ?? {};
const withApi = (inputs: JsonObject, change: JsonObject): JsonObject => ({
  delivery: { api: { ...apiOf(inputs), ...change } },
});

/** An update of each kind of field. */
function changesOf(inputs: JsonObject): JsonObject[] {
  const { bodyTemplate: _, queryParams: __, ...bare } = apiOf(inputs);
  const isApi = Object.keys(bare).length > 0;
  // hmac delivers to a static URL.
  const isSigned = (bare["auth"] as JsonObject | undefined)?.["type"] === "hmac";
  const url = `https://other.acme.dev/x${isSigned ? "" : "?added={added}"}`;
  const parameters = { type: "object", properties: { added: { type: "string", description: "Something new." } } };
  return [
    { description: "Another description." },
    { name: `${String(inputs["name"])}_2` },
    ...(isApi ? [withApi(inputs, { timeout: 30 }), withApi(inputs, { headers: { "X-Team": "crm" } })] : []),
    ...(isApi ? [{ parameters, delivery: { api: { ...bare, url } } }] : []),
  ];
}

const AUTH: Readonly<Record<string, JsonObject>> = {
  none: { type: "none" },
  bearer: { type: "bearer", token: "a-token" },
  basic: { type: "basic", username: "tavus", password: "a-password" },
  apiKey: { type: "api_key", name: "X-Key", value: "a-value" },
  apiKeyInQuery: { type: "api_key", name: "key", value: "a-value", location: "query" },
  hmac: { type: "hmac", secret: "a-secret" },
  oauth2: {
    type: "oauth2_client_credentials",
    tokenUrl: "https://login.acme.dev/token",
    clientId: "tavus",
    clientSecret: "a-secret",
    scope: "notes",
  },
};

describe("Tavus's own client accepts every body that the provider sends", () => {
  it("for each field, and each authentication type", async ({ skip }) => {
    const client = await findClient();
    if ("missing" in client) return skip(client.missing);
    const { send, bodies } = await startProvider();
    for (const inputs of [fullPostCallTool(), fullInCallTool()])
      await send(String(inputs["name"]), inputs, changesOf(inputs));
    for (const [name, auth] of Object.entries(AUTH)) {
      const { bodyTemplate: _, queryParams: __, ...api } = apiOf(fullPostCallTool());
      const inputs = { ...fullPostCallTool(), delivery: { api: { ...api, url: "https://crm.acme.dev/n", auth } } };
      const others = Object.values(AUTH).map((other) => withApi(inputs, { auth: other }));
      await send(name, inputs, others);
    }
    expect(bodies.length).toBeGreaterThan(50);
    expect(await refusals(client.python, bodies)).toEqual([]);
  });

  it("for each definition from public repositories", async ({ skip }) => {
    const client = await findClient();
    if ("missing" in client) return skip(client.missing);
    const definitions = [...realToolDefinitions()];
    if (definitions.length === 0) return skip("The definitions lie beside the repository, and not here.");
    const { send, bodies } = await startProvider();
    for (const [label, wire] of definitions) {
      const parsed = parseTool({ ...wire, tool_id: "t1" });
      if (parsed === undefined) throw new Error(`${label} is no tool`);
      const inputs = toInputs(parsed);
      await send(label, inputs, changesOf(inputs));
    }
    expect(await refusals(client.python, bodies)).toEqual([]);
  });

  it("for each program of the documentation and the examples", async ({ skip }) => {
    const client = await findClient();
    if ("missing" in client) return skip(client.missing);
    const { send, bodies } = await startProvider();
    const programs = documentedPrograms();
    expect(programs.map(({ label }) => label)).toEqual(expect.arrayContaining(["README.md 1", "docs/tool.md 1"]));
    for (const program of programs)
      for (const { __provider: _, ...inputs } of await registeredTools(program)) await send(program.label, inputs);
    expect(await refusals(client.python, bodies)).toEqual([]);
  });

  it("for a PostCallAction with each authentication type, with and without a receiver", async ({ skip }) => {
    const client = await findClient();
    if ("missing" in client) return skip(client.missing);
    const { send, bodies } = await startProvider();
    const code = `
import { defineAction, fixed } from "pulumi-tavus/action";
import * as tavus from "pulumi-tavus";
import { z } from "zod";
const parameters = { channel: fixed("C0"), message: z.string().describe("One sentence."), count: z.number().int().optional().describe("How many.") };
const plain = defineAction({ name: "plain", description: "d", parameters });
const templated = defineAction({ name: "templated", description: "d", parameters, body: (p) => ({ text: p.message, call: p.tavusConversationId }) });
for (const [name, auth] of Object.entries(${JSON.stringify(AUTH)})) {
  const deliveries = { url: { url: "https://crm.acme.dev/n", auth }, receiver: { receiver: "https://crm.acme.dev/hooks", auth } };
  for (const [kind, delivery] of Object.entries(deliveries)) {
    new tavus.PostCallAction(\`plain-\${name}-\${kind}\`, { action: plain, delivery, attachTo: ["p0123456789ab"] });
    if (name !== "hmac") new tavus.PostCallAction(\`templated-\${name}-\${kind}\`, { action: templated, delivery });
  }
}`;
    const tools = await registeredTools({ label: "PostCallAction", code, modules: {} });
    expect(tools).toHaveLength(4 * Object.keys(AUTH).length - 2);
    for (const { __provider: _, ...inputs } of tools) await send(JSON.stringify(apiOf(inputs)), inputs);
    expect(await refusals(client.python, bodies)).toEqual([]);
  });
});
