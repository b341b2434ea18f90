import { expect, it } from "vitest";
import { driftedFields, keepNormalization, normalizationOf } from "./normalization.ts";

const tool = (api: object, description = "d") => ({
  name: "n",
  description,
  delivery: { api: { url: "https://crm.acme.dev/n", ...api } },
});
const DIGEST = /^[0-9a-f]{16}$/;

it("is a digest for each field that the server spells otherwise, alike for what means the same", () => {
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

it("tells lists of another order, and members of another name, apart", () => {
  const digestOf = (template: unknown) => normalizationOf(tool({}), tool({ body_template: template }));
  const digests = [{ a: 1 }, { b: 1 }, { a: [1, 2] }, { a: [2, 1] }, [{ a: 1 }], "a"].map(digestOf);
  expect(new Set(digests.map((one) => one["delivery.api.body_template"])).size).toBe(digests.length);
});

it("keeps what was not sent now, and takes what was", () => {
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

it("drift is what differs from what was applied, but for the server's own spelling", () => {
  const [applied, stored] = [tool({}), tool({ timeout: 12 })];
  const normalization = normalizationOf(applied, stored);
  expect(driftedFields(applied, stored, normalization)).toEqual([]);
  expect(driftedFields(applied, stored, undefined)).toEqual([["delivery", "api", "timeout"]]);
  expect(driftedFields(applied, tool({ timeout: 13 }), normalization)).toEqual([["delivery", "api", "timeout"]]);
  expect(driftedFields(applied, tool({ timeout: 12 }, "by hand"), normalization)).toEqual([["description"]]);
  // The other way round as well: a server that has no such field any more.
  const gone = normalizationOf(tool({}), { name: "n", description: "d", delivery: { app_message: true } });
  expect(gone).toEqual({
    "delivery.app_message": expect.stringMatching(DIGEST),
    "delivery.api": expect.stringMatching(DIGEST),
  });
});
