import { describe, expect, it } from "vitest";
import { reversed } from "../../../test/support/edits.ts";
import { fc } from "../../../test/support/random.ts";
import { fullInCallTool, fullPostCallTool, validTool } from "../../../test/support/tools.ts";
import type { JsonObject } from "../../contract/index.ts";
import { compare } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { isUnknown, UNKNOWN } from "../../state-format/unknown.ts";
import { diffTool } from "./diff.ts";

const diff = (olds: JsonObject, news: JsonObject) => diffTool(olds, news, isUnknown);
const changedFields = (olds: JsonObject, news: JsonObject) =>
  compare(Definition.said(olds), Definition.said(news), olds["__normalized"]).fields;
const withApi = (fields: JsonObject): JsonObject =>
  fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/n", ...fields } } });

describe("diffTool", () => {
  it("sees no change between a definition and itself, in any key order", () => {
    fc.assert(
      fc.property(validTool, (tool) => {
        expect(diff(tool, structuredClone(tool))).toEqual({ changed: false, replaces: [] });
        expect(diff(tool, reversed(tool))).toEqual({ changed: false, replaces: [] });
      }),
    );
  });

  it("sees every edit of a single value in any definition", () => {
    fc.assert(
      fc.property(validTool, fc.nat(), (tool, at) => {
        const edits = [...singleEdits(tool)];
        const edited = edits[at % edits.length];
        expect(diff(tool, edited as JsonObject).changed, JSON.stringify(edited)).toBe(true);
      }),
    );
  });

  it.each<[string, JsonObject, JsonObject]>([
    ["the default method", withApi({}), withApi({ method: "POST" })],
    ["the default timeout", withApi({}), withApi({ timeout: 10 })],
    ["the default content type", withApi({}), withApi({ contentType: "application/json" })],
    ["no authentication", withApi({}), withApi({ auth: { type: "none" } })],
    [
      "the default location of a key",
      withApi({ auth: { type: "api_key", name: "k", value: "v" } }),
      withApi({ auth: { type: "api_key", name: "k", value: "v", location: "header" } }),
    ],
    ["header-name case", withApi({ headers: { "X-Team": "a" } }), withApi({ headers: { "x-team": "a" } })],
    ["no headers", withApi({}), withApi({ headers: {}, queryParams: {} })],
    ["nulls", withApi({}), withApi({ timeout: null, bodyTemplate: null, headers: null, auth: null })],
    ["equivalent numbers", withApi({ timeout: 20 }), withApi({ timeout: 2e1 })],
    ["a host in capitals", withApi({ url: "https://CRM.acme.dev/n" }), withApi({})],
    [
      "a false app_message next to api",
      fullPostCallTool({ delivery: { api: { url: "https://a.acme.dev" } } }),
      fullPostCallTool({ delivery: { appMessage: false, api: { url: "https://a.acme.dev" } } }),
    ],
    [
      "the defaults of a live tool",
      { name: "a", description: "b" },
      {
        name: "a",
        description: "b",
        triggerType: "in_call",
        origin: "llm",
        onCall: "generate_filler",
        onResolve: "fire_and_forget",
        parameters: {},
        delivery: { appMessage: true },
      },
    ],
    [
      "an empty list of required parameters",
      fullPostCallTool({ parameters: { type: "object", properties: {} } }),
      fullPostCallTool({ parameters: { type: "object", properties: {}, required: [] } }),
    ],
    [
      "the order of required parameters",
      fullPostCallTool(),
      fullPostCallTool({
        parameters: { ...(fullPostCallTool()["parameters"] as JsonObject), required: ["message", "channel"] },
      }),
    ],
    ["adopt", fullPostCallTool(), fullPostCallTool({ adopt: true })],
    [
      "our own outputs",
      fullPostCallTool({ toolId: "t1", updatedAt: "2026-01-01", __provider: "x", __normalized: {} }),
      fullPostCallTool(),
    ],
  ])("treats %s as no change", (_what, a, b) => {
    expect(diff(a, b)).toEqual({ changed: false, replaces: [] });
    expect(diff(b, a)).toEqual({ changed: false, replaces: [] });
  });

  it("sees a changed secret", () => {
    const token = (value: string): JsonObject => withApi({ auth: { type: "bearer", token: value } });
    expect(diff(token("a"), token("b")).changed).toBe(true);
    // A secret that the state doesn't know, for example after an import, is sent when the program sets it.
    expect(diff(token("********"), token("b")).changed).toBe(true);
    expect(diff(token("********"), token("********")).changed).toBe(false);
  });

  it("sees a changed secretVersion, which sends the secrets again, in any spelling", () => {
    const version = (value?: unknown): JsonObject => fullPostCallTool({ secretVersion: value });
    for (const [a, b] of [
      [undefined, 1],
      [1, 2],
      ["2026-01", "2026-02"],
      [1, UNKNOWN],
    ]) {
      expect(diff(version(a), version(b))).toEqual({ changed: true, replaces: [] });
      expect(diff(version(b), version(a)).changed).toBe(true);
    }
    for (const [a, b] of [
      [2, "2"],
      [null, undefined],
    ])
      expect(diff(version(a), version(b)).changed).toBe(false);
  });

  it("replaces if trigger or origin change, and updates for all other changes", () => {
    expect(diff(fullInCallTool(), fullPostCallTool()).replaces).toEqual(["triggerType"]);
    expect(diff(fullPostCallTool(), fullInCallTool()).replaces).toEqual(["triggerType"]);
    expect(diff({ name: "a", description: "b" }, { name: "a", description: "b", origin: "vision" }).replaces).toEqual([
      "origin",
    ]);
    expect(diff(fullPostCallTool(), fullPostCallTool({ name: "another" }))).toEqual({ changed: true, replaces: [] });
  });

  it("treats a value that isn't known yet as a change, but not as a replacement", () => {
    expect(diff(fullPostCallTool(), fullPostCallTool({ description: UNKNOWN }))).toEqual({
      changed: true,
      replaces: [],
    });
    expect(diff(fullPostCallTool(), fullPostCallTool({ delivery: UNKNOWN })).changed).toBe(true);
    expect(diff(fullInCallTool(), fullInCallTool({ origin: UNKNOWN })).replaces).toEqual([]);
    // An unknown trigger leaves open whether there is an origin. If the trigger is known, a change of the origin counts.
    const { origin: _, ...without } = fullInCallTool({ origin: "vision" });
    expect(diff(fullInCallTool({ origin: "vision" }), { ...without, triggerType: UNKNOWN }).replaces).toEqual([]);
    expect(diff(fullInCallTool({ origin: "vision" }), without).replaces).toEqual(["origin"]);
    // A value that wasn't known before doesn't count as the same.
    expect(diff(fullPostCallTool({ description: UNKNOWN }), fullPostCallTool({ description: UNKNOWN }))).toEqual({
      changed: true,
      replaces: [],
    });
  });

  it("treats another spelling as a change if the server changes the spelling of a field (U-9)", () => {
    const normalized = (fields: JsonObject, field = "delivery.api.timeout"): JsonObject => ({
      ...withApi(fields),
      __normalized: { [field]: "0123456789abcdef" },
    });
    expect(diff(normalized({}), withApi({})).changed).toBe(false);
    expect(diff(normalized({}), withApi({ timeout: 10 }))).toEqual({ changed: true, replaces: [] });
    expect(diff(normalized({ timeout: 10 }), withApi({})).changed).toBe(true);
    expect(diff(normalized({}, "delivery.api.method"), withApi({ timeout: 10 })).changed).toBe(false);
    expect(changedFields(normalized({}), withApi({ timeout: 10 }))).toEqual([["delivery", "api", "timeout"]]);
    // The field is reported once, even if its meaning also differs or other fields change.
    expect(changedFields(normalized({}), withApi({ timeout: 20 }))).toEqual([["delivery", "api", "timeout"]]);
    expect(changedFields(normalized({}), withApi({ timeout: 10, method: "PUT" }))).toEqual([
      ["delivery", "api", "method"],
      ["delivery", "api", "timeout"],
    ]);
    expect(changedFields({ ...withApi({}), __normalized: "odd" }, withApi({ timeout: 10 }))).toEqual([]);
  });
});

/** One definition for each leaf, in which that leaf is changed. The list of required names is left out, because its members depend on each other. */
function* singleEdits(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    yield [...value, "added"];
    for (const [i, item] of value.entries()) for (const edited of singleEdits(item)) yield value.with(i, edited);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value))
      for (const edited of singleEdits(item)) yield { ...value, [key]: edited };
  } else if (typeof value === "string") yield `${value}x`;
  else if (typeof value === "number") yield value + 1;
  else if (typeof value === "boolean") yield !value;
  else yield "was null";
}
