import * as pulumi from "@pulumi/pulumi";
import type { ToolAuth } from "pulumi-tavus";
import type { ReceiverAuth } from "pulumi-tavus/webhook";
import { describe, expect, it } from "vitest";
import { declareSupport, type SupportArgs } from "../../examples/receiver/infrastructure.ts";
import type { JsonObject } from "../../src/contract/index.ts";
import { toWire } from "../../src/contract/wire.ts";
import { actionsOf, startReceiver } from "../../src/emulator/testing/start.ts";
import type { Behavior } from "../../src/emulator.ts";
import { holdCall, startService } from "../support/example-service.ts";
import { plaintexts } from "../support/plaintexts.ts";
import { startTavus, type Tavus } from "../support/tavus.ts";

const SECRET = "c4nary-hook-secret-0123456789";

/** Both sides of each authentication type. */
async function kinds(): Promise<[string, ToolAuth, ReceiverAuth][]> {
  const identity = await startReceiver((_request, response) => response.end(`{"access_token":"${SECRET}-token"}`));
  const client = { clientId: "support", clientSecret: SECRET };
  const inHeader = { type: "api_key", name: "X-Hook-Key", value: SECRET } as const;
  const inQuery = { type: "api_key", name: "key", value: SECRET, location: "query" } as const;
  const basic = { type: "basic", username: "tavus", password: SECRET } as const;
  return [
    ["none", { type: "none" }, { type: "none" }],
    ["bearer", { type: "bearer", token: SECRET }, { type: "bearer", token: SECRET }],
    ["api_key", inHeader, inHeader],
    ["api_key in the query", inQuery, inQuery],
    ["basic", basic, basic],
    [
      "oauth2_client_credentials",
      { type: "oauth2_client_credentials", tokenUrl: `${identity.url}/token`, ...client },
      { type: "oauth2_client_credentials", verifyToken: (token) => token === `${SECRET}-token` },
    ],
    ["hmac", { type: "hmac", secret: SECRET }, { type: "hmac", secret: ["the-next-secret", SECRET] }],
  ];
}

/** The resources of the example's program, created in an account as the provider would. */
async function deploy({ attach, createTool }: Tavus, args: SupportArgs) {
  await pulumi.runtime.setMocks({
    newResource: async ({ type, name, inputs }) => {
      const said = plaintexts(inputs) as JsonObject;
      if (type.endsWith("tavus:Tool")) {
        const id = await createTool(toWire(said).wire);
        return { id, state: { ...said, toolId: id } };
      }
      if (type.endsWith("tavus:PalToolAttachment")) await attach(String(said["palId"]), said["toolId"]);
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
    const tavus = await startTavus({ behavior });
    const palId = await tavus.createPal();
    const [, auth, receiverAuth] = (await kinds()).find(([name]) => name === kind) ?? [];
    if (auth === undefined || receiverAuth === undefined) throw new Error(`${kind} is no kind`);
    const service = await startService(receiverAuth);
    await deploy(tavus, { receiver: `${service.url}/hooks`, auth, channel: "C0DEV", palId, nameSuffix: "dev" });
    const { id, events } = await holdCall(tavus.emulator, palId, `${service.url}/hooks/events`);

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
    const types = service.events.map(({ eventType }) => eventType);
    expect(types.filter((type) => type === "application.post_call_action_executed")).toHaveLength(2);
  });
});
