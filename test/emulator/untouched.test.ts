import { describe, expect, it, onTestFinished } from "vitest";
import { type JsonObject, valueAt } from "../../src/contract/index.ts";
import { toWire } from "../../src/contract/wire.ts";
import type { Behavior } from "../../src/emulator.ts";
import { diffTool } from "../../src/provider/tool/diff.ts";
import { guardTool } from "../../src/provider/tool/guard.ts";
import { createTool, readTool, updateTool } from "../../src/provider/tool/lifecycle.ts";
import { isUnknown } from "../../src/state-format/unknown.ts";
import { TavusClient } from "../../src/tavus-api/client.ts";
import { startAccount } from "../support/account.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";

/** An account, and the bodies of all PATCHes of the client. */
async function setUp(behavior: Partial<Behavior> = {}) {
  const account = await startAccount({ behavior });
  const patches = (): JsonObject[] => account.writes.filter(({ method }) => method === "PATCH").map(({ body }) => body);
  return { ...account, patches };
}
type Setting = Awaited<ReturnType<typeof setUp>>;

const BASE = fullPostCallTool() as {
  description: string;
  parameters: { properties: JsonObject };
  delivery: { api: JsonObject };
};
/** The full action with other fields of `delivery.api`. */
const withApi = (api: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...BASE,
  ...more,
  delivery: { api: { ...BASE.delivery.api, ...api } },
});
/** The same in somebody else's request. */
const wireDelivery = (inputs: JsonObject): JsonObject => toWire(inputs).wire["delivery"] as JsonObject;
const api = (tool: JsonObject): JsonObject => valueAt(tool, ["delivery", "api"]) as JsonObject;
const PARAMETERS = BASE.parameters;
/** The action after the program has removed the parameter `message`. */
const withoutMessage = (fields: JsonObject): JsonObject => {
  const { message: _, ...properties } = PARAMETERS.properties;
  return withApi(fields, { parameters: { type: "object", properties, required: ["channel"] } });
};
const methods = ({ emulator }: Setting): string[] => emulator.requests.map(({ method }) => method);

const BEHAVIORS: [string, Partial<Behavior>][] = [
  ["as assumed", {}],
  ["with defaults filled in", { fillApiDefaults: { timeout: 30 } }],
  ["with URLs rewritten", { normalizeUrl: true, headerCase: "lower" }],
  ["that answers 304 to what changes nothing", { unchangedPatch: "304" }],
  ["that shows secrets after a write", { maskWrites: false }],
  ["that leaves app_message out", { echoAppMessage: false }],
];

describe.each(BEHAVIORS)("an update of the delivery, on a server %s", (_what, behavior) => {
  const EDITS: [string, JsonObject, JsonObject][] = [
    ["the timeout", { timeout: 45 }, { timeout: 45 }],
    ["the method", { method: "PUT" }, { method: "PUT" }],
    ["the content type", { contentType: "text/plain" }, { content_type: "text/plain" }],
    ["a query parameter", { queryParams: { source: "ops" } }, { query_params: { source: "ops" } }],
    [
      "an additional query parameter",
      { queryParams: { source: "tavus", x: "1" } },
      { query_params: { source: "tavus", x: "1" } },
    ],
    ["the body", { bodyTemplate: { text: "{message}!" } }, { body_template: { text: "{message}!" } }],
    [
      "the authentication's type",
      { auth: { type: "basic", username: "ops", password: "p" } },
      {
        auth: { type: "basic", username: "ops", password: "********" },
      },
    ],
    ["removing the authentication", { auth: { type: "none" } }, { auth: { type: "none" } }],
  ];

  it.each(EDITS)("keeps somebody else's changes: %s", async (_name, edited, kept) => {
    const here = await setUp(behavior);
    const { id, outputs } = await createTool(here.client, BASE);
    await here.edit(id, { delivery: wireDelivery(withApi(edited)) });
    const url = "https://crm.acme.dev/v2/notes?call={tavus_conversation_id}";
    here.emulator.clearRequests();
    const updated = await updateTool(here.client, id, outputs, withApi({ url }));
    expect(updated.problems).toEqual([]);
    expect(api(await here.stored(id))).toMatchObject({ url, ...kept });
    // The state equals the tool at Tavus, and the program has nothing more to do.
    expect(diffTool(updated.outputs, withApi({ url }), isUnknown).changed).toBe(false);
    expect((await readTool(here.client, id, updated.outputs))?.inputs).toEqual({
      ...(await readTool(here.client, id, outputs))?.inputs,
    });
    // The next change of the program is again only that change.
    const next = await updateTool(here.client, id, updated.outputs, withApi({ url: "https://crm.acme.dev/v3" }));
    expect(api(await here.stored(id))).toMatchObject({ url: "https://crm.acme.dev/v3", ...kept });
    expect(next.problems).toEqual([]);
  });

  it("sets the program's changes, even if somebody else changed the same", async () => {
    const here = await setUp(behavior);
    const { id, outputs } = await createTool(here.client, BASE);
    await here.edit(id, { delivery: wireDelivery(withApi({ timeout: 45, method: "PUT" })) });
    const updated = await updateTool(here.client, id, outputs, withApi({ timeout: 50 }));
    expect(api(await here.stored(id))).toMatchObject({ timeout: 50, method: "PUT" });
    const last = await updateTool(here.client, id, updated.outputs, withApi({ timeout: 50, method: "PATCH" }));
    expect(api(await here.stored(id))).toMatchObject({ timeout: 50, method: "PATCH" });
    expect(diffTool(last.outputs, withApi({ timeout: 50, method: "PATCH" }), isUnknown).changed).toBe(false);
  });
});

