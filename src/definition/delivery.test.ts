import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonObject, jsonEqual, type Path, valueAt } from "../contract/index.ts";
import { completeDelivery, mergeDelivery, mergeMembers } from "./delivery.ts";

const URL_ = "https://crm.acme.dev/n";
const AUTH = { type: "bearer", token: "********" };
const at = (...fields: string[]): Path[] => fields.map((field) => ["delivery", "api", field]);

/** The delivery to send if the program changes from `old` to `now`, and Tavus has `there`. */
function merged(
  old: JsonObject,
  now: JsonObject,
  there: JsonObject,
  more: { changed?: Path[]; drifted?: Path[] } = {},
) {
  const tool = (api: JsonObject): JsonObject => ({ delivery: { api: { url: URL_, ...api } } });
  const { changed = [], drifted = [] } = more;
  const present = { there: tool(there), changed, drifted, sendsSecrets: false };
  return valueAt(mergeDelivery(tool(old), tool(now)["delivery"] as JsonObject, present), ["api"]);
}

describe("a merged delivery", () => {
  it("contains no mask, no matter where a server shows one", () => {
    const there = { headers: { "X-Key": "********", "X-Ops": "********", "X-Team": "ops" }, auth: AUTH };
    const program = { headers: { "X-Key": "k", "X-Team": "s" }, auth: { type: "bearer", token: "t" } };
    expect(
      merged(program, { ...program, timeout: 5 }, there, { changed: at("timeout"), drifted: at("headers") }),
    ).toEqual({
      url: URL_,
      timeout: 5,
      headers: { "X-Key": "k", "X-Team": "ops" },
      auth: { type: "bearer" },
    });
  });

  it("contains the program's secret if the server shows none, not even a mask", () => {
    const program = { auth: { type: "bearer", token: "t" } };
    expect(
      merged(program, { ...program, timeout: 5 }, { auth: { type: "bearer" } }, { changed: at("timeout") }),
    ).toEqual({
      url: URL_,
      timeout: 5,
      auth: { type: "bearer", token: "t" },
    });
  });

  it("is the program's if the program changes the channel, plus unknown fields of a newer API", () => {
    const present = {
      there: { delivery: { app_message: true, batch: 5 } },
      changed: [["delivery"]],
      drifted: [],
      sendsSecrets: false,
    };
    expect(mergeDelivery({ delivery: { app_message: true } }, { api: { url: URL_ } }, present)).toEqual({
      batch: 5,
      api: { url: URL_, auth: { type: "none" } },
    });
  });
});

describe("a merged field", () => {
  const none = { type: "none" };

  it("is the program's if nobody else changed it, even if the server spells it in another way", () => {
    const [old, now] = [
      { timeout: 10, method: "post" },
      { timeout: 10, method: "post", headers: { a: "1" } },
    ];
    expect(merged(old, now, { method: "POST" }, { changed: at("headers") })).toStrictEqual({
      url: URL_,
      ...now,
      auth: none,
    });
  });

  it("is somebody else's if the program only spells it in another way", () => {
    const [old, now] = [{ method: "POST" }, { method: "post" }];
    expect(merged(old, now, { method: "PUT" }, { drifted: at("method") })).toStrictEqual({
      url: URL_,
      method: "PUT",
      auth: none,
    });
  });

  it("distinguishes query parameters by case, and headers not", () => {
    const [old, now, there] = [{ a: "1" }, { a: "2" }, { A: "1", a: "1" }];
    const both = { changed: at("query_params", "headers"), drifted: at("query_params", "headers") };
    expect(
      merged({ query_params: old, headers: old }, { query_params: now, headers: now }, { query_params: there }, both),
    ).toStrictEqual({ url: URL_, query_params: { A: "1", a: "2" }, headers: { a: "2" }, auth: none });
  });

  it("is the program's if it has another channel now, and somebody else had one before", () => {
    const present = {
      there: { delivery: { api: { url: "https://other.dev/", timeout: 7 } } },
      changed: [["delivery", "api"]],
      drifted: [["delivery", "api"]],
      sendsSecrets: false,
    };
    expect(mergeDelivery({ delivery: { app_message: true } }, { api: { url: URL_ } }, present)).toStrictEqual({
      api: { url: URL_, auth: none },
    });
  });

  it("contains no mask, and nothing that isn't set", () => {
    const auth = { type: "api_key", name: "A", value: "v" };
    const there = { auth: { type: "api_key", name: "********", value: "********", location: "query" } };
    const drifted = [
      ...at("auth").map((path) => [...path, "name"]),
      ...at("auth").map((path) => [...path, "location"]),
    ];
    expect(merged({ auth }, { auth, timeout: 5 }, there, { changed: at("timeout"), drifted })).toStrictEqual({
      url: URL_,
      timeout: 5,
      auth: { type: "api_key", location: "query" },
    });
  });
});

it("removes a field by its default, and leaves out one that has none", () => {
  const before = { url: URL_, timeout: 5, body_template: { a: 1 }, headers: { a: "1" } };
  expect(completeDelivery(before, { api: { url: URL_ } })).toStrictEqual({
    api: { url: URL_, timeout: 10, headers: {}, auth: { type: "none" } },
  });
});

describe("merged members", () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const object = fc.dictionary(fc.constantFrom("a", "b", "c"), json);

  it("are Tavus's if nothing changed, and the program's if nobody else changed anything", () => {
    fc.assert(
      fc.property(object, object, (one, other) => {
        expect(mergeMembers(one, one, other)).toEqual(other);
        expect(jsonEqual(mergeMembers(one, other, one), other)).toBe(true);
      }),
    );
  });

  it("are distinguished by case", () => {
    expect(mergeMembers({ a: 1 }, { a: 2 }, { A: 1, a: 1 })).toStrictEqual({ A: 1, a: 2 });
    expect(mergeMembers({ a: 1, b: 1 }, { a: 2 }, { a: 1, b: 1 })).toStrictEqual({ a: 2 });
  });

  it("treat headers that differ only in case as the same", () => {
    expect(mergeMembers({ "X-A": "1", b: "1" }, { "x-a": "2", b: "1" }, { "X-a": "1", B: "9" }, true)).toEqual({
      "x-a": "2",
      b: "9",
    });
  });
});
