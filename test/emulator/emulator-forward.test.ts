import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import {
  actionsOf,
  type Call,
  createConversation,
  end,
  startEmulator,
  startReceiver,
  TOKEN,
  TRANSCRIPT,
} from "../../src/emulator/testing/start.ts";
import type { DeliveryRecord } from "../../src/emulator.ts";
import { createEmulator } from "../../src/emulator.ts";

const PUBLIC = {
  url: "https://crm.acme.dev/notes/{message}?call={tavus_conversation_id}",
  auth: { type: "bearer", token: TOKEN },
};
const HELD =
  "not sent: crm.acme.dev is a public host, and this call was made up. Add --allow-public (createEmulator: allowPublic), " +
  "start the emulator with --forward-to, or confirm the delivery on its page.";

const deliveries = async (call: Call): Promise<JsonObject[]> =>
  (await call("GET", "/_emulator/deliveries")).body["data"] as JsonObject[];

describe("forwardTo", () => {
  it("gets every delivery, with the tool's credentials and its path and query", async () => {
    const { url, received } = await startReceiver();
    const records: DeliveryRecord[] = [];
    const forwardTo = `${url}/local/`;
    const { emulator, call } = await startEmulator({ forwardTo, onDelivery: (record) => records.push(record) });
    const { id, toolId } = await createConversation(call, {
      ...PUBLIC,
      url: "https://crm.acme.dev:8443/n/a%20b?call={tavus_conversation_id}",
    });
    const actions = actionsOf(await end(emulator, call, id));
    expect(received).toMatchObject([
      { url: `/local/n/a%20b?call=${id}`, headers: { authorization: `Bearer ${TOKEN}` } },
    ]);
    expect(actions).toMatchObject([{ status: "success", request: { url: `${url}/local/n/a%20b?call=${id}` } }]);
    await call("POST", `/_emulator/conversations/${id}/replays`, {});
    expect(received.map((one) => one.url)).toEqual([`/local/n/a%20b?call=${id}`, `/local/n/a%20b?call=${id}`]);
    const sent = {
      account: 1,
      conversationId: id,
      toolId,
      status: "success",
      response: { httpStatus: 200, body: "noted" },
    };
    const own = `https://crm.acme.dev:8443/n/a%20b?call=${id}`;
    expect(records).toMatchObject([
      { ...sent, forwardedFrom: own },
      { ...sent, forwardedFrom: own, replayOf: `${id}/${toolId}` },
    ]);
    expect(JSON.stringify(records)).not.toContain(TOKEN);
  });

  it("doesn't apply to an endpoint that a trial or a replay names", async () => {
    const [forwarded, named] = [await startReceiver(), await startReceiver()];
    const { call } = await startEmulator({ forwardTo: forwarded.url });
    await createConversation(call, PUBLIC);
    const trial = { target: "log_note", transcript: TRANSCRIPT, to: `${named.url}/to` };
    const { body } = await call("POST", "/_emulator/trials", trial);
    const id = String(body["conversation_id"]);
    await call("POST", `/_emulator/conversations/${id}/replays`, { to: `${named.url}/again` });
    expect(named.received.map(({ url }) => url)).toEqual([`/to?call=${id}`, `/again?call=${id}`]);
    expect(forwarded.received).toEqual([]);
  });

  it.each([
    "localhost:3000",
    "ftp://a.dev",
    "http://localhost:3000?a=b",
    "http://localhost:3000#a",
    "http://u:p@localhost",
    "",
  ])("refuses %j, and says what to write", async (forwardTo) => {
    await expect(createEmulator({ forwardTo })).rejects.toThrow(
      `"${forwardTo}" is not an address to forward to. Write scheme, host and port: http://localhost:3000.`,
    );
  });
});

