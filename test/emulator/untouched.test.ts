import { describe, expect, it, onTestFinished } from "vitest";
import { type JsonObject, valueAt } from "../../src/contract/index.ts";
import { toWire } from "../../src/contract/wire.ts";
import type { Behavior } from "../../src/emulator.ts";
import { diffTool } from "../../src/provider/tool/diff.ts";
import { guardTool } from "../../src/provider/tool/guard.ts";
import { isUnknown } from "../../src/state-format/unknown.ts";
import { TavusClient } from "../../src/tavus-api/client.ts";
import { deployTool } from "../support/account.ts";
import { fullInCallTool, fullPostCallTool, withApi } from "../support/tools.ts";

type Deployed = Awaited<ReturnType<typeof deployTool>>;

const BASE = fullPostCallTool() as { description: string; parameters: { properties: JsonObject } };
/** The delivery in somebody else's request. */
const deliveryOf = (inputs: JsonObject): JsonObject => ({ delivery: toWire(inputs).wire["delivery"] });
const apiOf = (tool: JsonObject | undefined): JsonObject => valueAt(tool, ["delivery", "api"]) as JsonObject;
const PARAMETERS = BASE.parameters;
/** The action after the program has removed the parameter `message`. */
const withoutMessage = (fields: JsonObject): JsonObject => {
  const { message: _, ...properties } = PARAMETERS.properties;
  return withApi(fields, { parameters: { type: "object", properties, required: ["channel"] } });
};
/** The action without the delivery of `BASE`. */
const delivering = (api: JsonObject): JsonObject => fullPostCallTool({ delivery: { api } });

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
      { auth: { type: "basic", username: "ops", password: "********" } },
    ],
    ["removing the authentication", { auth: { type: "none" } }, { auth: { type: "none" } }],
  ];

  it.each(EDITS)("keeps somebody else's changes: %s", async (_name, edited, kept) => {
    const here = await deployTool(BASE, { behavior });
    await here.edit(deliveryOf(withApi(edited)));
    const url = "https://crm.acme.dev/v2/notes?call={tavus_conversation_id}";
    here.emulator.clearRequests();
    const updated = await here.update(withApi({ url }));
    expect(updated.problems).toEqual([]);
    expect(apiOf(await here.stored())).toMatchObject({ url, ...kept });
    // The state equals the tool at Tavus, and the program has nothing more to do.
    expect(diffTool(updated.outputs, withApi({ url }), isUnknown).changed).toBe(false);
    expect((await here.read(updated.outputs))?.inputs).toEqual((await here.read())?.inputs);
    // The next change of the program is again only that change.
    const next = await here.update(withApi({ url: "https://crm.acme.dev/v3" }), updated.outputs);
    expect(apiOf(await here.stored())).toMatchObject({ url: "https://crm.acme.dev/v3", ...kept });
    expect(next.problems).toEqual([]);
  });

  it("sets the program's changes, even if somebody else changed the same", async () => {
    const here = await deployTool(BASE, { behavior });
    await here.edit(deliveryOf(withApi({ timeout: 45, method: "PUT" })));
    const updated = await here.update(withApi({ timeout: 50 }));
    expect(apiOf(await here.stored())).toMatchObject({ timeout: 50, method: "PUT" });
    const last = await here.update(withApi({ timeout: 50, method: "PATCH" }), updated.outputs);
    expect(apiOf(await here.stored())).toMatchObject({ timeout: 50, method: "PATCH" });
    expect(diffTool(last.outputs, withApi({ timeout: 50, method: "PATCH" }), isUnknown).changed).toBe(false);
  });
});

