import * as pulumi from "@pulumi/pulumi";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Action } from "../action/action.ts";
import { defineAction } from "../action.ts";
import { isObject, type JsonObject } from "../contract/index.ts";
import { checkTool } from "../provider/tool/check.ts";
import { UNKNOWN } from "../state-format/unknown.ts";
import { PostCallAction } from "./post-call-action.ts";
import type { ActionDelivery } from "./post-call-action-args.ts";

let tools: JsonObject[] = [];
beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, type, inputs }) => {
      if (type.endsWith("tavus:Tool")) tools.push(inputs as JsonObject);
      return { id: name, state: inputs as JsonObject };
    },
    call: ({ inputs }) => inputs,
  }),
);
beforeEach(() => {
  tools = [];
});

const definition = {
  name: "log_note",
  description: "Log a note.",
  parameters: { message: z.string().describe("What the caller wanted.") },
} as const;
const bare = defineAction(definition);
const withBody = defineAction({ ...definition, body: (p) => ({ text: p.message }) });
const withPath = defineAction({ ...definition, path: (p) => `/notes/${p.message}` });
const withQuery = defineAction({ ...definition, query: (p) => ({ call: p.tavusConversationId }) });
const withFixedParts = defineAction({ ...definition, path: () => "/notes", query: () => ({ team: "support" }) });

const SECRET = "c4nary-secret";
const hmac = { type: "hmac", secret: SECRET } as const;
const receiver = "https://support.acme.dev/hooks";
const url = "https://crm.acme.dev";

const known = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));
const make = (action: Action, delivery: ActionDelivery): PostCallAction =>
  new PostCallAction("note", { action, delivery });

/** The tool as the engine would check it: the registered inputs, with secrets unwrapped. */
async function deploy(action: Action, delivery: ActionDelivery) {
  const made = make(action, delivery);
  const toolUrl = await known(made.url);
  await known(made.toolId);
  const [inputs = {}] = tools;
  const problems = checkTool({}, unwrapped(inputs) as JsonObject, {
    allowLocalEndpoints: false,
    isUnknown: (value) => value === UNKNOWN,
  });
  return { url: toolUrl, isSecret: await pulumi.isSecret(made.url), problems };
}

function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (!isObject(value)) return value;
  if ("4dabf18193072939515e22adb298388d" in value) return unwrapped(value["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrapped(item)]));
}

describe("a PostCallAction with hmac", () => {
  it.each<[string, ActionDelivery["auth"]]>([
    ["plain", hmac],
    ["with a secret Output", { type: "hmac", secret: pulumi.secret(SECRET) }],
    ["as a secret Output", pulumi.secret(hmac)],
    ["as a promise", Promise.resolve(hmac)],
    ["whose type is an Output", { type: pulumi.output("hmac" as const), secret: SECRET }],
    ["whose type is a secret Output", { type: pulumi.secret("hmac" as const), secret: SECRET }],
  ])("deploys exactly <receiver>/<action>, which isn't secret: auth %s", async (_what, auth = hmac) => {
    const expected = { url: `${receiver}/log_note`, isSecret: false, problems: [] };
    expect(await deploy(bare, { receiver, auth })).toEqual(expected);
  });

  it("keeps text in a definition that isn't a template", async () => {
    const { url: there, problems } = await deploy(withFixedParts, { url, auth: hmac });
    expect([there, problems]).toEqual([`${url}/notes?team=support`, []]);
  });

  it("ignores a definition's path with a receiver, which has its own path", async () => {
    const { url: there, problems } = await deploy(withPath, { receiver, auth: hmac });
    expect([there, problems]).toEqual([`${receiver}/log_note`, []]);
  });

  it.each<[string, Action, ActionDelivery]>([
    ["body", withBody, { receiver, auth: hmac }],
    ["body", withBody, { url, auth: hmac }],
    ["placeholders in path", withPath, { url, auth: hmac }],
    ["placeholders in query", withQuery, { url, auth: hmac }],
    ["placeholders in query", withQuery, { receiver, auth: hmac }],
  ])("is refused if the definition has a %s", (what, action, delivery) => {
    expect(() => make(action, delivery)).toThrow(
      `PostCallAction note: the action log_note has ${what}, which has no effect with auth type "hmac". ` +
        "Remove it, or use another auth type. " +
        "The envelope that Tavus signs already carries conversation_id and all arguments. (R-34)",
    );
    expect(tools).toEqual([]);
  });

  it.each<[string, Action, ActionDelivery]>([
    ["bodyTemplate", withBody, { receiver, auth: pulumi.output(hmac) as never }],
    ["url", withPath, { url, auth: pulumi.output(hmac) as never }],
    ["url", withQuery, { receiver, auth: pulumi.secret(hmac) as never }],
  ])("is refused by the preview if the auth is an Output: %s", async (field, action, delivery) => {
    const { problems } = await deploy(action, delivery);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^.delivery\\.api\\.${field}. .* \\(R-34\\)$`))]);
  });
});

describe("a PostCallAction with another authentication type", () => {
  it.each<[string, ActionDelivery["auth"] | undefined]>([
    ["none", undefined],
    ["bearer", { type: "bearer", token: pulumi.secret(SECRET) }],
    ["bearer, as a secret Output", pulumi.secret({ type: "bearer" as const, token: SECRET })],
  ])("has the conversation in the query, and the definition's body: %s", async (_what, auth) => {
    const delivery = { receiver, ...(auth && { auth }) } as ActionDelivery;
    expect(await deploy(withBody, delivery)).toEqual({
      url: `${receiver}/log_note?tavus_conversation_id={tavus_conversation_id}`,
      isSecret: false,
      problems: [],
    });
  });
});