describe("an update", () => {
  it("keeps what Tavus has accepted, even if it breaks a rule of the program's client (R-34)", async () => {
    const here = await setUp();
    const { id, outputs } = await createTool(here.client, withApi({}));
    const { url, body_template: template } = (wireDelivery(withApi({})) as { api: JsonObject }).api;
    const signed = { type: "hmac", secret: "somebody-elses-secret" };
    await here.edit(id, { delivery: wireDelivery(withApi({ auth: signed })) });
    await updateTool(here.client, id, outputs, withApi({ timeout: 45 }));
    expect(here.patches()).toMatchObject([
      { delivery: { api: { auth: { type: "hmac" }, timeout: 45, url, body_template: template } } },
    ]);
  });

  it("sends one more GET if it sends the delivery, and none otherwise", async () => {
    const here = await setUp();
    const { id, outputs } = await createTool(here.client, BASE);
    here.emulator.clearRequests();
    await updateTool(here.client, id, outputs, { ...BASE, description: "Another." });
    expect(methods(here)).toEqual(["PATCH"]);
    here.emulator.clearRequests();
    await updateTool(here.client, id, outputs, withApi({ timeout: 21 }));
    expect(methods(here)).toEqual(["GET", "PATCH"]);
  });

  it("keeps each header that the program didn't change", async () => {
    const here = await setUp();
    const news = withApi({ headers: { "X-Team": "billing" } });
    const { id, outputs } = await createTool(here.client, BASE);
    await here.edit(id, { delivery: wireDelivery(withApi({ headers: { "x-team": "support", "X-Ops": "1" } })) });
    const updated = await updateTool(here.client, id, outputs, news);
    expect(api(await here.stored(id))["headers"]).toEqual({ "X-Team": "billing", "X-Ops": "1" });
    const gone = await updateTool(here.client, id, updated.outputs, withApi({ headers: undefined }));
    expect(api(await here.stored(id))["headers"]).toEqual({ "X-Ops": "1" });
    expect(valueAt(gone.outputs, ["delivery", "api", "headers"])).toEqual({ "X-Ops": "1" });
  });

  it("keeps each member of the body that the program didn't change", async () => {
    const here = await setUp();
    const { id, outputs } = await createTool(here.client, BASE);
    const byHand = { channel: "#ops", text: "{message}", meta: { by: "ops" } };
    await here.edit(id, { delivery: wireDelivery(withApi({ bodyTemplate: byHand })) });
    await updateTool(
      here.client,
      id,
      outputs,
      withApi({ bodyTemplate: { channel: "{channel}", text: "New: {message}" } }),
    );
    expect(api(await here.stored(id))["body_template"]).toEqual({ ...byHand, text: "New: {message}" });
  });

  it("never sends the mask, and keeps a secret that somebody else rotated (K-12, K-13)", async () => {
    const here = await setUp();
    const { id, outputs } = await createTool(here.client, BASE);
    await here.edit(id, { delivery: wireDelivery(withApi({ auth: { type: "bearer", token: "r0tated" } })) });
    const updated = await updateTool(here.client, id, outputs, withApi({ timeout: 33 }));
    expect(here.patches()).toMatchObject([{ delivery: { api: { timeout: 33, auth: { type: "bearer" } } } }]);
    expect(JSON.stringify(here.patches())).not.toMatch(/token|\*{8}/);
    expect(valueAt(updated.outputs, ["delivery", "api", "auth", "token"])).toBe("t0p-secret-token");
    expect(api(await here.stored(id))).toMatchObject({ timeout: 33, auth: { type: "bearer", token: "********" } });
  });

  it("sends the program's secret if it changes, or if the type does", async () => {
    const here = await setUp({ maskWrites: false });
    const { id, outputs } = await createTool(here.client, BASE);
    const sent = (): unknown => valueAt(here.patches().at(-1), ["delivery", "api", "auth"]);
    const token = await updateTool(here.client, id, outputs, withApi({ auth: { type: "bearer", token: "n3w" } }));
    expect(sent()).toEqual({ type: "bearer", token: "n3w" });
    await updateTool(here.client, id, token.outputs, withApi({ auth: { type: "hmac", secret: "s3cret" } }));
    expect(sent()).toEqual({ type: "hmac", secret: "s3cret" });
  });

  it("changes the channel as a whole", async () => {
    const here = await setUp();
    const inCall = fullInCallTool({ delivery: { api: { url: "https://crm.acme.dev/n", timeout: 5 } } });
    const { id, outputs } = await createTool(here.client, inCall);
    const message = await updateTool(here.client, id, outputs, fullInCallTool());
    expect((await here.stored(id))["delivery"]).toEqual({ app_message: true });
    await updateTool(here.client, id, message.outputs, inCall);
    expect(api(await here.stored(id))).toEqual({ url: "https://crm.acme.dev/n", timeout: 5, auth: { type: "none" } });
  });

  it("reports that the tool is gone", async () => {
    for (const deletedTool of ["400", "200"] as const) {
      const here = await setUp({ deletedTool });
      const { id, outputs } = await createTool(here.client, BASE);
      await here.client.deleteTool(id);
      await expect(updateTool(here.client, id, outputs, withApi({ timeout: 1 }))).rejects.toThrow("no longer exists");
    }
  });
});

