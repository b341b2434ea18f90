import { describe, expect, it } from "vitest";
import { differingFields, sameDefinition } from "../../test/support/definitions.ts";
import type { JsonObject } from "../contract/index.ts";
import { toInputs } from "../contract/wire.ts";
import {
  compare,
  compareThree,
  differingSides,
  keepNormalization,
  normalizationOf as normalizationOfDefinitions,
} from "./compare.ts";
import { Definition } from "./definition.ts";

const normalizationOf = (sent: JsonObject, answer: JsonObject) =>
  normalizationOfDefinitions(Definition.sent(sent), Definition.found(answer));
const driftedFields = (applied: JsonObject, found: JsonObject, normalized: unknown) =>
  compare(Definition.sent(applied), Definition.found(found), normalized).fields;

const tool = (api: object, description = "d") => ({
  name: "n",
  description,
  delivery: { api: { url: "https://crm.acme.dev/n", ...api } },
});
const DIGEST = /^[0-9a-f]{16}$/;

it("is a hash for each field that the server changes, equal for equal meaning", () => {
  const made = normalizationOf(tool({}), tool({ timeout: 12, body_template: { a: 1, b: [{ c: 2, d: 3 }] } }));
  expect(made).toEqual({
    "delivery.api.timeout": expect.stringMatching(DIGEST),
    "delivery.api.body_template": expect.stringMatching(DIGEST),
  });
  expect(normalizationOf(tool({}), tool({ timeout: 12, body_template: { b: [{ d: 3, c: 2 }], a: 1 } }))).toEqual(made);
  const other = normalizationOf(tool({}), tool({ timeout: 13, body_template: { a: 1, b: [{ c: 2, d: 4 }] } }));
  for (const field of Object.keys(made)) expect(other[field]).not.toBe(made[field]);
  expect(made["delivery.api.timeout"]).not.toBe(made["delivery.api.body_template"]);
  expect(normalizationOf(tool({}), tool({}))).toEqual({});
});

it("distinguishes lists in another order, and members with another name", () => {
  const digestOf = (template: unknown) => normalizationOf(tool({}), tool({ body_template: template }));
  const digests = [{ a: 1 }, { b: 1 }, { a: [1, 2] }, { a: [2, 1] }, [{ a: 1 }], "a"].map(digestOf);
  expect(new Set(digests.map((one) => one["delivery.api.body_template"])).size).toBe(digests.length);
});

it("keeps fields that weren't sent now, and replaces those that were", () => {
  const former = { "delivery.api.timeout": "old", description: "old" };
  const now = { "delivery.api.url": "new", description: "new", "parameters.x": "new" };
  expect(keepNormalization(former, now, new Set(["delivery"]))).toEqual({
    "delivery.api.url": "new",
    description: "old",
  });
  expect(keepNormalization(former, now, new Set(["description"]))).toEqual({
    "delivery.api.timeout": "old",
    description: "new",
  });
  expect(keepNormalization(former, now, new Set())).toEqual(former);
  expect(keepNormalization(undefined, now, new Set(["parameters"]))).toEqual({ "parameters.x": "new" });
  expect(keepNormalization({ description: 5 }, {}, new Set())).toEqual({ description: "5" });
});

it("drift is a difference from the applied definition, except for the server's own spelling", () => {
  const [applied, there] = [tool({}), tool({ timeout: 12 })];
  const normalization = normalizationOf(applied, there);
  expect(driftedFields(applied, there, normalization)).toEqual([]);
  expect(driftedFields(applied, there, undefined)).toEqual([["delivery", "api", "timeout"]]);
  expect(driftedFields(applied, tool({ timeout: 13 }), normalization)).toEqual([["delivery", "api", "timeout"]]);
  expect(driftedFields(applied, tool({ timeout: 12 }, "by hand"), normalization)).toEqual([["description"]]);
  // Also if the server is the one that no longer has the field.
  const gone = normalizationOf(tool({}), { name: "n", description: "d", delivery: { app_message: true } });
  expect(gone).toEqual({
    "delivery.app_message": expect.stringMatching(DIGEST),
    "delivery.api": expect.stringMatching(DIGEST),
  });
});

