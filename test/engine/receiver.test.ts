import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import type { ToolAuth } from "pulumi-tavus";
import type { ConversationEvent, ReceiverAuth } from "pulumi-tavus/webhook";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { createApp, type Note } from "../../examples/receiver/app.ts";
import { createExpressApp } from "../../examples/receiver/express.ts";
import { declareSupport } from "../../examples/receiver/infrastructure.ts";
import type { Behavior } from "../../src/emulator/index.ts";
import { actionsOf, startReceiver } from "../../src/emulator/testing/stage.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";
import { REPOSITORY } from "./support/packages.ts";
import { createProject } from "./support/project.ts";
import { createScene, type Scene } from "./support/scene.ts";
import { createStack, type TestStack } from "./support/stack.ts";

const SECRET = "c4nary-hook-secret-0123456789";
const TRANSCRIPT = [
  { role: "assistant", content: "How can I help?" },
  { role: "user", content: "Order 4711 never arrived, I lost 90 minutes. It is urgent, high priority." },
  { role: "assistant", content: "It leaves the house today." },
  { role: "user", content: "Yes, thank you." },
];

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The example's service as it is, behind HTTP. */
async function startService(auth: ReceiverAuth) {
  const notes: Note[] = [];
  const events: ConversationEvent[] = [];
  const save = async (note: Note) => void notes.push(note);
  const app = createApp({ auth, save, onEvent: (event) => void events.push(event) });
  return { url: await listen(createAdaptorServer({ fetch: app.fetch }) as Server), notes, events };
}

