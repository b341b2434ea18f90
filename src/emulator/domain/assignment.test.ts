import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import { assign, readAssignments } from "./assignment.ts";

const sku = { type: "object", properties: { sku: { type: "string" }, count: { type: "integer" } } };
const parameters: JsonObject = {
  type: "object",
  properties: {
    message: { type: "string" },
    item: sku,
    items: { type: "array", items: { $ref: "#/$defs/item" } },
    pair: { type: "array", prefixItems: [{ type: "string" }, sku] },
    "order.id": { type: "string" },
    order: { type: "object", properties: { "line.no": sku, line: sku } },
    labels: { type: "object", additionalProperties: { type: "string" } },
    maybe: { anyOf: [{ type: "null" }, sku] },
    free: {},
  },
  $defs: { item: sku },
};
const set = (given: JsonObject): JsonObject => assign({}, readAssignments(given, [parameters]));

describe("a path in --set", () => {
  it.each<[JsonObject, JsonObject]>([
    [{ message: "x" }, { message: "x" }],
    [{ "item.sku": "q", "item.count": "2" }, { item: { sku: "q", count: "2" } }],
    [{ "items[0].sku": "a", "items[1].sku": "b" }, { items: [{ sku: "a" }, { sku: "b" }] }],
    [{ "items.0.sku": "a" }, { items: [{ sku: "a" }] }],
    [{ "pair[0]": "a", "pair[1].sku": "b" }, { pair: ["a", { sku: "b" }] }],
    [{ "order.id": "4711" }, { "order.id": "4711" }],
    [{ "order.line.sku": "a" }, { order: { line: { sku: "a" } } }],
    [{ "order.line.no.sku": "a" }, { order: { "line.no": { sku: "a" } } }],
    [{ "labels.a\\.b": "c" }, { labels: { "a.b": "c" } }],
    [{ "maybe.sku": "q" }, { maybe: { sku: "q" } }],
    [{ "free.any[0].thing": "q" }, { free: { any: [{ thing: "q" }] } }],
    [{ "free.__proto__": "q" }, { free: JSON.parse('{"__proto__":"q"}') }],
  ])("%j", (given, args) => {
    expect(JSON.stringify(set(given))).toBe(JSON.stringify(args));
  });

  it("keeps everything around it", () => {
    const assignments = readAssignments({ "items[1].sku": "b", "items[0].count": "1" }, [parameters]);
    expect(assign({ message: "m", items: [{ sku: "a" }] }, assignments)).toEqual({
      message: "m",
      items: [{ sku: "a", count: "1" }, { sku: "b" }],
    });
  });

  it.each<[JsonObject, string]>([
    [{ mesage: "x" }, "mesage is not a parameter. Did you mean message? There are: free, item,"],
    [{ "itm.sku": "x" }, "itm is not a parameter. Did you mean item? "],
    [{ 'item["sku"]': "x" }, 'item["sku"] is not a parameter. Did you mean item? '],
    [{ "ITEM.SKU": "x" }, "ITEM is not a parameter. Did you mean item? "],
    [{ "item.skuu": "x" }, "item.skuu: item has no member skuu. Did you mean sku? There are: count, sku."],
    [{ "item[0]": "x" }, "item[0]: item is not a list but an object."],
    [{ "items.sku": "x" }, "items.sku: items is not an object but a list. Write items[0]."],
    [{ "message.sku": "x" }, "message.sku: message is not an object but a string. Write message=<value>."],
    [{ "items[0].sku[0]": "x" }, "items[0].sku[0]: items[0].sku is not a list but a string."],
    [{ "items[1].sku": "x" }, "items[1] is set, but items[0] is not. Set it too."],
    [{ "items[1000].sku": "x" }, "items[1000]: the largest index is 999."],
    [{ item: "{}", "item.sku": "x" }, "item and item.sku are both set. Set one of them."],
  ])("is refused: %j", (given, message) => {
    expect(() => set(given)).toThrow(message);
  });

  it("can be a parameter of any action that runs", () => {
    const other: JsonObject = { type: "object", properties: { item: { type: "string" }, note: sku } };
    expect(assign({}, readAssignments({ "note.sku": "a", "item.sku": "b" }, [other, parameters]))).toEqual({
      note: { sku: "a" },
      item: { sku: "b" },
    });
  });

  it("is refused for a fixed parameter, which Tavus would ignore (T-22)", () => {
    const fixed: JsonObject = { type: "object", properties: { channel: { const: "C0" } } };
    expect(() => readAssignments({ channel: "C1" }, [fixed])).toThrow(
      "channel is fixed in the definition, so Tavus never fills it.",
    );
    // Another action of the same call can leave the value open.
    const open: JsonObject = { type: "object", properties: { channel: { type: "string" } } };
    expect(assign({}, readAssignments({ channel: "C1" }, [fixed, open]))).toEqual({ channel: "C1" });
  });
});