const API = { url: "https://crm.acme.dev/n" };
const note = (change: object = {}): JsonObject => ({ name: "note", description: "d", ...change });
const withApi = (api: object, change: object = {}) => note({ delivery: { api: { ...API, ...api } }, ...change });

describe("the fields in which definitions differ", () => {
  it("are fields of the definition, not keywords inside a schema", () => {
    const other = { parameters: { type: "object", properties: { a: { type: "string" } } } };
    expect(differingFields(note(), note(other))).toEqual([["parameters"]]);
    expect(differingFields(withApi({ headers: { a: "1" } }), withApi({ headers: { a: "2" }, timeout: 5 }))).toEqual([
      ["delivery", "api", "timeout"],
      ["delivery", "api", "headers"],
    ]);
    expect(differingFields(note(), withApi({}))).toEqual([
      ["delivery", "app_message"],
      ["delivery", "api"],
    ]);
  });

  it.each<[unknown, unknown, boolean]>([
    ["a", "b", true],
    ["a", "********", false],
    ["********", "a", false],
    ["a", undefined, false],
    [undefined, "a", false],
  ])("contain a secret of %j and %j: %j (K-10, K-13, K-14)", (left, right, differs) => {
    const bearer = (token: unknown) => withApi({ auth: { type: "bearer", token } });
    const program = (token: unknown) => Definition.said(toInputs(bearer(token)));
    const found = differingFields(bearer(left), bearer(right));
    expect(found).toEqual(differs ? [["delivery", "api", "auth", "token"]] : []);
    // For example, if a program sets a secret that the state didn't know.
    expect(compare(program(left), program(right)).fields).toHaveLength(1);
  });

  it("contain a value elsewhere that looks like the mask", () => {
    const mask = "********";
    expect(differingFields(note({ description: mask }), note())).toEqual([["description"]]);
    expect(differingFields(withApi({ headers: { token: mask } }), withApi({ headers: { token: "a" } }))).toHaveLength(
      1,
    );
    const named = (name: string) => withApi({ auth: { type: "api_key", name, value: "v" } });
    expect(differingFields(named(mask), named("a"))).toEqual([["delivery", "api", "auth", "name"]]);
    const deep = (token: string) => withApi({ body_template: { token } });
    expect(differingFields(deep(mask), deep("a"))).toEqual([["delivery", "api", "body_template"]]);
  });
});

describe("the inputs that require replacing a tool", () => {
  const replaces = (before: object, after: object, isUnknown?: (value: unknown) => boolean) =>
    compare(Definition.sent(note(before)), Definition.sent(note(after))).replaces(isUnknown);

  it("are the trigger and the origin, but only the trigger if both change", () => {
    expect(replaces({}, { trigger_type: "post_call" })).toEqual(["triggerType"]);
    expect(replaces({}, { origin: "vision" })).toEqual(["origin"]);
    expect(replaces({ origin: "vision" }, { trigger_type: "post_call" })).toEqual(["triggerType"]);
    expect(replaces({}, { description: "x", on_call: "filler" })).toEqual([]);
  });

  it("are not those whose new value isn't known yet", () => {
    const isUnknown = (value: unknown) => value === "unknown";
    expect(replaces({}, { origin: "unknown" }, isUnknown)).toEqual([]);
    expect(replaces({}, { trigger_type: "unknown", origin: "vision" }, isUnknown)).toEqual([]);
  });
});

it("finds no meaning at a path that no definition has", () => {
  expect(Definition.sent(note()).meaningOf(["nothing", "here"])).toBeUndefined();
  expect(Definition.sent(withApi({})).meaningOf(["delivery", "api", "timeout"])).toBe(10);
});

