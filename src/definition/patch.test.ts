import { describe, expect, it } from "vitest";
import { ON_CALL_DEFAULT, ON_RESOLVE_DEFAULT } from "../contract/index.ts";
import { patchOf } from "./patch.ts";

const URL_ = "https://crm.acme.dev/n";

describe("a patch", () => {
  it("contains the requested fields, unchanged", () => {
    const wire = { name: "n", description: "d", parameters: { type: "object", properties: {} }, on_call: "filler" };
    expect(patchOf({}, wire, ["name", "parameters"])).toEqual({ name: "n", parameters: wire.parameters });
    expect(patchOf({}, wire, [])).toEqual({});
  });

  it("contains the default of a removed field (C-14)", () => {
    const fields = ["parameters", "on_call", "on_resolve", "static_filler", "delivery"];
    expect(patchOf({}, { on_call: null }, fields)).toEqual({
      parameters: {},
      on_call: ON_CALL_DEFAULT,
      on_resolve: ON_RESOLVE_DEFAULT,
      static_filler: null,
      delivery: { app_message: true },
    });
  });

  it.each([
    [undefined, { on_call: ON_CALL_DEFAULT, on_resolve: ON_RESOLVE_DEFAULT }],
    ["llm", { on_call: ON_CALL_DEFAULT, on_resolve: ON_RESOLVE_DEFAULT }],
    ["vision", { on_resolve: ON_RESOLVE_DEFAULT }],
    ["audio", { on_resolve: ON_RESOLVE_DEFAULT }],
  ])("contains no on_call for the origin %s if there is none (T-10)", (origin, patch) => {
    expect(patchOf({}, { origin }, ["on_call", "on_resolve"])).toEqual(patch);
  });

  it("always contains the whole delivery, with its authentication (C-12, K-15)", () => {
    const patch = (delivery: object, before: object = {}) => patchOf({ ...before }, { delivery }, ["delivery"]);
    expect(patch({ app_message: true })).toEqual({ delivery: { app_message: true } });
    expect(patch({ api: { url: URL_ } })).toEqual({ delivery: { api: { url: URL_, auth: { type: "none" } } } });
    const auth = { type: "bearer", token: "t" };
    expect(patch({ app_message: false, api: { url: URL_, auth } })).toEqual({
      delivery: { app_message: false, api: { url: URL_, auth } },
    });
  });

  it("leaves out a secret that is only known as the mask, and no other masked value (K-13)", () => {
    const auth = { type: "api_key", name: "********", value: "********" };
    expect(patchOf({}, { delivery: { api: { url: URL_, auth } } }, ["delivery"])).toEqual({
      delivery: { api: { url: URL_, auth: { type: "api_key", name: "********" } } },
    });
  });

  it("contains the default of a field removed from the delivery, if it was there (U-7)", () => {
    const before = {
      url: URL_,
      method: "PUT",
      timeout: 5,
      headers: { a: "b" },
      query_params: { a: "b" },
      content_type: "text/plain",
    };
    const none = { auth: { type: "none" } };
    const patch = (was: unknown, api: object) =>
      patchOf({ delivery: { api: was } }, { delivery: { api } }, ["delivery"]);
    expect(patch(before, { url: URL_ })).toEqual({
      delivery: {
        api: {
          url: URL_,
          method: "POST",
          timeout: 10,
          headers: {},
          query_params: {},
          content_type: "application/json",
          ...none,
        },
      },
    });
    expect(patch({ ...before, method: null }, { url: URL_, timeout: 6, headers: null })).toEqual({
      delivery: {
        api: { url: URL_, timeout: 6, headers: {}, query_params: {}, content_type: "application/json", ...none },
      },
    });
    expect(patch("odd", { url: URL_ })).toEqual({ delivery: { api: { url: URL_, ...none } } });
  });

  it("treats no other object as a delivery", () => {
    const parameters = { api: { url: URL_ } };
    expect(patchOf({}, { parameters }, ["parameters"])).toEqual({ parameters });
    expect(patchOf({}, { delivery: "odd" }, ["delivery"])).toEqual({ delivery: "odd" });
  });
});

it("leaves out a removed field that the tool doesn't have, not even a default", () => {
  expect(patchOf({ origin: "vision", on_call: "x" }, { origin: "vision" }, ["on_call"])).toStrictEqual({});
});

it("resets somebody else's parameters if they are too large together with the program's new description", () => {
  const there = {
    description: "a",
    parameters: { type: "object", properties: { a: { description: "x".repeat(9000) } } },
  };
  const description = "y".repeat(2000);
  const present = { there, changed: [["description"]], drifted: [["parameters"]], sendsSecrets: false };
  const patch = patchOf({ description: "a" }, { description }, ["description"], present);
  expect(patch).toEqual({ description, parameters: {} });
});
