import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createEmulator } from "../src/emulator.ts";

/** An emulator with tools, PALs, and calls that succeeded and failed. */
export async function startSample() {
  const endpoint = createServer((request, response) => {
    request.resume();
    const isBroken = request.url?.startsWith("/broken") === true;
    response
      .writeHead(isBroken ? 500 : 200, {
        "content-type": "application/json",
        "set-cookie": "session=a-secret-nobody-sees",
      })
      .end(isBroken ? '{"error":"the database is away","ok":false}' : '{"id":"note_42","ok":true}');
  });
  await once(endpoint.listen(0, "127.0.0.1"), "listening");
  const hook = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
  const emulator = await createEmulator();
  const call = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const response = await fetch(emulator.url + path, {
      method,
      headers: { "x-api-key": emulator.apiKey },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const createTool = async (name: string, api: object, properties: object): Promise<string> => {
    const parameters = { type: "object", properties, required: Object.keys(properties) };
    const definition = {
      name,
      description: "After the call, log what the caller wanted.",
      trigger_type: "post_call",
      parameters,
      delivery: { api },
    };
    return String((await call("POST", "/v2/tools", definition))["tool_id"]);
  };
  const createPal = async (pal_name: string, system_prompt: string): Promise<string> =>
    String((await call("POST", "/v2/pals", { pal_name, system_prompt, default_face_id: "r1" }))["pal_id"]);
  const message = { type: "string", description: "One sentence: what the caller wanted, and the outcome." };
  const note = await createTool(
    "log_crm_note",
    {
      url: `${hook}/notes?call={tavus_conversation_id}`,
      timeout: 20,
      body_template: { channel: "{channel}", text: "{message}", urgency: "{urgency}" },
      auth: { type: "bearer", token: "a-secret-nobody-sees" },
    },
    {
      channel: { type: "string", const: "C0SUPPORT" },
      message,
      urgency: { type: "string", enum: ["low", "high"], description: "high if the caller is blocked." },
    },
  );
  const signed = await createTool(
    "support_summary",
    { url: `${hook}/hooks/support_summary`, auth: { type: "hmac", secret: "a-secret-nobody-sees" } },
    { message },
  );
  const broken = await createTool(
    "open_ticket",
    { url: `${hook}/broken`, auth: { type: "api_key", name: "key", value: "a-secret-nobody-sees", location: "query" } },
    { message },
  );
  const pal = await createPal("Support", "Help.");
  const held = await createTool(
    "notify_team",
    {
      url: "https://chat.acme.dev/rooms/support?call={tavus_conversation_id}",
      auth: { type: "bearer", token: "a-secret-nobody-sees" },
    },
    { message },
  );
  const otherPal = await createPal("Sales", "Sell.");
  await call("POST", `/v2/pals/${pal}/tools`, { tool_ids: [note, signed, broken] });
  const transcript = [
    { role: "assistant", content: "Hello, this is Acme. How can I help?" },
    { role: "user", content: "Order 4711 never arrived and I need it by Friday, it is urgent, high priority." },
    { role: "assistant", content: "I have sent a replacement by express." },
    { role: "user", content: "Yes, thank you." },
  ];
  const trial = (fields: object) =>
    call("POST", "/_emulator/trials", {
      target: pal,
      transcript,
      perception_analysis: "The caller looked relieved.",
      ...fields,
    });
  for (let i = 0; i < 8; i += 1) await trial({});
  await trial({ target: note, as: "timeout" });
  await trial({ target: signed, as: "skipped" });
  const { conversation_id: conversationId } = await trial({});
  const replayed = await call("POST", `/_emulator/conversations/${conversationId}/replays`, {
    tool: "open_ticket",
    to: `${hook}/fixed`,
  });
  const { conversation_id: heldId } = await trial({ target: held });
  const active = await call("POST", "/v2/conversations", { pal_id: pal, callback_url: `${hook}/events` });
  const [replay] = replayed["deliveries"] as { id: string }[];
  const pathOf = (id: string): string => `/deliveries/${id.replace("/", ".").replaceAll("#", ".")}`;
  return {
    url: emulator.url,
    toolId: note,
    palId: pal,
    otherPalId: otherPal,
    conversationId: String(conversationId),
    activeId: String(active["conversation_id"]),
    deliveries: {
      signed: pathOf(`${conversationId}/${signed}`),
      failed: pathOf(`${conversationId}/${broken}`),
      held: pathOf(`${heldId}/${held}`),
      replay: pathOf(replay?.id ?? ""),
    },
    close: async () => {
      await emulator.close();
      endpoint.closeAllConnections();
      await endpoint[Symbol.asyncDispose]();
    },
  };
}