describe("a tool is the one that was sent", () => {
  const sent = withApi({ auth: { type: "bearer", token: "t" } });
  const stored = (api: object, change: object = {}) =>
    withApi({ auth: { type: "bearer", token: "********" }, ...api }, { tool_id: "t1", ...change });

  it("if the server adds details of the delivery that weren't sent (U-9)", () => {
    expect(sameDefinition(sent, stored({ timeout: 12, headers: { "x-tavus": "1" }, method: "PUT" }))).toBe(true);
  });

  it.each<[string, object, object]>([
    ["another description", {}, { description: "x" }],
    ["another name", {}, { name: "x" }],
    ["another address", { url: "https://other.dev/" }, {}],
    ["another authentication type", { auth: { type: "none" } }, {}],
    ["parameters", {}, { parameters: { properties: { a: {} } } }],
    ["an app message too", {}, { delivery: { app_message: true, api: stored({}) } }],
    ["an app message instead", {}, { delivery: { app_message: true } }],
    ["another trigger", {}, { trigger_type: "post_call" }],
  ])("but not with %s", (_what, api, change) => {
    expect(sameDefinition(sent, stored(api, change))).toBe(false);
  });

  it("but not if a detail that was sent differs", () => {
    expect(sameDefinition({ ...withApi({ timeout: 20 }) }, withApi({ timeout: 21 }))).toBe(false);
    expect(sameDefinition({ ...withApi({ timeout: 20 }) }, withApi({ timeout: 20 }))).toBe(true);
    expect(sameDefinition(note(), withApi({}))).toBe(false);
  });
});

const sides = (wanted: unknown, applied: unknown, actual: unknown): unknown[] => [
  ...differingSides(wanted, applied, actual),
];

it("compares program, applied version, and account in the order of the table of fields", () => {
  const [applied, wanted] = [
    withApi({ timeout: 5 }),
    withApi({ timeout: 6 }, { trigger_type: "post_call", tags: ["a"] }),
  ];
  const found = compareThree(
    Definition.sent(wanted),
    Definition.sent(applied),
    Definition.found({ ...withApi({ timeout: 5 }), description: "by hand" }),
    undefined,
  );
  expect(found.map(({ path }) => path.join("."))).toEqual([
    "description",
    "trigger_type",
    "origin",
    "on_call",
    "static_filler",
    "on_resolve",
    "tags",
    "delivery.api.timeout",
  ]);
});

it("three equal values have no difference", () => {
  expect(sides({ a: [1], b: { c: 2 } }, { a: [1], b: { c: 2 } }, { b: { c: 2 }, a: [1] })).toEqual([]);
});

it("compares objects if each version has one, and returns the smallest properties", () => {
  expect(sides({ a: { b: 1, c: 2 }, d: 0 }, { a: { b: 1, c: 3 }, d: 0 }, { a: { b: 4, c: 3 }, d: 0 })).toEqual([
    { path: ["a", "b"], wanted: 1, applied: 1, actual: 4 },
    { path: ["a", "c"], wanted: 2, applied: 3, actual: 3 },
  ]);
});

it("treats a list as one value, and a value that is an object only in some versions", () => {
  expect(sides({ a: [1, 2] }, { a: [1] }, { a: [1] })).toEqual([
    { path: ["a"], wanted: [1, 2], applied: [1], actual: [1] },
  ]);
  expect(sides({ a: { b: 1 } }, { a: { b: 1 } }, {})).toEqual([
    { path: ["a"], wanted: { b: 1 }, applied: { b: 1 }, actual: undefined },
  ]);
  expect(sides({ a: { b: 1 } }, { a: "x" }, { a: { b: 1 } })).toEqual([
    { path: ["a"], wanted: { b: 1 }, applied: "x", actual: { b: 1 } },
  ]);
});

it("finds fields that only one version has, and ignores null", () => {
  expect(sides({}, {}, { a: 1 })).toEqual([{ path: ["a"], wanted: undefined, applied: undefined, actual: 1 }]);
  expect(sides({ a: null }, { a: 1 }, { a: 1 })).toEqual([{ path: ["a"], wanted: undefined, applied: 1, actual: 1 }]);
  expect(sides(1, 2, 3)).toEqual([{ path: [], wanted: 1, applied: 2, actual: 3 }]);
});
