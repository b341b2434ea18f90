import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it, onTestFinished } from "vitest";
import { realToolDefinitions } from "../../test/support/real-tools.ts";
import type { JsonObject } from "../tavus-api/contract/index.ts";
import { generateTypes, readTools, typeName } from "./index.ts";

/** What the compiler says of a text, as strictly as it can. */
function compile(...texts: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-types-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = texts.map((text, i) => {
    const file = join(folder, i === 0 ? "tools.ts" : `use${i}.ts`);
    writeFileSync(file, text);
    return file;
  });
  const program = ts.createProgram(files, {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    erasableSyntaxOnly: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    types: [],
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const tool = (name: string, parameters: JsonObject, api?: JsonObject) => ({
  name,
  description: "d",
  parameters,
  ...(api && { delivery: { api } }),
});
const object = (properties: JsonObject, required: string[] = Object.keys(properties), rest: JsonObject = {}) => ({
  type: "object",
  properties,
  required,
  ...rest,
});

describe("generateTypes", () => {
  it("types arguments and body, numbers and lists of a template also as text (R-5)", async () => {
    const parameters = object(
      {
        channel: { const: "C0" },
        text: { type: "string" },
        count: { type: "integer" },
        tag: { enum: ["a", "b"] },
        note: { type: "string" },
      },
      ["channel", "text", "count", "tag"],
    );
    const template = {
      c: "{channel}",
      t: "{text}",
      n: [{ count: "{count}" }],
      tag: "{tag}",
      note: "{note}",
      title: "x {text}",
      id: "{tavus_conversation_id}",
      on: true,
    };
    const text = await generateTypes(readTools([tool("log_note", parameters, { url: "u", body_template: template })]));
    const use = (body: string) => `import type { LogNoteArguments, LogNoteBody, PulumiTavusTools } from "./tools.ts";
      const args: LogNoteArguments = { channel: "C0", text: "t", count: 1, tag: "a" };
      const same: PulumiTavusTools["log_note"]["arguments"] = args;
      export const body: LogNoteBody = ${body};
      export default same;`;
    const good = '{ c: "C0", t: "t", n: [{ count: "1" }], tag: "b", note: null, title: "x y", id: "c1", on: true }';
    expect(compile(text, use(good), use(good.replace('"1"', "1")))).toEqual([]);
    expect(compile(text, use(good.replace('"C0"', '"C1"')))).toEqual([`Type '"C1"' is not assignable to type '"C0"'.`]);
    expect(compile(text, use(good.replace('"b"', '"c"')))).toHaveLength(1);
    expect(compile(text, use(good.replace("n: [{ count", "n: [{ counts")))).toHaveLength(1);
  });

  it("types the body of a tool without a template as its arguments, and a signed one as the envelope (R-7, R-21)", async () => {
    const parameters = object({ a: { type: "number" } });
    const signed = { url: "u", auth: { type: "hmac", secret: "********" } };
    const text = await generateTypes(
      readTools([tool("flat", parameters, { url: "u" }), tool("signed", parameters, signed), tool("live", parameters)]),
    );
    const use = `import type { FlatBody, PulumiTavusTools, SignedBody } from "./tools.ts";
      export const flat: FlatBody = { a: 1 };
      export const signed: SignedBody[] = [{ name: "signed", arguments: "{}", conversation_id: "c" }, { name: "signed", conversation_id: "c", tool_call_id: "x" }];
      export const live: keyof PulumiTavusTools["live"] = "arguments";`;
    expect(compile(text, use)).toEqual([]);
    expect(compile(text, use.replace("a: 1", 'a: "1"'))).toHaveLength(1);
    expect(text).not.toContain("LiveBody");
  });

  it("compiles for schemas that would break it, many in one file", async () => {
    const clash = { title: "Address", type: "object", properties: { street: { type: "string" } } };
    const hostile: Record<string, JsonObject> = {
      empty: {},
      odd_names: object({
        "od-d": { type: "string" },
        'qu"ote': { type: "number" },
        title: { type: "string" },
        $ref: { type: "string" },
      }),
      comments: object({ a: { type: "string", description: "*/ export const evil = 1; /*" } }),
      injected: object({
        a: { tsType: "any; export const evil = 1", type: "string", tsEnumNames: ["x"], enum: ["a"] },
      }),
      nested_titles: object({ home: clash, work: { ...clash, properties: { city: { type: "string" } } } }),
      other_titles: object({ home: clash }),
      nullable: object({
        a: { type: ["string", "null"] },
        b: { anyOf: [{ type: "number" }, { type: "null" }] },
        c: { nullable: true, type: "string" },
      }),
      recursive: object({ tree: { $ref: "#/$defs/Node" } }, ["tree"], {
        $defs: { Node: object({ next: { $ref: "#/$defs/Node" } }, []) },
      }),
      other_recursive: object({ tree: { $ref: "#/definitions/Node" } }, ["tree"], {
        definitions: { Node: object({ leaf: { type: "string" } }), Arguments: { type: "string" } },
      }),
      log: object({ a: { $ref: "#/$defs/CrmNote" } }, ["a"], {
        $defs: { CrmNote: { type: "object", properties: {} } },
      }),
      log_crm: object({ a: { $ref: "#/$defs/Note" } }, ["a"], { $defs: { Note: { type: "object", properties: {} } } }),
      additional: object({}, [], { additionalProperties: { type: "number" } }),
      tuples: object({
        a: { type: "array", items: [{ type: "string" }, { type: "number" }], minItems: 2, maxItems: 2 },
      }),
      logNote: object({ a: { type: "string" } }),
      log_note: object({ a: { type: "number" } }),
      _private: object({}),
    };
    const text = await generateTypes(readTools(hostile));
    expect(compile(text)).toEqual([]);
    expect(text).not.toMatch(/^export const/m);
    expect(text).toContain("LogNoteArguments");
    expect(text).toContain("Tool_logNoteArguments");
  });

  it("gives the same text for the same tools in another order, and never renames one for another's sake", async () => {
    const tools = [tool("b", object({})), tool("a_1", object({})), tool("a1", object({}))];
    expect(await generateTypes(readTools(tools))).toBe(await generateTypes(readTools(tools.toReversed())));
    expect(new Set(["a_1", "a1", "A1", "a__1", "log_note", "logNote", "log_Note"].map(typeName)).size).toBe(7);
  });

  it.each(["https://evil.example/schema.json", "file:///etc/passwd", "other.json#/x"])(
    "does not follow %s",
    async ($ref) => {
      const tools = readTools([tool("log_note", object({ a: { items: { $ref } } }))]);
      await expect(generateTypes(tools)).rejects.toThrow(
        "the tool log_note: parameters.properties.a.items.$ref leads out of the schema, and nothing is fetched.",
      );
    },
  );

  const definitions = realToolDefinitions();
  it.skipIf(definitions.size === 0)("compiles for the real definitions at hand, all in one file", async () => {
    const text = await generateTypes(readTools([...definitions.values()]));
    expect(compile(text)).toEqual([]);
    expect(text.match(/Arguments \{/g)?.length).toBeGreaterThanOrEqual(definitions.size);
  });
});

describe("readTools", () => {
  it("reads a stack's state, without what is deleted, and never a secret", async () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:c4nary" };
    const shown = { "4dabf18193072939515e22adb298388d": "x", plaintext: '{"type":"hmac","secret":"c4nary"}' };
    const inputs = {
      name: "log_note",
      parameters: object({ a: { type: "string" } }),
      delivery: { api: { url: "u", bodyTemplate: { t: "{a}" }, auth: { type: "hmac", secret } } },
    };
    const resource = { type: "pulumi-nodejs:dynamic/tavus:Tool", urn: "urn:1", inputs };
    const tools = readTools({
      deployment: {
        resources: [
          { type: "pulumi:pulumi:Stack" },
          resource,
          { ...resource, delete: true, inputs: { name: "old", parameters: {} } },
          { ...resource, inputs: { ...inputs, name: "shown", delivery: { api: { url: "u", auth: shown } } } },
        ],
      },
    });
    expect(tools.map(({ name, api }) => [name, api?.isSigned, api?.template])).toEqual([
      ["log_note", true, { t: "{a}" }],
      ["shown", true, undefined],
    ]);
    expect(JSON.stringify(tools) + (await generateTypes(tools))).not.toContain("c4nary");
  });

  it.each([[1], ["x"], [{ a: 1 }], [[{ parameters: {} }]], [{ data: [{ name: "a", parameters: 1 }] }]])(
    "refuses %j",
    (json) => {
      expect(() => readTools(json)).toThrow(
        /there are no tools in it|tool 1 has no name, or its parameters are not an object/,
      );
    },
  );
});