/** A call with the PAL, from its beginning to the last event. */
async function holdCall(scene: Scene, palId: string, callback: string): Promise<{ id: string; events: JsonObject[] }> {
  const { body } = await scene.request("POST", "/v2/conversations", { pal_id: palId, callback_url: callback });
  const id = String(body["conversation_id"]);
  await scene.request("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: TRANSCRIPT });
  await scene.request("POST", `/v2/conversations/${id}/end`);
  await scene.emulator.idle();
  const verbose = await scene.request("GET", `/v2/conversations/${id}?verbose=true`);
  return { id, events: verbose.body["events"] as JsonObject[] };
}

/** Both sides of each kind of authentication. */
async function kinds(): Promise<[string, ToolAuth, ReceiverAuth][]> {
  const identity = await startReceiver((_request, response) => response.end(`{"access_token":"${SECRET}-token"}`));
  const client = { clientId: "support", clientSecret: SECRET };
  return [
    ["none", { type: "none" }, { type: "none" }],
    ["bearer", { type: "bearer", token: SECRET }, { type: "bearer", token: SECRET }],
    [
      "api_key",
      { type: "api_key", name: "X-Hook-Key", value: SECRET },
      { type: "api_key", name: "X-Hook-Key", value: SECRET },
    ],
    [
      "api_key in the query",
      { type: "api_key", name: "key", value: SECRET, location: "query" },
      { type: "api_key", name: "key", value: SECRET, location: "query" },
    ],
    [
      "basic",
      { type: "basic", username: "tavus", password: SECRET },
      { type: "basic", username: "tavus", password: SECRET },
    ],
    [
      "oauth2_client_credentials",
      { type: "oauth2_client_credentials", tokenUrl: `${identity.url}/token`, ...client },
      { type: "oauth2_client_credentials", verifyToken: (token) => token === `${SECRET}-token` },
    ],
    ["hmac", { type: "hmac", secret: SECRET }, { type: "hmac", secret: ["the-next-secret", SECRET] }],
  ];
}

/** What comes differs in a body with and without a signature only, so that the other kinds are tried once. */
const BEHAVIORS: [string, Partial<Behavior>, RegExp][] = [
  ["placeholders keep their type", { typing: "preserve" }, /./],
  [
    "placeholders become text, and a signed delivery has no template",
    { typing: "string", hmacTemplates: "reject" },
    /^(bearer|hmac)$/,
  ],
];

describe.each(BEHAVIORS)("examples/receiver, where %s", (_what, behavior, tried) => {
  const scene = createScene({ behavior });
  const stacks: TestStack[] = [];
  afterEach(() => Promise.all(stacks.splice(0).map((stack) => stack.dispose())));

  it("is deployed, gets each action of each call once with the definition's types, by every kind of authentication", async () => {
    const palId = await scene.createPal();
    const program =
      (receiver: string, auth: ToolAuth): PulumiFn =>
      async () =>
        void declareSupport({ receiver, auth, channel: "C0DEV", palId, nameSuffix: "dev" });
    const stack = await createStack({ program: program("http://127.0.0.1:9", { type: "none" }), config: scene.config });
    stacks.push(stack);

    for (const [kind, toolAuth, receiverAuth] of (await kinds()).filter(([kind]) => tried.test(kind))) {
      const service = await startService(receiverAuth);
      const up = await stack.up({ program: program(`${service.url}/hooks`, toolAuth) });
      expect(up.ok, `${kind}: ${up.stdout}${up.stderr}`).toBe(true);
      const { id, events } = await holdCall(scene, palId, `${service.url}/hooks/events`);

      expect(
        [...service.notes].sort((a, b) => a.text.localeCompare(b.text)),
        kind,
      ).toEqual([
        { conversation: id, text: expect.stringMatching(/^#C0DEV \[high, 90 min\] .*Order 4711 never arrived/) },
        { conversation: id, text: "orders 4711: solved" },
      ]);
      const actions = actionsOf(events);
      expect(actions.map(({ tool_name: name, status }) => [name, status]).sort(), kind).toEqual([
        ["log_orders_dev", "success"],
        ["support_summary_dev", "success"],
      ]);
      // The events came to the same service, without credentials.
      expect(
        service.events.filter(({ eventType }) => eventType === "application.post_call_action_executed"),
      ).toHaveLength(2);
      expect(up.stdout + up.stderr, kind).not.toContain(SECRET);
    }
  });
});

describe("examples/receiver", () => {
  const scene = createScene();

  it("is a project that `pulumi up` deploys as it is; a wrong secret is a 401 in the event, and nothing is noted", async () => {
    const palId = await scene.createPal();
    const folder = join(REPOSITORY, "examples/receiver");
    const files = Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );
    const service = await startService({ type: "hmac", secret: "another-secret" });
    const project = await createProject({
      kind: "module",
      files: { ...files, "package.json": JSON.stringify({ name: "receiver", type: "module", main: "index.ts" }) },
      env: { TAVUS_API_KEY: scene.apiKey, TAVUS_BASE_URL: scene.url },
      config: { receiver: `${service.url}/hooks`, palId, hookSecret: { value: SECRET, secret: true } },
    });
    const { exitCode, stdout, stderr } = await project.run(["up", "--yes", "--skip-preview"]);
    expect(exitCode, stdout + stderr).toBe(0);
    expect(stdout).toContain(`${service.url}/hooks/support_summary`);
    expect(stdout).toContain("support_summary_dev");
    expect(stdout).not.toContain("{tavus_conversation_id}");
    expect(stdout).not.toContain(SECRET);

    const { events } = await holdCall(scene, palId, "");
    expect(actionsOf(events)).toMatchObject([{ response: { http_status: 401 } }, { response: { http_status: 401 } }]);
    expect(service.notes).toEqual([]);
  });

  it("has the same with Express", async () => {
    const logged: (readonly string[])[] = [];
    const app = createExpressApp({ type: "bearer", token: SECRET }, (orders) => void logged.push(orders));
    const { createServer } = await import("node:http");
    const url = await listen(createServer(app));
    const headers = { authorization: `Bearer ${SECRET}`, "content-type": "application/json" };
    const body = JSON.stringify({ source: "call", orders: '["4711"]', resolved: "true" });
    expect((await fetch(`${url}/hooks/log_orders`, { method: "POST", headers, body })).status).toBe(200);
    expect(logged).toEqual([["4711"]]);
  });
});
