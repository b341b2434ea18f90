import { describe, expect, it } from "vitest";
import { patchOf } from "./patch.ts";

const parameters = { type: "object", properties: { message: { type: "string", description: "m" } } };
const URL_ = "https://crm.acme.dev/n";
const AUTH = { auth: { type: "none" } };

/** The fields of the PATCH for a changed delivery. */
const fieldsOf = (api: object, wire: object = { parameters }, fields: string[] = ["delivery"]): string[] =>
  Object.keys(patchOf({ ...wire }, { ...wire, delivery: { api: { ...AUTH, ...api } } }, fields)).sort();

describe("a PATCH of a delivery (T-25, U-26)", () => {
  it.each<[string, object]>([
    ["in the URL", { url: `${URL_}/{message}` }],
    ["in the query", { url: URL_, query_params: { q: "a {message}" } }],
    ["in the body", { url: URL_, body_template: { a: [{ b: "{message}" }] } }],
  ])("contains the parameters if a placeholder names one %s", (_, api) => {
    expect(fieldsOf(api)).toEqual(["delivery", "parameters"]);
  });

  it.each<[string, object]>([
    ["there is no placeholder", { url: URL_, body_template: { a: "b" } }],
    ["the placeholder is one of Tavus", { url: `${URL_}?c={tavus_conversation_id}` }],
    [
      "the name is a key, or in a header",
      { url: URL_, body_template: { "{message}": 1 }, headers: { a: "{message}" } },
    ],
  ])("contains no parameters if %s", (_, api) => {
    expect(fieldsOf(api)).toEqual(["delivery"]);
  });

  it("contains the old parameters, unless they change as well", () => {
    const api = { url: `${URL_}/{message}`, ...AUTH };
    const other = { ...parameters, required: ["message"] };
    const wire = { parameters: other, delivery: { api } };
    expect(patchOf({ parameters }, wire, ["delivery"])["parameters"]).toEqual(parameters);
    expect(patchOf({ parameters }, wire, ["delivery", "parameters"])["parameters"]).toEqual(other);
  });

  it("contains the parameters at Tavus, if they were changed there", () => {
    const there = { ...parameters, description: "By hand." };
    const api = { url: `${URL_}/{message}`, ...AUTH };
    const before = { parameters, delivery: { api: { ...api, timeout: 5 } } };
    const wire = { parameters, delivery: { api } };
    const present = { there: { ...before, parameters: there }, changed: [], drifted: [], sendsSecrets: false };
    expect(patchOf(before, wire, ["delivery"], present)["parameters"]).toEqual(there);
  });

  it("contains no parameters without an endpoint, or without parameters", () => {
    expect(Object.keys(patchOf({ parameters }, { parameters }, ["delivery"]))).toEqual(["delivery"]);
    expect(fieldsOf({ url: `${URL_}/{message}` }, {})).toEqual(["delivery"]);
    expect(fieldsOf({ url: `${URL_}/{message}` }, { parameters }, ["description"])).toEqual(["description"]);
  });
});