describe("the guard", () => {
  const guard = (here: Setting, id: string, state: JsonObject, news?: JsonObject, ignoreChanges: string[] = []) => {
    const client = new TavusClient(here.settings);
    onTestFinished(() => client.close());
    return guardTool(client, id, state, news, ignoreChanges);
  };

  it("distinguishes overwritten changes from those that an update keeps", async () => {
    const here = await setUp();
    const { id, outputs } = await createTool(here.client, BASE);
    await here.edit(id, { description: "By hand.", delivery: wireDelivery(withApi({ timeout: 45 })) });
    const both = /: description was .*, is "By hand\."; delivery\.api\.timeout was 20, is 45\.$/;
    const left = await guard(here, id, outputs, withApi({ method: "PUT" }));
    expect(left).toEqual({ text: expect.stringMatching(both), isLost: false });
    const lost = await guard(here, id, outputs, withApi({ timeout: 50 }));
    expect(lost).toEqual({ text: expect.stringMatching(/: delivery\.api\.timeout was 20, is 45\.$/), isLost: true });
    expect(await guard(here, id, outputs)).toEqual({ text: expect.stringMatching(both), isLost: true });
  });

  it("counts a parameter as lost only if the update sends the program's parameters unchanged", async () => {
    const here = await setUp();
    const { id, outputs } = await createTool(here.client, BASE);
    const withNote = (description: string): JsonObject => {
      const note = { type: "string", description: "A note." };
      return { ...BASE, description, parameters: { ...PARAMETERS, properties: { ...PARAMETERS.properties, note } } };
    };
    const byHand = { ...PARAMETERS.properties, message: { type: "string", description: "By hand." } };
    await here.edit(id, { parameters: { ...PARAMETERS, properties: byHand } });
    expect(await guard(here, id, outputs, withNote("d"))).toMatchObject({ isLost: true });
    // With a delivery, the update reads the tool first and keeps what it finds.
    const merged = { ...withNote("d"), delivery: withApi({ timeout: 50 })["delivery"] };
    expect(await guard(here, id, outputs, merged)).toMatchObject({ isLost: false });
    await updateTool(here.client, id, outputs, merged);
    expect(valueAt(await here.stored(id), ["parameters", "properties", "message", "description"])).toBe("By hand.");
  });

  it("counts changes as lost if an update repeats them after a failure", async () => {
    const here = await setUp();
    const { id, outputs } = await createTool(here.client, BASE);
    await here.edit(id, { description: "By hand." });
    expect(await guard(here, id, outputs, BASE)).toMatchObject({ isLost: true });
    await updateTool(here.client, id, outputs, BASE);
    expect((await here.stored(id))["description"]).toBe(BASE.description);
  });

  it("counts changes as lost if they conflict with the program's change", async () => {
    const here = await setUp();
    const { id, outputs } = await createTool(here.client, BASE);
    await here.edit(id, { delivery: wireDelivery(withApi({ timeout: 45, bodyTemplate: { text: "{message}!" } })) });
    const lost = await guard(here, id, outputs, withoutMessage({ bodyTemplate: { channel: "{channel}" } }));
    expect(lost).toEqual({ text: expect.stringMatching(/: delivery\.api\.bodyTemplate\S* \(.*\)\.$/), isLost: true });
  });

  it("ignores properties that the program ignores", async () => {
    const here = await setUp();
    const { id, outputs } = await createTool(here.client, BASE);
    const byHand = withApi({ timeout: 45, headers: { "X-Team": "ops" } });
    await here.edit(id, { description: "By hand.", delivery: wireDelivery(byHand) });
    const all = ["description", "delivery.api.timeout", 'delivery.api.headers["X-Team"]'];
    expect(await guard(here, id, outputs, withApi({ method: "PUT" }), all)).toBeUndefined();
    expect(await guard(here, id, outputs, undefined, all)).toBeUndefined();
    const some = await guard(here, id, outputs, withApi({ method: "PUT" }), all.slice(1));
    expect(some?.text).toMatch(/: description was .*, is "By hand\."\.$/);
  });

  it("counts a change that an earlier update kept, once the program changes it", async () => {
    const here = await setUp();
    const { id, outputs } = await createTool(here.client, BASE);
    await here.edit(id, { delivery: wireDelivery(withApi({ timeout: 45 })) });
    const updated = await updateTool(here.client, id, outputs, withApi({ method: "PUT" }));
    const next = await guard(here, id, updated.outputs, withApi({ method: "PUT", timeout: 50 }));
    expect(next).toEqual({ text: expect.stringContaining("delivery.api.timeout is 45."), isLost: true });
  });
});

