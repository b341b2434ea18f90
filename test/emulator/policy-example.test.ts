import { resolve } from "node:path";
import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { expect, it, vi } from "vitest";
import config from "../../examples/policy/config.json" with { type: "json" };
import type { JsonObject } from "../../src/contract/index.ts";
import { TYPE_TOKENS } from "../../src/state-format/type-tokens.ts";

const packs = vi.hoisted(() => [] as ResourceValidationPolicy[]);
// A real pack is a server of the engine's.
vi.mock("@pulumi/policy", () => ({
  PolicyPack: class {
    constructor(_name: string, { policies }: { policies: ResourceValidationPolicy[] }) {
      packs.push(...policies);
    }
  },
}));
// CommonJS, in a package of its own that TypeScript doesn't read here.
await import(resolve(import.meta.dirname, "../../examples/policy/index.ts"));

/** What the pack of examples/policy reports of a resource, with the configuration next to it. */
function violations(props: JsonObject, type: string = TYPE_TOKENS.tool): string[] {
  const reported: string[] = [];
  for (const { name, validateResource } of packs) {
    const getConfig = () => (config as unknown as Record<string, JsonObject>)[name] ?? {};
    const args = { type, name: "x", props, getConfig } as unknown as ResourceValidationArgs;
    for (const validate of [validateResource].flat()) void validate?.(args, (message) => void reported.push(message));
  }
  return reported;
}

const auth = { type: "bearer", token: "t0p-secret" };
const tokenUrl = "https://id.example.net/t";
const elsewhere = { type: "oauth2_client_credentials", clientId: "i", clientSecret: "s", tokenUrl };
const OWN = "https://crm.acme.dev/n";
const TYPES = "bearer, api_key, basic, oauth2_client_credentials";
const PLAIN = "delivery.api.url is not https.";
const foreign = (field: string, host: string): string =>
  `delivery.api.${field} has the host "${host}", which is in none of our domains: acme.dev.`;

it.each<[string, JsonObject, string[]]>([
  ["of the company's domain", { url: "https://crm.acme.dev/n?c={tavus_conversation_id}", auth }, []],
  ["known only later", { auth }, []],
  ["without credentials", { url: OWN }, [`delivery.api.auth is "none". Choose ${TYPES} or hmac.`]],
  ["of this machine", { url: "http://127.0.0.1:9/n", auth }, [PLAIN, foreign("url", "127.0.0.1")]],
  ["whose domain only ends alike", { url: "https://notacme.dev/n", auth }, [foreign("url", "notacme.dev")]],
  ["whose tokens come from elsewhere", { url: OWN, auth: elsewhere }, [foreign("auth.tokenUrl", "id.example.net")]],
])("the policy pack judges an endpoint %s", (_what, api, expected) => {
  expect(violations({ delivery: { api } })).toEqual(expected);
});

it("the policy pack leaves other tools and other resources alone", () => {
  expect(packs).toHaveLength(2);
  expect(violations({ description: "Says something in the call's window." })).toEqual([]);
  expect(violations({ delivery: { api: { url: "http://127.0.0.1" } } }, "aws:sns/topic:Topic")).toEqual([]);
});
