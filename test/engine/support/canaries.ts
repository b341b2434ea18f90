import type { JsonObject } from "../../../src/contract/index.ts";
import { type Canary, canary, plainCanary } from "../../support/canary.ts";
import { fullPostCallTool } from "../../support/tools.ts";

/** The account's key, which is also a secret. */
export const API_KEY = plainCanary("API key");

/** The secret of each tool. Each place of a definition that can contain a secret has its own tool. */
const SECRETS = {
  bearer: canary("bearer token"),
  header_key: canary("api_key in a header"),
  query_key: canary("api_key in the query"),
  basic: canary("basic password"),
  oauth: canary("oauth2 client secret"),
  hmac: canary("hmac secret"),
  headers: canary("credential header"),
  query: canary("URL query"),
  user: plainCanary("URL password"),
  body: canary("body template"),
  constant: canary("constant of a parameter"),
};
const AUTHORIZATION = plainCanary("Authorization header");

const { bearer, header_key, query_key, basic, oauth, hmac } = SECRETS;
/** Secrets that Tavus knows and masks, too (K-10). */
export const MASKED: readonly Canary[] = [API_KEY, bearer, header_key, query_key, basic, oauth, hmac];
/** Includes secrets that are only secret because of the program or their name, not to Tavus (K-11). */
export const CANARIES: readonly Canary[] = [API_KEY, ...Object.values(SECRETS), AUTHORIZATION];

/** @param endpoint where deliveries go */
export function toolsWithSecrets(endpoint: string, more: JsonObject = {}): Record<string, JsonObject> {
  const url = `${endpoint}?c={tavus_conversation_id}`;
  const tool = (name: string, api: JsonObject, fields: JsonObject = {}): [string, JsonObject] => [
    name,
    fullPostCallTool({ name, ...fields, delivery: { api: { url, ...api, ...more } } }),
  ];
  const fixed = { type: "string", const: SECRETS.constant.value };
  return Object.fromEntries([
    tool("bearer", { auth: { type: "bearer", token: bearer.value } }),
    tool("header_key", { auth: { type: "api_key", name: "X-Key", value: header_key.value } }),
    tool("query_key", { auth: { type: "api_key", name: "key", value: query_key.value, location: "query" } }),
    tool("basic", { auth: { type: "basic", username: "user", password: basic.value } }),
    tool("oauth", {
      auth: {
        type: "oauth2_client_credentials",
        tokenUrl: `${endpoint}/token`,
        clientId: "id",
        clientSecret: oauth.value,
      },
    }),
    tool("hmac", { auth: { type: "hmac", secret: hmac.value }, url: endpoint }),
    tool("headers", {
      auth: { type: "none" },
      headers: { "X-Api-Key": SECRETS.headers.value, "X-Auth": `Bearer ${AUTHORIZATION.value}` },
    }),
    tool("query", { auth: { type: "none" }, url: `${url}&token=${encodeURIComponent(SECRETS.query.value)}` }),
    tool("user", { auth: { type: "none" }, url: url.replace("://", `://user:${SECRETS.user.value}@`) }),
    tool("body", { auth: { type: "none" }, bodyTemplate: { api_key: SECRETS.body.value, note: "{message}" } }),
    tool(
      "constant",
      { auth: { type: "none" } },
      {
        parameters: { type: "object", properties: { api_key: fixed, message: { type: "string", description: "m" } } },
      },
    ),
  ]);
}

/** A program that calls `pulumi.secret` for every secret outside `auth`, because the provider can't recognize these. */
export const PROGRAM = `
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
const { tools = {}, attachments = [] } = JSON.parse(readFileSync(new URL("resources.json", import.meta.url), "utf8"));
const hidden = (api) =>
  Object.fromEntries(Object.entries(api).map(([name, value]) => [name, ["url", "headers", "bodyTemplate"].includes(name) ? pulumi.secret(value) : value]));
const made = {};
export const deliveries = {};
for (const [name, { parameters, delivery, ...args }] of Object.entries(tools)) {
  made[name] = new tavus.Tool(name, { ...args, parameters: pulumi.secret(parameters), delivery: { api: hidden(delivery.api) } });
  deliveries[name] = made[name].delivery;
}
for (const { palId, tool, toolId } of attachments) new tavus.PalToolAttachment((tool ?? toolId) + "-on-" + palId, { palId, toolId: toolId ?? made[tool] });
`;
