import { expect, it } from "vitest";
import { credentialsIn, withMaskedCredentials } from "./credentials.ts";
import type { JsonObject } from "./index.ts";
import { credentialUrls } from "./testing/credential-urls.ts";

it("finds values in a body template or a constant that have a credential's name, and nothing else there", () => {
  const bodyTemplate = { api_key: "canary-1", list: { tokens: ["canary-2"] }, note: "open", token: "{token}" };
  const properties = {
    token: { type: "string", description: "d" },
    access_token: { type: "string", const: "canary-3" },
    key: { const: "open" },
    secret: { const: 5 },
  };
  const found = credentialsIn({ parameters: { properties }, delivery: { api: { bodyTemplate } } });
  expect(new Set(found)).toEqual(new Set(["canary-1", "canary-2", "canary-3"]));
  expect(credentialsIn({ parameters: { properties: [] } })).toEqual([]);
  expect(credentialsIn({ parameters: "x" })).toEqual([]);
});

it("finds credentials in auth, headers, query, and URL, encoded or not, and no other word", () => {
  const url = "https://user:canary-1@crm.acme.dev/n?token=canary%202&source=tavus&c={tavus_conversation_id}";
  const headers = { "X-Api-Key": "canary-3", "X-Team": "support" };
  const api = {
    url,
    headers,
    queryParams: { key: "canary-4", source: "tavus" },
    auth: { type: "bearer", token: "canary-5" },
  };
  const inputs: JsonObject = { name: "note", description: "Logs.", delivery: { api } };
  expect(new Set(credentialsIn(inputs))).toEqual(
    new Set(["canary-1", "canary%202", "canary 2", "canary-3", "canary-4", "canary-5"]),
  );
});

it.each([
  ...credentialUrls("crm.acme.dev", "https"),
  ["https://crm.acme.dev/n?code=short&keyword=a#top", "https://crm.acme.dev/n?code=short&keyword=a#top"],
  ["https://user@crm.acme.dev/n?token={message}", "https://********@crm.acme.dev/n?token={message}"],
  ["no address", "no address"],
] as const)("%s is shown as %s", (url, shown) => {
  expect(withMaskedCredentials(url)).toBe(shown);
});
