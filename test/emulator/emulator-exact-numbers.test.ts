import { describe, expect } from "vitest";
import { tryExactJson } from "../../src/contract/json.ts";
import type { Seed } from "../../src/emulator/seed.ts";
import { it, startTavus } from "../support/tavus.ts";

const ID = "9007199254740993";
const LOWEST = "-9223372036854775808";

/** A body from a client in another language. */
const definition = (name: string, url: string, api = ""): string =>
  `{"name":"${name}","description":"d","trigger_type":"post_call","parameters":{"type":"object","properties":{` +
  `"account":{"type":"integer","const":${ID}},"shelf":{"type":"integer","enum":[${ID}],"description":"Which."},` +
  `"depth":{"type":"integer","minimum":${LOWEST},"maximum":-5,"description":"How deep."}},` +
  `"required":["account","shelf","depth"]},"delivery":{"api":{"url":"${url}"${api}}}}`;

describe("the emulator, for an integer that JavaScript can't represent exactly", () => {
  it("loses no digit in answers to writes, reads, and lists", async ({ tavus: { call } }) => {
    const body = `,"body_template":{"a":[{"b":${LOWEST}}]}`;
    const made = await call("POST", "/v2/tools", definition("log_note", "https://crm.acme.dev/n", body));
    const id = String(made.body["tool_id"]);
    const parameters = `{"parameters":{"type":"object","properties":{"n":{"const":${ID}}}}}`;
    const changed = await call("PATCH", `/v2/tools/${id}`, parameters);
    const answers = [made, await call("GET", "/v2/tools"), changed, await call("GET", `/v2/tools/${id}`)];
    for (const { text, status } of answers) {
      expect(status).toBe(200);
      expect(text).toContain(`"const":${ID}`);
      expect(text).toContain(`"b":${LOWEST}`);
    }
  });

  it.for<[string, string, string]>([
    ["as the arguments", "", `{"account":${ID},"shelf":${ID},"depth":`],
    [
      "in a body",
      `,"body_template":{"id":"{account}","text":"no. {shelf}","own":${LOWEST}}`,
      `{"id":${ID},"text":"no. ${ID}","own":${LOWEST}}`,
    ],
    [
      "in a signed envelope",
      ',"auth":{"type":"hmac","secret":"a-secret-of-mine"}',
      `"arguments":"{\\"account\\":${ID},\\"shelf\\":${ID},`,
    ],
  ])("delivers every digit %s", async ([_what, api, expected], { tavus, endpoint }) => {
    const pal = await tavus.createPal();
    const made = await tavus.call("POST", "/v2/tools", definition("log_note", endpoint.url, api));
    await tavus.attach(pal, made.body["tool_id"]);
    await tavus.end(await tavus.converse(pal));
    expect(endpoint.received.map(({ body }) => body).join()).toContain(expected);
  });

  it("loses no digit from an export to another emulator's seed", async ({ tavus: { call } }) => {
    await call("POST", "/v2/tools", definition("log_note", "https://crm.acme.dev/n"));
    const exported = await call("GET", "/_emulator/export");
    expect(exported.text).toContain(`"const":${ID}`);
    const other = await startTavus({ seed: tryExactJson(exported.text) as Seed });
    expect((await other.call("GET", "/v2/tools")).text).toContain(`"const":${ID}`);
  });

  it("delivers it in the query of a request without a body", async ({ tavus, endpoint }) => {
    const { id, toolId } = await tavus.createConversation({ url: endpoint.url, method: "GET" });
    const parameters = `{"parameters":{"type":"object","properties":{"account":{"type":"integer","const":${ID}}}}}`;
    expect((await tavus.call("PATCH", `/v2/tools/${toolId}`, parameters)).status).toBe(200);
    await tavus.end(id);
    expect(endpoint.received.map(({ url }) => url)).toEqual([`/?account=${ID}`]);
  });
});
