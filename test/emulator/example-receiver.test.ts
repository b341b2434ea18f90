import * as pulumi from "@pulumi/pulumi";
import type { ToolAuth } from "pulumi-tavus";
import type { ReceiverAuth } from "pulumi-tavus/webhook";
import { describe, expect, it } from "vitest";
import { declareSupport, type SupportArgs } from "../../examples/receiver/infrastructure.ts";
import type { JsonObject } from "../../src/contract/index.ts";
import { toWire } from "../../src/contract/wire.ts";
import { actionsOf, startEmulator, startReceiver } from "../../src/emulator/testing/start.ts";
import type { Behavior } from "../../src/emulator.ts";
import { holdCall, startService } from "../support/example-service.ts";
import { plaintexts } from "../support/plaintexts.ts";

const SECRET = "c4nary-hook-secret-0123456789";

/** Both sides of each authentication type. */
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

/** The resources of the example's program, created in an account as the provider would. */
async function deploy(
  call: (method: string, path: string, body: unknown) => Promise<{ body: JsonObject }>,
  args: SupportArgs,
) {
  await pulumi.runtime.setMocks({
    newResource: async ({ type, name, inputs }) => {
      const said = plaintexts(inputs) as JsonObject;
      if (type.endsWith("tavus:Tool")) {
        const { body } = await call("POST", "/v2/tools", toWire(said).wire);
        const id = String(body["tool_id"]);
        return { id, state: { ...said, toolId: id } };
      }
      if (type.endsWith("tavus:PalToolAttachment"))
        await call("POST", `/v2/pals/${String(said["palId"])}/tools`, { tool_ids: [said["toolId"]] });
      return { id: name, state: said };
    },
    call: () => ({}),
  });
  declareSupport(args);
  await pulumi.runtime.disconnect();
}

const BEHAVIORS: [string, Partial<Behavior>][] = [
  ["placeholders keep their type", { typing: "preserve" }],
  ["placeholders become text, and a signed delivery has no template", { typing: "string", hmacTemplates: "reject" }],
];
const KINDS = ["none", "bearer", "api_key", "api_key in the query", "basic", "oauth2_client_credentials", "hmac"];

describe.each(BEHAVIORS)("examples/receiver, where %s", (_what, behavior) => {
  it.each(KINDS)("gets each action of a call once with the definition's types, by %s", async (kind) => {
    const { emulator, call } = await startEmulator({ behavior });
    const pal = { pal_name: "Support", system_prompt: "Help.", default_face_id: "r1" };
    const palId = String((await call("POST", "/v2/pals", pal)).body["pal_id"]);
    const [, auth, receiverAuth] = (await kinds()).find(([name]) => name === kind) ?? [];
    if (auth === undefined || receiverAuth === undefined) throw new Error(`${kind} is no kind`);
    const service = await startService(receiverAuth);
    await deploy(call, { receiver: `${service.url}/hooks`, auth, channel: "C0DEV", palId, nameSuffix: "dev" });
    const { id, events } = await holdCall(emulator, palId, `${service.url}/hooks/events`);

    expect([...service.notes].sort((a, b) => a.text.localeCompare(b.text))).toEqual([
      { conversation: id, text: expect.stringMatching(/^#C0DEV \[high, 90 min\] .*Order 4711 never arrived/) },
      { conversation: id, text: "orders 4711: solved" },
    ]);
    const actions = actionsOf(events);
    expect(actions.map(({ tool_name: name, status }) => [name, status]).sort()).toEqual([
      ["log_orders_dev", "success"],
      ["support_summary_dev", "success"],
    ]);
    // The same service got the events, without credentials.
    expect(
      service.events.filter(({ eventType }) => eventType === "application.post_call_action_executed"),
    ).toHaveLength(2);
  });
});