describe("an update", () => {
  it("keeps what Tavus has accepted, even if it breaks a rule of the program's client (R-34)", async () => {
    const here = await deployTool();
    const { url, body_template: template } = apiOf(deliveryOf(BASE));
    await here.edit(deliveryOf(withApi({ auth: { type: "hmac", secret: "somebody-elses-secret" } })));
    await here.update(withApi({ timeout: 45 }));
    expect(here.patches()).toMatchObject([
      { delivery: { api: { auth: { type: "hmac" }, timeout: 45, url, body_template: template } } },
    ]);
  });

  it("sends one more GET if it sends the delivery, and none otherwise", async () => {
    const { emulator, update } = await deployTool();
    emulator.clearRequests();
    await update({ ...BASE, description: "Another." });
    expect(emulator.requests.map(({ method }) => method)).toEqual(["PATCH"]);
    emulator.clearRequests();
    await update(withApi({ timeout: 21 }));
    expect(emulator.requests.map(({ method }) => method)).toEqual(["GET", "PATCH"]);
  });

  it("keeps each header that the program didn't change", async () => {
    const here = await deployTool();
    await here.edit(deliveryOf(withApi({ headers: { "x-team": "support", "X-Ops": "1" } })));
    const updated = await here.update(withApi({ headers: { "X-Team": "billing" } }));
    expect(apiOf(await here.stored())["headers"]).toEqual({ "X-Team": "billing", "X-Ops": "1" });
    const gone = await here.update(withApi({ headers: undefined }), updated.outputs);
    expect(apiOf(await here.stored())["headers"]).toEqual({ "X-Ops": "1" });
    expect(valueAt(gone.outputs, ["delivery", "api", "headers"])).toEqual({ "X-Ops": "1" });
  });

  it("keeps each member of the body that the program didn't change", async () => {
    const here = await deployTool();
    const byHand = { channel: "#ops", text: "{message}", meta: { by: "ops" } };
    await here.edit(deliveryOf(withApi({ bodyTemplate: byHand })));
    await here.update(withApi({ bodyTemplate: { channel: "{channel}", text: "New: {message}" } }));
    expect(apiOf(await here.stored())["body_template"]).toEqual({ ...byHand, text: "New: {message}" });
  });

  it("never sends the mask, and keeps a secret that somebody else rotated (K-12, K-13)", async () => {
    const here = await deployTool();
    await here.edit(deliveryOf(withApi({ auth: { type: "bearer", token: "r0tated" } })));
    const updated = await here.update(withApi({ timeout: 33 }));
    expect(here.patches()).toMatchObject([{ delivery: { api: { timeout: 33, auth: { type: "bearer" } } } }]);
    expect(JSON.stringify(here.patches())).not.toMatch(/token|\*{8}/);
    expect(valueAt(updated.outputs, ["delivery", "api", "auth", "token"])).toBe("t0p-secret-token");
    expect(apiOf(await here.stored())).toMatchObject({ timeout: 33, auth: { type: "bearer", token: "********" } });
  });

  it("sends the program's secret if it changes, or if the type does", async () => {
    const here = await deployTool(BASE, { behavior: { maskWrites: false } });
    const sent = (): unknown => valueAt(here.patches().at(-1), ["delivery", "api", "auth"]);
    const token = await here.update(withApi({ auth: { type: "bearer", token: "n3w" } }));
    expect(sent()).toEqual({ type: "bearer", token: "n3w" });
    await here.update(withApi({ auth: { type: "hmac", secret: "s3cret" } }), token.outputs);
    expect(sent()).toEqual({ type: "hmac", secret: "s3cret" });
  });

  it("changes the channel as a whole", async () => {
    const inCall = fullInCallTool({ delivery: { api: { url: "https://crm.acme.dev/n", timeout: 5 } } });
    const here = await deployTool(inCall);
    const message = await here.update(fullInCallTool());
    expect((await here.stored())["delivery"]).toEqual({ app_message: true });
    await here.update(inCall, message.outputs);
    expect(apiOf(await here.stored())).toEqual({ url: "https://crm.acme.dev/n", timeout: 5, auth: { type: "none" } });
  });

  it("reports that the tool is gone", async () => {
    for (const deletedTool of ["400", "200"] as const) {
      const here = await deployTool(BASE, { behavior: { deletedTool } });
      await here.client.deleteTool(here.id);
      await expect(here.update(withApi({ timeout: 1 }))).rejects.toThrow("no longer exists");
    }
  });
});

