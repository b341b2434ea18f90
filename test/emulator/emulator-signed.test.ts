import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { postCall, TOKEN } from "../../src/emulator/testing/start.ts";
import { it, startTavus } from "../support/tavus.ts";

const URL_ = "https://crm.acme.dev/n";
const auth = { type: "hmac", secret: TOKEN };
const signed = (fields: JsonObject): JsonObject => postCall({ delivery: { api: { url: URL_, auth, ...fields } } });
const FORMS: readonly [string, JsonObject][] = [
  ["body_template", { body_template: { text: "{message}" } }],
  ["query_params", { query_params: { source: "call" } }],
  ["url", { url: `${URL_}?c={tavus_conversation_id}` }],
];

describe("a signed tool with a template", () => {
  it.for(FORMS)("is stored and changed by default, as if ignored: %s (R-34)", async ([_what, fields], { tavus }) => {
    const id = await tavus.createTool(signed(fields));
    expect(await tavus.get(`/v2/tools/${id}`)).toMatchObject({ delivery: { api: fields } });
    expect((await tavus.call("PATCH", `/v2/tools/${id}`, { description: "Another." })).status).toBe(200);
  });

  it.each(FORMS)("is a 400 with hmacTemplates=reject, even in a PATCH: %s (R-34)", async (field, fields) => {
    const { call, createTool } = await startTavus({ behavior: { hmacTemplates: "reject" } });
    const told = new RegExp(`delivery\\.api\\.${field}\` .*Remove it.*conversation_id.*\\(R-34\\)`);
    const refusal = { status: 400, body: { error: expect.stringMatching(told) } };
    expect(await call("POST", "/v2/tools", signed(fields))).toMatchObject(refusal);
    const id = await createTool(signed({}));
    const { delivery } = signed(fields);
    expect(await call("PATCH", `/v2/tools/${id}`, { delivery })).toMatchObject(refusal);
    const other = postCall({ delivery: { api: { url: URL_, ...fields, auth: { type: "bearer", token: TOKEN } } } });
    expect((await call("POST", "/v2/tools", { ...other, name: "other" })).status).toBe(200);
  });

  it("is accepted with hmacTemplates=reject if it contains no template", async () => {
    const { call } = await startTavus({ behavior: { hmacTemplates: "reject" } });
    const definition = signed({ body_template: {}, query_params: {}, url: `${URL_}?a={}` });
    expect((await call("POST", "/v2/tools", definition)).status).toBe(200);
  });

  it("is delivered, tried, and replayed to the stored URL", async ({ tavus, endpoint }) => {
    const { url, received } = endpoint;
    const api = { url: `${url}/n?c={tavus_conversation_id}`, query_params: { m: "{message}" }, auth };
    const { toolId } = await tavus.createConversation(api);
    const id = String((await tavus.trial({ target: toolId })).body["conversation_id"]);
    await tavus.replay(id);
    await tavus.replay(id, { to: `${url}/elsewhere?x=1` });
    expect(received.map(({ url: path }) => path)).toEqual([
      "/n?c={tavus_conversation_id}",
      "/n?c={tavus_conversation_id}",
      "/elsewhere?x=1&c={tavus_conversation_id}",
    ]);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({ conversation_id: id });
  });
});

describe("an endpoint with http", () => {
  const at = (url: string): JsonObject => postCall({ delivery: { api: { url } } });
  const OAUTH = { type: "oauth2_client_credentials", client_id: "c", client_secret: TOKEN };

  const OPEN = [
    "http://crm.acme.dev/n",
    "http://1.1.1.1/n",
    "http://[2606:4700::1111]/n",
    "http://localhost.acme.dev/n",
  ];
  it.for(OPEN)("is refused on a public host: %s (D-10)", async (url, { tavus: { call, createTool } }) => {
    const refused = { status: 400, body: { error: expect.stringContaining("is not an https URL") } };
    expect(await call("POST", "/v2/tools", at(url))).toMatchObject(refused);
    const tokens = postCall({ delivery: { api: { url: URL_, auth: { ...OAUTH, token_url: url } } } });
    expect(await call("POST", "/v2/tools", tokens)).toMatchObject(refused);
    const id = await createTool(at("http://127.0.0.1:3000/n"));
    const { delivery } = at(url);
    expect(await call("PATCH", `/v2/tools/${id}`, { delivery })).toMatchObject(refused);
  });

  const CLOSED = ["http://localhost:3000/n", "http://[::1]/n", "http://10.1.2.3/n", "http://receiver:3000/n"];
  it.for(CLOSED)("is accepted on a loopback or private host: %s", async (url, { tavus: { call } }) => {
    expect((await call("POST", "/v2/tools", at(url))).status).toBe(200);
  });
});
