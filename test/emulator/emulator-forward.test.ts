import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { startReceiver, TOKEN } from "../../src/emulator/testing/start.ts";
import type { DeliveryRecord } from "../../src/emulator.ts";
import { createEmulator } from "../../src/emulator.ts";
import { it, startTavus } from "../support/tavus.ts";

const PUBLIC = {
  url: "https://crm.acme.dev/notes/{message}?call={tavus_conversation_id}",
  auth: { type: "bearer", token: TOKEN },
};
const HELD =
  "not sent: crm.acme.dev is a public host, and this call was made up. Add --allow-public (createEmulator: allowPublic), " +
  "start the emulator with --forward-to, or confirm the delivery on its page.";

describe("forwardTo", () => {
  it("gets every delivery, with the tool's credentials and its path and query", async ({
    endpoint: { url, received },
  }) => {
    const records: DeliveryRecord[] = [];
    const tavus = await startTavus({ forwardTo: `${url}/local/`, onDelivery: (record) => records.push(record) });
    const own = "https://crm.acme.dev:8443/n/a%20b?call=";
    const { id, toolId } = await tavus.createConversation({ ...PUBLIC, url: `${own}{tavus_conversation_id}` });
    const actions = await tavus.actionsAtEnd(id);
    const path = `/local/n/a%20b?call=${id}`;
    expect(received).toMatchObject([{ url: path, headers: { authorization: `Bearer ${TOKEN}` } }]);
    expect(actions).toMatchObject([{ status: "success", request: { url: url + path } }]);
    await tavus.replay(id);
    expect(received.map((one) => one.url)).toEqual([path, path]);
    const response = { httpStatus: 200, body: "noted" };
    const sent = { account: 1, conversationId: id, toolId, status: "success", response, forwardedFrom: own + id };
    expect(records).toMatchObject([sent, { ...sent, replayOf: `${id}/${toolId}` }]);
    expect(JSON.stringify(records)).not.toContain(TOKEN);
  });

  it("doesn't apply to an endpoint that a trial or a replay names", async () => {
    const [forwarded, named] = [await startReceiver(), await startReceiver()];
    const tavus = await startTavus({ forwardTo: forwarded.url });
    await tavus.createConversation(PUBLIC);
    const { body } = await tavus.trial({ target: "log_note", to: `${named.url}/to` });
    const id = String(body["conversation_id"]);
    await tavus.replay(id, { to: `${named.url}/again` });
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

  it("holds back a delivery to a local endpoint until it is allowed", async ({ tavus, endpoint }) => {
    const { url, received } = endpoint;
    const { id, toolId } = await tavus.createConversation({ url: `${url}/n`, auth: PUBLIC_TOKEN });
    const [action] = await tavus.actionsAtEnd(id);
    expect(action?.["error"]).toBe(HELD.replace("crm.acme.dev", "id.acme.dev (token endpoint)"));
    expect(received).toEqual([]);
    const page = await tavus.page(`/deliveries/${id}.${toolId}`);
    expect(page).toContain("id.acme.dev (token endpoint)");
    expect(page).toContain("Send it to id.acme.dev (token endpoint) anyway</button>");
  });

  it("is named in the event together with a public endpoint", async ({
    tavus: { createConversation, actionsAtEnd },
  }) => {
    const { id } = await createConversation({ ...PUBLIC, auth: PUBLIC_TOKEN });
    const [action] = await actionsAtEnd(id);
    expect(action?.["error"]).toContain("crm.acme.dev and id.acme.dev (token endpoint) are public hosts");
  });

  it("is simulated with forwardTo, and each report says so", async ({ endpoint: { url, received } }) => {
    const records: DeliveryRecord[] = [];
    const tavus = await startTavus({ forwardTo: url, onDelivery: (record) => records.push(record) });
    const { id, toolId } = await tavus.createConversation({ ...PUBLIC, auth: PUBLIC_TOKEN });
    await tavus.end(id);
    await tavus.replay(id);
    expect(received).toMatchObject([{ headers: SIMULATED }, { headers: SIMULATED }]);
    expect(records).toMatchObject([
      { status: "success", tokenSimulated: true },
      { replayOf: `${id}/${toolId}`, status: "success", tokenSimulated: true },
    ]);
    expect(await tavus.deliveries()).toMatchObject([{ token_simulated: true }, { token_simulated: true }]);
    const page = await tavus.page(`/deliveries/${id}.${toolId}`);
    expect(page).toContain("The access token is simulated: the token endpoint is a public host and was not asked");
  });

  it("is simulated for an endpoint that a trial names", async ({ tavus, endpoint }) => {
    await tavus.createConversation({ ...PUBLIC, auth: PUBLIC_TOKEN });
    await tavus.trial({ target: "log_note", to: `${endpoint.url}/to` });
    expect(endpoint.received).toMatchObject([{ headers: SIMULATED }]);
  });

  it("is requested if public hosts are allowed, even with forwardTo", async ({ endpoint: { url, received } }) => {
    const tavus = await startTavus({ forwardTo: url, allowPublic: true });
    const auth = oauth2("https://nowhere.example.com.invalid.acme.dev/token");
    const { id } = await tavus.createConversation({ ...PUBLIC, timeout: 0.01, auth });
    const [action] = await tavus.actionsAtEnd(id);
    expect(action?.["status"]).toMatch(/^(error|timeout)$/);
    expect(received).toEqual([]);
    expect((await tavus.deliveries())[0]).not.toHaveProperty("token_simulated");
  });

  it("isn't simulated if the token endpoint is local", async ({ endpoint: { url, received } }) => {
    const identity = await startReceiver((_request, response) => response.end('{"access_token":"local"}'));
    const tavus = await startTavus({ forwardTo: url });
    const { id } = await tavus.createConversation({ ...PUBLIC, auth: oauth2(`${identity.url}/token`) });
    await tavus.end(id);
    expect(received).toMatchObject([{ headers: { authorization: "Bearer local" } }]);
    expect((await tavus.deliveries())[0]).not.toHaveProperty("token_simulated");
  });
});

describe("a delivery to a public host", () => {
  it("is held back until it is allowed: nothing is sent, and the event says why", async ({ tavus }) => {
    const { id } = await tavus.createConversation(PUBLIC);
    const actions = await tavus.actionsAtEnd(id);
    expect(actions).toMatchObject([{ status: "error", error: HELD, request: { method: "POST" } }]);
    expect(await tavus.deliveries()).toMatchObject([{ unsent: true, held: true }]);
    const replay = await tavus.replay(id);
    expect([replay.status, replay.text]).toEqual([400, expect.stringContaining(HELD)]);
    expect(await tavus.deliveries()).toHaveLength(1);
  });

  it("isn't held back if its endpoint isn't called", async ({ tavus }) => {
    await tavus.createConversation(PUBLIC);
    const { body } = await tavus.trial({ target: "log_note", as: "500" });
    expect(body["deliveries"]).toMatchObject([{ status: "error", error: "the endpoint answered 500" }]);
  });

  /** The test machine can't reach a public host, so an attempt means that the delivery wasn't held back. */
  const isAttempt = ({ error, unsent }: JsonObject): boolean => error !== HELD && unsent === undefined;
  const api = { url: "https://192.0.2.1/n", timeout: 0.01, auth: { type: "none" } };
  const host = { url: "https://nowhere.example.com.invalid.acme.dev/n", timeout: 0.01, auth: { type: "none" } };

  it("is sent with allowPublic, of the emulator, a trial, or a replay", async ({ tavus }) => {
    const allowed = await startTavus({ allowPublic: true });
    const { id } = await allowed.createConversation(host);
    await allowed.end(id);
    expect((await allowed.deliveries()).map(isAttempt)).toEqual([true]);
    const held = await tavus.createConversation(host);
    await tavus.end(held.id);
    await tavus.replay(held.id, { allow_public: true });
    await tavus.trial({ target: "log_note", allow_public: true });
    expect((await tavus.deliveries()).map(isAttempt)).toEqual([false, true, true]);
  });

  it("is sent after a confirmation on the page, and by no other form", async ({ tavus }) => {
    const { id, toolId } = await tavus.createConversation(host);
    await tavus.end(id);
    const page = await tavus.page(`/deliveries/${id}.${toolId}`);
    expect(page).toContain("Send it to nowhere.example.com.invalid.acme.dev anyway</button>");
    const submit = async (fields: Record<string, string>): Promise<string> => {
      const response = await fetch(`${tavus.emulator.url}/_page/replays`, {
        method: "POST",
        headers: { origin: tavus.emulator.url, accept: "application/json" },
        body: new URLSearchParams({ delivery: `${id}/${toolId}`, ...fields }),
      });
      return ((await response.json()) as { message: string }).message;
    };
    expect(await submit({ to: "" })).toContain("Not sent: nowhere.example.com.invalid.acme.dev is a public host");
    expect(await submit({ public: "yes" })).toMatch(/^Sent again: (error|timeout)\.$/);
  });

  it("isn't an address on this machine or in its network", async ({
    tavus: { emulator, createConversation, actionsAtEnd },
  }) => {
    for (const url of ["http://crm:1/n", "http://10.255.255.1:1/n", "https://crm.internal/n", api.url]) {
      const { id } = await createConversation({ ...api, url });
      const [action] = await actionsAtEnd(id);
      expect([url, action?.["error"]]).toEqual([url, expect.not.stringContaining("not sent")]);
      emulator.reset();
    }
  });
});