describe("the guard", () => {
  const guard = ({ settings, id, outputs }: Deployed, news?: JsonObject, ignoreChanges: string[] = []) => {
    const client = new TavusClient(settings);
    onTestFinished(() => client.close());
    return guardTool(client, id, outputs, news, ignoreChanges);
  };

  it("distinguishes overwritten changes from those that an update keeps", async () => {
    const here = await deployTool();
    await here.edit({ description: "By hand.", ...deliveryOf(withApi({ timeout: 45 })) });
    const both = /: description was .*, is "By hand\."; delivery\.api\.timeout was 20, is 45\.$/;
    const left = await guard(here, withApi({ method: "PUT" }));
    expect(left).toEqual({ text: expect.stringMatching(both), isLost: false });
    const lost = await guard(here, withApi({ timeout: 50 }));
    expect(lost).toEqual({ text: expect.stringMatching(/: delivery\.api\.timeout was 20, is 45\.$/), isLost: true });
    expect(await guard(here)).toEqual({ text: expect.stringMatching(both), isLost: true });
  });

  it("counts a parameter as lost only if the update sends the program's parameters unchanged", async () => {
    const here = await deployTool();
    const withNote = (description: string): JsonObject => {
      const note = { type: "string", description: "A note." };
      return { ...BASE, description, parameters: { ...PARAMETERS, properties: { ...PARAMETERS.properties, note } } };
    };
    const byHand = { ...PARAMETERS.properties, message: { type: "string", description: "By hand." } };
    await here.edit({ parameters: { ...PARAMETERS, properties: byHand } });
    expect(await guard(here, withNote("d"))).toMatchObject({ isLost: true });
    // With a delivery, the update reads the tool first and keeps what it finds.
    const merged = { ...withNote("d"), delivery: withApi({ timeout: 50 })["delivery"] };
    expect(await guard(here, merged)).toMatchObject({ isLost: false });
    await here.update(merged);
    expect(valueAt(await here.stored(), ["parameters", "properties", "message", "description"])).toBe("By hand.");
  });

  it("counts changes as lost if an update repeats them after a failure", async () => {
    const here = await deployTool();
    await here.edit({ description: "By hand." });
    expect(await guard(here, BASE)).toMatchObject({ isLost: true });
    await here.update(BASE);
    expect((await here.stored())["description"]).toBe(BASE.description);
  });

  it("counts changes as lost if they conflict with the program's change", async () => {
    const here = await deployTool();
    await here.edit(deliveryOf(withApi({ timeout: 45, bodyTemplate: { text: "{message}!" } })));
    const lost = await guard(here, withoutMessage({ bodyTemplate: { channel: "{channel}" } }));
    expect(lost).toEqual({ text: expect.stringMatching(/: delivery\.api\.bodyTemplate\S* \(.*\)\.$/), isLost: true });
  });

  it("ignores properties that the program ignores", async () => {
    const here = await deployTool();
    const byHand = withApi({ timeout: 45, headers: { "X-Team": "ops" } });
    await here.edit({ description: "By hand.", ...deliveryOf(byHand) });
    const all = ["description", "delivery.api.timeout", 'delivery.api.headers["X-Team"]'];
    expect(await guard(here, withApi({ method: "PUT" }), all)).toBeUndefined();
    expect(await guard(here, undefined, all)).toBeUndefined();
    const some = await guard(here, withApi({ method: "PUT" }), all.slice(1));
    expect(some?.text).toMatch(/: description was .*, is "By hand\."\.$/);
  });

  it("counts a change that an earlier update kept, once the program changes it", async () => {
    const here = await deployTool();
    await here.edit(deliveryOf(withApi({ timeout: 45 })));
    const updated = await here.update(withApi({ method: "PUT" }));
    const next = await guard({ ...here, outputs: updated.outputs }, withApi({ method: "PUT", timeout: 50 }));
    expect(next).toEqual({ text: expect.stringContaining("delivery.api.timeout is 45."), isLost: true });
  });
});