describe("somebody's change that conflicts with the program's change", () => {
  const bodyOf = (here: Setting): JsonObject => valueAt(here.patches().at(-1), ["delivery", "api"]) as JsonObject;
  const hmac = { type: "hmac", secret: "secret-of-the-console" };

  it.each<[string, JsonObject, string]>([
    ["the body", { bodyTemplate: { text: "By hand: {message}" } }, "body_template"],
    ["the URL", { url: "https://crm.acme.dev/{message}" }, "url"],
    ["a query parameter", { queryParams: { source: "{message}" } }, "query_params"],
  ])("becomes the program's: %s with a parameter that it removes (T-25)", async (_what, byHand, field) => {
    const here = await setUp();
    const said = { bodyTemplate: { channel: "{channel}" } };
    const { id, outputs } = await createTool(here.client, withApi(said));
    await here.edit(id, { delivery: wireDelivery(withApi({ ...said, timeout: 45, ...byHand })) });
    const news = withoutMessage(said);
    // A program that removes a parameter and changes the delivery, so that all of it is sent.
    const next = withApi({ ...said, method: "PUT" }, { parameters: news["parameters"] });
    const updated = await updateTool(here.client, id, outputs, next);
    expect(bodyOf(here)[field]).toEqual(api(toWire(next).wire)[field]);
    expect(bodyOf(here)).toMatchObject({ method: "PUT", timeout: 45 });
    expect(diffTool(updated.outputs, next, isUnknown).changed).toBe(false);
    expect((await readTool(here.client, id, updated.outputs))?.inputs["delivery"]).toEqual(updated.outputs["delivery"]);
  });

  it("becomes the program's: hmac, once the program's URL has a placeholder (R-34)", async () => {
    const here = await setUp();
    const { delivery: _, ...rest } = BASE;
    const of = (fields: JsonObject): JsonObject => ({
      ...rest,
      delivery: {
        api: { url: "https://crm.acme.dev/n", auth: { type: "bearer", token: "t0ken-of-the-test" }, ...fields },
      },
    });
    const { id, outputs } = await createTool(here.client, of({}));
    await here.edit(id, { delivery: wireDelivery(of({ timeout: 45, auth: hmac })) });
    const url = "https://crm.acme.dev/{tavus_conversation_id}";
    await updateTool(here.client, id, outputs, of({ url }));
    expect(bodyOf(here)).toMatchObject({ url, timeout: 45, auth: { type: "bearer", token: "t0ken-of-the-test" } });
  });

  it("becomes the program's: a header that the program's authentication sets (D-14)", async () => {
    const here = await setUp();
    const open = { auth: { type: "none" }, headers: { "X-Team": "support" } };
    const { id, outputs } = await createTool(here.client, withApi(open));
    const headers = { "X-Team": "support", "X-Ops": "1", Authorization: "By hand" };
    await here.edit(id, { delivery: wireDelivery(withApi({ ...open, headers })) });
    const auth = { type: "bearer", token: "t0ken-of-the-test" };
    await updateTool(here.client, id, outputs, withApi({ ...open, auth }));
    expect(bodyOf(here)["headers"]).toEqual({ "X-Team": "support", "X-Ops": "1" });
    expect(bodyOf(here)["auth"]).toEqual(auth);
  });

  it("becomes the program's: parameters without one that the program's new URL names (T-25)", async () => {
    const here = await setUp();
    const said = { bodyTemplate: { channel: "{channel}" } };
    const { id, outputs } = await createTool(here.client, withApi(said));
    await here.edit(id, { parameters: toWire(withoutMessage(said)).wire["parameters"] });
    const url = "https://crm.acme.dev/{message}";
    await updateTool(here.client, id, outputs, withApi({ ...said, url }));
    expect(here.patches().at(-1)).toMatchObject({ parameters: PARAMETERS, delivery: { api: { url } } });
  });
});

