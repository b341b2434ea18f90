import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import { readDefinitions } from "./definitions.ts";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:c4nary" };
const schema = { type: "object", properties: { a: { type: "string" } } };
const tool = (fields: JsonObject = {}): JsonObject => ({ name: "t", description: "d", parameters: schema, ...fields });
const api = (fields: JsonObject = {}): JsonObject => ({ delivery: { api: { url: "https://a.dev", ...fields } } });
const read = (json: unknown) => readDefinitions(json, "tools.json");

const resource = (inputs: JsonObject, fields: JsonObject = {}): JsonObject => ({
  urn: "urn:pulumi:dev::p::pulumi-nodejs:dynamic/tavus:Tool::t",
  type: "pulumi-nodejs:dynamic/tavus:Tool",
  inputs: { __provider: "…", ...inputs },
  ...fields,
});
const stack = (...resources: JsonObject[]): JsonObject => ({ version: 3, deployment: { manifest: {}, resources } });

describe("definitions are read from", () => {
  it.each<[string, unknown]>([
    ["one definition", tool()],
    ["a list", [tool()]],
    ["a list answer", { data: [tool({ tool_id: "t1" })], total_count: 1 }],
    ["a seed of the emulator", { tools: [tool()], pals: [{ pal_name: "P", tools: ["t"] }] }],
    ["a map from name to schema", { t: schema }],
    ["a stack", stack({ type: "pulumi:pulumi:Stack", urn: "u" }, resource(tool()))],
  ])("%s", (_, json) => {
    expect(read(json)).toEqual([{ name: "t", parameters: schema }]);
  });

  it("a map with a tool whose name is a key of another format is", () => {
    expect(read({ deployment: schema, data: schema, name: schema, tools: schema }).map(({ name }) => name)).toEqual([
      "data",
      "deployment",
      "name",
      "tools",
    ]);
  });

  it("a tool of the API: its delivery, and no secrets", () => {
    const auth = { type: "bearer", token: "c4nary" };
    const json = tool(api({ method: "PUT", content_type: "x/y", body_template: { a: "{a}" }, auth }));
    expect(read(json)).toEqual([
      {
        name: "t",
        parameters: schema,
        delivery: { method: "PUT", contentType: "x/y", template: { a: "{a}" }, authType: "bearer" },
      },
    ]);
    expect(read(tool({ delivery: { app_message: true } }))).toMatchObject([{ delivery: "app_message" }]);
  });

  it("a stack's inputs, the outputs of a tool that is only read, nothing that waits to be deleted", () => {
    const delivery = { api: { url: SECRET, bodyTemplate: { a: "{a}" }, auth: { type: "hmac", secret: SECRET } } };
    const json = stack(
      resource({ name: "own", parameters: schema, delivery }, { outputs: { name: "own", parameters: {} } }),
      resource({}, { outputs: { name: "read", parameters: schema, delivery: { appMessage: true } } }),
      resource({ name: "own" }, { delete: true }),
    );
    expect(read(json)).toEqual([
      {
        name: "own",
        parameters: schema,
        delivery: { template: { a: "{a}" }, authType: "hmac", method: undefined, contentType: undefined },
      },
      { name: "read", parameters: schema, delivery: "app_message" },
    ]);
  });

  it.each([{ delivery: SECRET }, { delivery: { api: SECRET } }, { delivery: { api: { auth: SECRET } } }])(
    "a stack whose delivery is secret: %j",
    (fields) => {
      expect(read(stack(resource(tool(fields))))).toMatchObject([{ delivery: "hidden" }]);
    },
  );

  it("a tool that exists twice as one", () => {
    expect(read([tool(), tool()])).toHaveLength(1);
  });

  it.each([
    [undefined, { type: "object", properties: {} }],
    [null, { type: "object", properties: {} }],
    [{}, { type: "object", properties: {} }],
    [{ description: "d" }, { type: "object", description: "d" }],
    [{ $ref: "#/$defs/a" }, { $ref: "#/$defs/a" }],
  ])("parameters %j, which are an object (T-6)", (parameters, expected) => {
    expect(read(tool({ parameters }))).toEqual([{ name: "t", parameters: expected }]);
  });
});

describe("an error is reported in one line:", () => {
  it.each<[unknown, string]>([
    [[], "tools.json has no tools."],
    [{}, "tools.json has no tools."],
    [{ data: [] }, "tools.json has no tools."],
    [{ pals: [] }, "tools.json has no tools."],
    [{ version: 3, deployment: { manifest: {} } }, "tools.json has no tools."],
    ["tool", "tools.json has no tool definitions."],
    [
      { type: "object", properties: {} },
      "tools.json has no tool definitions: neither a name, nor data, nor tools, nor a schema for each name, nor a stack's deployment.",
    ],
    [[tool(), { parameters: schema }], "item 2 of tools.json has no name."],
    [[1], "item 1 of tools.json has no name."],
    [tool({ parameters: [] }), "t: parameters is not a JSON Schema."],
    [
      stack(resource(tool({ parameters: SECRET }))),
      "t: parameters are a secret of the stack, so their types are not known.",
    ],
    [
      stack(resource(tool({ name: SECRET }))),
      "urn:pulumi:dev::p::pulumi-nodejs:dynamic/tavus:Tool::t of tools.json has no name.",
    ],
    [[tool(), tool({ parameters: {} })], "tools.json has two different tools with the name t."],
  ])("%j", (json, message) => {
    expect(() => read(json)).toThrow(new Error(message));
  });
});
