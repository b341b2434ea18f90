/** Which definitions compile and which don't. `npm run types` is the test. */
import * as pulumi from "@pulumi/pulumi";
import type { ToolArgs, ToolAuth } from "../../src/index.ts";

const parameters = { type: "object", properties: {} } as const;
const api = { url: "https://crm.acme.dev/n" };
const postCall = { description: "d", triggerType: "post_call", parameters, delivery: { api } } as const;

export const compiles: ToolArgs[] = [
  postCall,
  {
    ...postCall,
    delivery: {
      api: { url: pulumi.output("https://crm.acme.dev"), auth: { type: "bearer", token: pulumi.secret("t") } },
    },
  },
  { ...postCall, delivery: pulumi.output({ api }) },
  { ...postCall, name: pulumi.output("n"), adopt: true, secretVersion: 2 },
  { description: "d" },
  { description: "d", onCall: "static_filler", staticFiller: "Hm." },
  { description: "d", origin: "vision", delivery: { appMessage: true } },
  { description: "d", origin: "vision", onResolve: "fire_and_forget" },
  { description: "d", staticFiller: "Hm." },
  { description: "d", onCall: pulumi.output("generate_filler" as const), staticFiller: "Hm." },
  { description: "d", tags: ["crm", pulumi.output("support")] },
  { ...postCall, tags: pulumi.output(["crm"]), delivery: { api: { ...api, method: "HEAD", timeout: 2.5 } } },
  { description: "d", onCall: "silent", onResolve: "generate_response", delivery: { api } },
];

// @ts-expect-error a post-call action has no origin
export const origin: ToolArgs = { ...postCall, origin: "llm" };
// @ts-expect-error a post-call action has no onCall
export const onCall: ToolArgs = { ...postCall, onCall: "silent" };
// @ts-expect-error a post-call action has no onResolve
export const onResolve: ToolArgs = { ...postCall, onResolve: "fire_and_forget" };
// @ts-expect-error a post-call action has no filler
export const filler: ToolArgs = { ...postCall, staticFiller: "Hm." };
// @ts-expect-error a post-call action isn't delivered as an app message
export const appMessage: ToolArgs = { ...postCall, delivery: { appMessage: true } };
// @ts-expect-error a post-call action requires parameters
export const withoutParameters: ToolArgs = { description: "d", triggerType: "post_call", delivery: { api } };
// @ts-expect-error a vision tool does nothing with a result
export const visionResolve: ToolArgs = { description: "d", origin: "vision", onResolve: "generate_response" };
// @ts-expect-error tags are a list
export const oneTag: ToolArgs = { description: "d", tags: "crm" };
// @ts-expect-error a vision tool has no onCall
export const vision: ToolArgs = { description: "d", origin: "vision", onCall: "silent" };
// @ts-expect-error static_filler requires a filler
export const missingFiller: ToolArgs = { description: "d", onCall: "static_filler" };
// @ts-expect-error only one channel
export const twoChannels: ToolArgs = { description: "d", delivery: { appMessage: true, api } };
// @ts-expect-error every tool requires a description
export const withoutDescription: ToolArgs = { name: "n" };
// @ts-expect-error bearer requires a token
export const withoutToken: ToolArgs = { ...postCall, delivery: { api: { ...api, auth: { type: "bearer" } } } };
// @ts-expect-error the spelling of the wire
export const wireSpelling: ToolArgs = { ...postCall, delivery: { api: { ...api, body_template: {} } } };

const hmac = { type: "hmac", secret: pulumi.secret("s") } as const;
declare const anyAuth: ToolAuth;
export const signed: ToolArgs[] = [
  { ...postCall, delivery: { api: { ...api, auth: hmac } } },
  { ...postCall, delivery: { api: { ...api, auth: pulumi.output(hmac) } } },
  { ...postCall, delivery: { api: { ...api, auth: anyAuth } } },
  // Undefined counts as no template.
  { ...postCall, delivery: { api: { ...api, auth: hmac, bodyTemplate: {}, queryParams: {} } } },
  {
    ...postCall,
    delivery: { api: { ...api, auth: { type: "none" }, bodyTemplate: { a: "{m}" }, queryParams: { a: "1" } } },
  },
  { ...postCall, delivery: { api: { ...api, bodyTemplate: { a: "{m}" }, queryParams: { a: pulumi.output("1") } } } },
];
const withApi = { ...api, auth: hmac } as const;
// @ts-expect-error a signed delivery has no body template (R-34)
export const signedBody: ToolArgs = { ...postCall, delivery: { api: { ...withApi, bodyTemplate: { a: "b" } } } };
// @ts-expect-error and no query parameters
export const signedQuery: ToolArgs = { ...postCall, delivery: { api: { ...withApi, queryParams: { a: "b" } } } };
// @ts-expect-error neither does one during the call
export const signedLive: ToolArgs = { description: "d", delivery: { api: { ...withApi, bodyTemplate: { a: "b" } } } };