describe("a field that somebody added", () => {
  it("stays in the state through an update of another field, so that a later value of the program is a change", async () => {
    const { client, edit, stored } = await setUp();
    const without = (more: JsonObject, description = "First."): JsonObject => {
      const { timeout: _, ...rest } = BASE.delivery.api;
      return { ...BASE, description, delivery: { api: { ...rest, ...more } } };
    };
    const { id, outputs } = await createTool(client, without({}));
    await edit(id, { delivery: wireDelivery(without({ timeout: 25 })) });
    const url = "https://crm.acme.dev/moved";
    const moved = await updateTool(client, id, outputs, without({ url }));
    expect(valueAt(moved.outputs, ["delivery", "api", "timeout"])).toBe(25);
    const described = await updateTool(client, id, moved.outputs, without({ url }, "Second."));
    expect(valueAt(described.outputs, ["delivery", "api", "timeout"])).toBe(25);
    const explicit = without({ url, timeout: 10 }, "Second.");
    expect(diffTool(described.outputs, explicit, isUnknown).changed).toBe(true);
    await updateTool(client, id, described.outputs, explicit);
    expect(api(await stored(id))["timeout"]).toBe(10);
  });

  const BARE = { url: "https://crm.acme.dev/n", auth: { type: "bearer", token: "token-of-the-test" } };
  it.each<[string, JsonObject, string[]]>([
    ["hmac", { auth: { type: "hmac", secret: "secret-of-the-test" } }, ["body_template", "query_params"]],
    ["a method without a body", { method: "GET" }, ["body_template"]],
  ])("isn't sent along if it has no effect: with %s (R-34, D-21)", async (_what, change, dropped) => {
    const { client, edit, patches } = await setUp();
    const { delivery: _, ...rest } = BASE;
    const of = (fields: JsonObject): JsonObject => ({ ...rest, delivery: { api: { ...BARE, ...fields } } });
    const { id, outputs } = await createTool(client, of({}));
    await edit(id, { delivery: wireDelivery(of({ bodyTemplate: { text: "{message}" }, queryParams: { a: "1" } })) });
    await updateTool(client, id, outputs, of(change));
    const sent = valueAt(patches().at(-1), ["delivery", "api"]) as JsonObject;
    for (const field of dropped) expect(sent).not.toHaveProperty(field);
  });
});