describe("somebody's change that conflicts with the program's change", () => {
  const bodyOf = ({ patches }: Deployed): JsonObject => apiOf(patches().at(-1));
  const said = { bodyTemplate: { channel: "{channel}" } };
  const auth = { type: "bearer", token: "t0ken-of-the-test" };

  it.each<[string, JsonObject, string]>([
    ["the body", { bodyTemplate: { text: "By hand: {message}" } }, "body_template"],
    ["the URL", { url: "https://crm.acme.dev/{message}" }, "url"],
    ["a query parameter", { queryParams: { source: "{message}" } }, "query_params"],
  ])("becomes the program's: %s with a parameter that it removes (T-25)", async (_what, byHand, field) => {
    const here = await deployTool(withApi(said));
    await here.edit(deliveryOf(withApi({ ...said, timeout: 45, ...byHand })));
    // A program that removes a parameter and changes the delivery, so that all of it is sent.
    const next = withoutMessage({ ...said, method: "PUT" });
    const updated = await here.update(next);
    expect(bodyOf(here)[field]).toEqual(apiOf(toWire(next).wire)[field]);
    expect(bodyOf(here)).toMatchObject({ method: "PUT", timeout: 45 });
    expect(diffTool(updated.outputs, next, isUnknown).changed).toBe(false);
    expect((await here.read(updated.outputs))?.inputs["delivery"]).toEqual(updated.outputs["delivery"]);
  });

  it("becomes the program's: hmac, once the program's URL has a placeholder (R-34)", async () => {
    const bare = { url: "https://crm.acme.dev/n", auth };
    const here = await deployTool(delivering(bare));
    const hmac = { type: "hmac", secret: "secret-of-the-console" };
    await here.edit(deliveryOf(delivering({ ...bare, timeout: 45, auth: hmac })));
    const url = "https://crm.acme.dev/{tavus_conversation_id}";
    await here.update(delivering({ ...bare, url }));
    expect(bodyOf(here)).toMatchObject({ url, timeout: 45, auth });
  });

  it("becomes the program's: a header that the program's authentication sets (D-14)", async () => {
    const open = { auth: { type: "none" }, headers: { "X-Team": "support" } };
    const here = await deployTool(withApi(open));
    const headers = { "X-Team": "support", "X-Ops": "1", Authorization: "By hand" };
    await here.edit(deliveryOf(withApi({ ...open, headers })));
    await here.update(withApi({ ...open, auth }));
    expect(bodyOf(here)["headers"]).toEqual({ "X-Team": "support", "X-Ops": "1" });
    expect(bodyOf(here)["auth"]).toEqual(auth);
  });

  it("becomes the program's: parameters without one that the program's new URL names (T-25)", async () => {
    const here = await deployTool(withApi(said));
    await here.edit({ parameters: toWire(withoutMessage(said)).wire["parameters"] });
    const url = "https://crm.acme.dev/{message}";
    await here.update(withApi({ ...said, url }));
    expect(here.patches().at(-1)).toMatchObject({ parameters: PARAMETERS, delivery: { api: { url } } });
  });
});

describe("a field that somebody added", () => {
  it("stays in the state through an update of another field, so that a later value of the program is a change", async () => {
    const without = (more: JsonObject, description = "First."): JsonObject => {
      const { timeout: _, ...rest } = apiOf(BASE);
      return { ...BASE, description, delivery: { api: { ...rest, ...more } } };
    };
    const { edit, stored, update } = await deployTool(without({}));
    await edit(deliveryOf(without({ timeout: 25 })));
    const url = "https://crm.acme.dev/moved";
    const moved = await update(without({ url }));
    expect(apiOf(moved.outputs)["timeout"]).toBe(25);
    const described = await update(without({ url }, "Second."), moved.outputs);
    expect(apiOf(described.outputs)["timeout"]).toBe(25);
    const explicit = without({ url, timeout: 10 }, "Second.");
    expect(diffTool(described.outputs, explicit, isUnknown).changed).toBe(true);
    await update(explicit, described.outputs);
    expect(apiOf(await stored())["timeout"]).toBe(10);
  });

  const BARE = { url: "https://crm.acme.dev/n", auth: { type: "bearer", token: "token-of-the-test" } };
  it.each<[string, JsonObject, string[]]>([
    ["hmac", { auth: { type: "hmac", secret: "secret-of-the-test" } }, ["body_template", "query_params"]],
    ["a method without a body", { method: "GET" }, ["body_template"]],
  ])("isn't sent along if it has no effect: with %s (R-34, D-21)", async (_what, change, dropped) => {
    const { edit, update, patches } = await deployTool(delivering(BARE));
    const added = { bodyTemplate: { text: "{message}" }, queryParams: { a: "1" } };
    await edit(deliveryOf(delivering({ ...BARE, ...added })));
    await update(delivering({ ...BARE, ...change }));
    for (const field of dropped) expect(apiOf(patches().at(-1))).not.toHaveProperty(field);
  });
});