describe("an OAuth2 token from a public host", () => {
  const oauth2 = (tokenUrl: string) => ({
    type: "oauth2_client_credentials",
    token_url: tokenUrl,
    client_id: "id",
    client_secret: TOKEN,
  });
  const PUBLIC_TOKEN = oauth2("https://id.acme.dev/token");
  const SIMULATED = { authorization: "Bearer simulated-by-pulumi-tavus" };

  it("holds back a delivery to a local endpoint until it is allowed", async () => {
    const { url, received } = await startReceiver();
    const { emulator, call } = await startEmulator();
    const { id, toolId } = await createConversation(call, { url: `${url}/n`, auth: PUBLIC_TOKEN });
    const [action] = actionsOf(await end(emulator, call, id));
    expect(action?.["error"]).toBe(HELD.replace("crm.acme.dev", "id.acme.dev (token endpoint)"));
    expect(received).toEqual([]);
    const page = await (await fetch(`${emulator.url}/deliveries/${id}.${toolId}`)).text();
    expect(page).toContain("id.acme.dev (token endpoint)");
    expect(page).toContain("Send it to id.acme.dev (token endpoint) anyway</button>");
  });

  it("is named in the event together with a public endpoint", async () => {
    const { emulator, call } = await startEmulator();
    const { id } = await createConversation(call, { ...PUBLIC, auth: PUBLIC_TOKEN });
    const [action] = actionsOf(await end(emulator, call, id));
    expect(action?.["error"]).toContain("crm.acme.dev and id.acme.dev (token endpoint) are public hosts");
  });

  it("is simulated with forwardTo, and each report says so", async () => {
    const { url, received } = await startReceiver();
    const records: DeliveryRecord[] = [];
    const onDelivery = (record: DeliveryRecord) => records.push(record);
    const { emulator, call } = await startEmulator({ forwardTo: url, onDelivery });
    const { id, toolId } = await createConversation(call, { ...PUBLIC, auth: PUBLIC_TOKEN });
    await end(emulator, call, id);
    await call("POST", `/_emulator/conversations/${id}/replays`, {});
    expect(received).toMatchObject([{ headers: SIMULATED }, { headers: SIMULATED }]);
    expect(records).toMatchObject([
      { status: "success", tokenSimulated: true },
      { replayOf: `${id}/${toolId}`, status: "success", tokenSimulated: true },
    ]);
    expect(await deliveries(call)).toMatchObject([{ token_simulated: true }, { token_simulated: true }]);
    const page = await (await fetch(`${emulator.url}/deliveries/${id}.${toolId}`)).text();
    expect(page).toContain("The access token is simulated: the token endpoint is a public host and was not asked");
  });

  it("is simulated for an endpoint that a trial names", async () => {
    const { url, received } = await startReceiver();
    const { call } = await startEmulator();
    await createConversation(call, { ...PUBLIC, auth: PUBLIC_TOKEN });
    await call("POST", "/_emulator/trials", { target: "log_note", transcript: TRANSCRIPT, to: `${url}/to` });
    expect(received).toMatchObject([{ headers: SIMULATED }]);
  });

  it("is requested if public hosts are allowed, even with forwardTo", async () => {
    const { url, received } = await startReceiver();
    const { emulator, call } = await startEmulator({ forwardTo: url, allowPublic: true });
    const auth = oauth2("https://nowhere.example.com.invalid.acme.dev/token");
    const { id } = await createConversation(call, { ...PUBLIC, timeout: 0.01, auth });
    const [action] = actionsOf(await end(emulator, call, id));
    expect(action?.["status"]).toMatch(/^(error|timeout)$/);
    expect(received).toEqual([]);
    expect((await deliveries(call))[0]).not.toHaveProperty("token_simulated");
  });

  it("isn't simulated if the token endpoint is local", async () => {
    const identity = await startReceiver((_request, response) => response.end('{"access_token":"local"}'));
    const { url, received } = await startReceiver();
    const { emulator, call } = await startEmulator({ forwardTo: url });
    const { id } = await createConversation(call, { ...PUBLIC, auth: oauth2(`${identity.url}/token`) });
    await end(emulator, call, id);
    expect(received).toMatchObject([{ headers: { authorization: "Bearer local" } }]);
    expect((await deliveries(call))[0]).not.toHaveProperty("token_simulated");
  });
});

describe("a delivery to a public host", () => {
  it("is held back until it is allowed: nothing is sent, and the event says why", async () => {
    const { emulator, call } = await startEmulator();
    const { id } = await createConversation(call, PUBLIC);
    const actions = actionsOf(await end(emulator, call, id));
    expect(actions).toMatchObject([{ status: "error", error: HELD, request: { method: "POST" } }]);
    expect(await deliveries(call)).toMatchObject([{ unsent: true, held: true }]);
    const replay = await call("POST", `/_emulator/conversations/${id}/replays`, {});
    expect([replay.status, replay.text]).toEqual([400, expect.stringContaining(HELD)]);
    expect(await deliveries(call)).toHaveLength(1);
  });

  it("isn't held back if its endpoint isn't called", async () => {
    const { call } = await startEmulator();
    await createConversation(call, PUBLIC);
    const trial = { target: "log_note", transcript: TRANSCRIPT, as: "500" };
    const { body } = await call("POST", "/_emulator/trials", trial);
    expect(body["deliveries"]).toMatchObject([{ status: "error", error: "the endpoint answered 500" }]);
  });

  /** The test machine can't reach a public host, so an attempt means that the delivery wasn't held back. */
  const isAttempt = ({ error, unsent }: JsonObject): boolean => error !== HELD && unsent === undefined;
  const api = { url: "https://192.0.2.1/n", timeout: 0.01, auth: { type: "none" } };
  const host = { url: "https://nowhere.example.com.invalid.acme.dev/n", timeout: 0.01, auth: { type: "none" } };

  it("is sent with allowPublic, of the emulator, a trial, or a replay", async () => {
    const allowed = await startEmulator({ allowPublic: true });
    const { id } = await createConversation(allowed.call, host);
    await end(allowed.emulator, allowed.call, id);
    expect((await deliveries(allowed.call)).map(isAttempt)).toEqual([true]);

    const { emulator, call } = await startEmulator();
    const held = await createConversation(call, host);
    await end(emulator, call, held.id);
    await call("POST", `/_emulator/conversations/${held.id}/replays`, { allow_public: true });
    await call("POST", "/_emulator/trials", { target: "log_note", transcript: TRANSCRIPT, allow_public: true });
    expect((await deliveries(call)).map(isAttempt)).toEqual([false, true, true]);
  });

  it("is sent after a confirmation on the page, and by no other form", async () => {
    const { emulator, call } = await startEmulator();
    const { id, toolId } = await createConversation(call, host);
    await end(emulator, call, id);
    const page = await (await fetch(`${emulator.url}/deliveries/${id}.${toolId}`)).text();
    expect(page).toContain("Send it to nowhere.example.com.invalid.acme.dev anyway</button>");
    const submit = async (fields: Record<string, string>): Promise<string> => {
      const response = await fetch(`${emulator.url}/_page/replays`, {
        method: "POST",
        headers: { origin: emulator.url, accept: "application/json" },
        body: new URLSearchParams({ delivery: `${id}/${toolId}`, ...fields }),
      });
      return ((await response.json()) as { message: string }).message;
    };
    expect(await submit({ to: "" })).toContain("Not sent: nowhere.example.com.invalid.acme.dev is a public host");
    expect(await submit({ public: "yes" })).toMatch(/^Sent again: (error|timeout)\.$/);
  });

  it("isn't an address on this machine or in its network", async () => {
    const { emulator, call } = await startEmulator();
    for (const url of ["http://crm:1/n", "http://10.255.255.1:1/n", "https://crm.internal/n", api.url]) {
      const { id } = await createConversation(call, { ...api, url });
      const [action] = actionsOf(await end(emulator, call, id));
      expect([url, action?.["error"]]).toEqual([url, expect.not.stringContaining("not sent")]);
      emulator.reset();
    }
  });
});
