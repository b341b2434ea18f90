import { describe, expect, it } from "vitest";
import { fc } from "../../../test/support/random.ts";
import type { JsonObject } from "../../contract/index.ts";
import { complaintsAbout, declarationsOf, typesOf } from "./testing/compile.ts";
import { note, object } from "./testing/note.ts";

/** Schemas that break careless code, and the expected type of their property `x`. */
const HOSTILE: Record<string, [schema: unknown, type: string, root?: JsonObject]> = {
  empty: [{}, "unknown"],
  true: [true, "unknown"],
  false: [false, "never"],
  "no schema": ["string", "unknown"],
  "unknown type": [{ type: "any" }, "unknown"],
  "type null": [{ type: "null" }, "null"],
  "types of several": [{ type: ["integer", "null"] }, "number | null"],
  nullable: [{ type: "string", nullable: true }, "string | null"],
  "nullable list": [
    { type: "array", items: { type: "string", nullable: true }, nullable: true },
    "(string | null)[] | null",
  ],
  const: [{ const: 'a"b\\c\u2028\u202e' }, '"a\\"b\\\\c\\u2028\\u202e"'],
  "const object": [
    { const: { "a-b": [1, null], $ref: "http://127.0.0.1:1/x" } },
    '{"a-b":[1,null],"$ref":"http://127.0.0.1:1/x"}',
  ],
  "const too large": [JSON.parse('{"const":1e999}'), "number"],
  enum: [{ enum: ["a", "b", null, 1, -1, true, "a"] }, '"a" | "b" | null | 1 | -1 | true'],
  "enum in a list": [{ type: "array", items: { enum: ["a", null, -1] } }, '("a" | null | -1)[]'],
  "enum of none": [{ enum: [] }, "never"],
  "named enum": [{ enum: ["a"], tsEnumNames: ["A"] }, '"a"'],
  code: [{ type: "string", tsType: "string; } declare const evil: any; interface Y {" }, "string"],
  "nested title": [
    { title: "Node", $id: "Node", id: "Node", ...object({ y: { title: "Node" } }) },
    "{\n    y?: unknown;\n  }",
  ],
  anyOf: [{ anyOf: [{ type: "string" }, { type: "array", items: {} }, { type: "null" }] }, "string | unknown[] | null"],
  "anyOf of none": [{ anyOf: [] }, "unknown"],
  oneOf: [
    { oneOf: [object({ kind: { const: "a" } }, { required: ["kind"] }), { type: "boolean" }] },
    '{\n    kind: "a";\n  } | boolean',
  ],
  allOf: [{ allOf: [object({ a: {} }), object({ b: {} })] }, "{\n    a?: unknown;\n  } & {\n    b?: unknown;\n  }"],
  "not, if": [{ type: "string", not: { $ref: "http://127.0.0.1:1/x" }, if: { $ref: "file:///etc/passwd" } }, "string"],
  "any object": [{ type: "object" }, "{\n    [k: string]: unknown;\n  }"],
  "no members": [object({}), "{}"],
  "members of a type": [
    { type: "object", additionalProperties: { type: "number" } },
    "{\n    [k: string]: number;\n  }",
  ],
  "members of another type": [
    object({ a: { type: "string" } }, { additionalProperties: { type: "number" } }),
    "{\n    a?: string;\n    [k: string]: number | string | undefined;\n  }",
  ],
  "members by pattern": [
    { patternProperties: { "*/ } */": { type: "string" } }, additionalProperties: false },
    "{\n    [k: string]: string;\n  }",
  ],
  "required, not declared": [object({ a: {} }, { required: ["a", "b"] }), "{\n    a: unknown;\n    b: unknown;\n  }"],
  "one of two required": [
    { ...object({ a: { type: "string" } }), anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    "{\n    a?: string;\n  } & ({\n    a: unknown;\n  } | {\n    b: unknown;\n  })",
  ],
  "wrong keywords": [
    { type: "object", properties: [], required: "a", additionalProperties: 1, deprecated: "no", default: {}, $defs: 1 },
    "{\n    [k: string]: unknown;\n  }",
  ],
  "a million items": [{ type: "array", items: { type: "number" }, minItems: 1_000_000, maxItems: "*/" }, "number[]"],
  "no items": [{ type: "array" }, "unknown[]"],
  places: [{ items: [{ type: "string" }, { type: "number" }], minItems: 2 }, "[string, number, ...unknown[]]"],
  "exact places": [{ prefixItems: [{ type: "string" }], minItems: 1, items: false }, "[string]"],
  "optional places": [{ prefixItems: [{ type: "string" }, { type: "number" }], items: false }, "(string | number)[]"],
  "inherited names": [
    JSON.parse('{"properties":{"__proto__":{"type":"string"},"hasOwnProperty":{"type":"number"},"constructor":{}}}'),
    "{\n    __proto__?: string;\n    constructor?: unknown;\n    hasOwnProperty?: number;\n  }",
  ],
  "strange names": [
    object({
      "a-b": {},
      'it\'s "q"': {},
      "": {},
      "*/": {},
      "1": {},
      "a\nb": {},
      "{keyNameFromDefinition}": {},
      $ref: {},
      "[k: string]": {},
    }),
    `{ ""?: unknown; $ref?: unknown; "*/"?: unknown; "1"?: unknown; "[k: string]"?: unknown; "a\\nb"?: unknown; "a-b"?: unknown; "it's \\"q\\""?: unknown; "{keyNameFromDefinition}"?: unknown }`,
  ],
  "a definition": [{ $ref: "#/$defs/node" }, "TArguments_Node", { $defs: { node: { type: "string" } } }],
};

/** Puts a type on one line, for a table. */
const flat = (type = ""): string => type.replace(/\s+/g, " ").replaceAll("; }", " }");

describe("a schema", () => {
  it("always compiles, alone and in a template", () => {
    const tools = Object.entries(HOSTILE).flatMap(([, [x, , root]], i) => [
      note({ name: `t${i}`, parameters: object({ x }, root), delivery: undefined }),
      note({ name: `b${i}`, parameters: object({ x }, root), delivery: { api: { body_template: { x: "{x}" } } } }),
    ]);
    expect(complaintsAbout(typesOf(...tools))).toEqual([]);
  });

  it.each(Object.entries(HOSTILE))("that is %s has the type that it describes", (_, [x, type, root]) => {
    const types = typesOf(note({ name: "t", parameters: object({ x }, root) }));
    const declared = flat(declarationsOf(types).get("TArguments"));
    expect(declared).toBe(flat(`export interface TArguments { x?: ${type} }`));
  });

  it("can't end its comments, or control the compiler", () => {
    const description =
      "ends */ export const evil = 1; /*\r\n@ts-nocheck\u2028@ts-expect-error \u202e\u0007 {@link x} */";
    const parameters = object({ x: { type: "string", description, title: description } }, { description });
    const types = typesOf(note({ parameters }));
    expect(complaintsAbout(types)).toEqual([]);
    for (const character of "\u0007\u2028\u202e") expect(types).not.toContain(character);
    expect(types).toContain(
      "   * ends *\\/ export const evil = 1; /*\n   * @ts-nocheck\n   * @ts-expect-error    {@link x} *\\/\n   */",
    );
  });

  it("can refer to itself and to its parts", () => {
    const parameters = object(
      {
        tree: { $ref: "#/$defs/node", description: "Where it begins." },
        twin: { $ref: "#/properties/tree" },
        again: { $ref: "#" },
        json: { $ref: "#/$defs/a%20b~1c" },
        loop: { $ref: "#/$defs/loop" },
        either: { anyOf: [{ $ref: "#/$defs/either" }, { type: "string" }] },
      },
      {
        $defs: {
          node: object({ children: { type: "array", items: { $ref: "#/$defs/node" } } }, { required: ["children"] }),
          "a b/c": { anyOf: [{ type: "string" }, { type: "array", items: { $ref: "#/$defs/a b~1c" } }] },
          loop: { allOf: [{ $ref: "#/$defs/loop2" }, object({ a: {} })] },
          loop2: { $ref: "#/$defs/loop", nullable: true },
          either: { oneOf: [{ type: "number" }, { $ref: "#/$defs/either" }] },
          unused: { $ref: "http://127.0.0.1:1/never-asked" },
        },
      },
    );
    const types = typesOf(note({ parameters }, { body_template: { tree: "{tree}", all: "{again}" } }));
    expect(complaintsAbout(types)).toEqual([]);
    const declarations = declarationsOf(types);
    expect(flat(declarations.get("LogCrmNoteArguments_Node"))).toBe(
      "export interface LogCrmNoteArguments_Node { children: LogCrmNoteArguments_Node[] }",
    );
    expect(declarations.get("LogCrmNoteArguments_ABC")).toContain("= string | LogCrmNoteArguments_ABC[];");
    expect(declarations.get("LogCrmNoteArguments")).toContain("again?: LogCrmNoteArguments;");
    expect(declarations.get("LogCrmNoteBody")).toContain("tree: LogCrmNoteArguments_Node | string;");
  });

  it("has its own names, which don't clash between tools or within one", () => {
    const $defs = { Node: { type: "string", title: "Node" }, node: { type: "number", title: "Node" } };
    const definitions = { Node: { type: "boolean", title: "Node" } };
    const refs = { a: "#/$defs/Node", b: "#/$defs/node", c: "#/definitions/Node" };
    const x = Object.fromEntries(Object.entries(refs).map(([key, $ref]) => [key, { $ref }]));
    const parameters = object(x, { $defs, definitions, title: "Node", $id: "https://acme.dev/node" });
    const types = typesOf(note({ parameters }), note({ name: "logCrmNote", parameters }));
    expect(complaintsAbout(types)).toEqual([]);
    const names = [...types.matchAll(/^export \w+ (\S+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    // A third name doesn't change the other two.
    const more = typesOf(note({ parameters }), note({ name: "logCrmNote", parameters }), note({ name: "LogCrmNote" }));
    for (const [name, declaration] of declarationsOf(types))
      if (name !== "PulumiTavusTools") expect(declarationsOf(more).get(name)).toBe(declaration);
  });

  it.each([
    ["http://127.0.0.1:1/schema.json#/a", /^t: parameters\.properties\.x\.\$ref leaves the schema/],
    ["file:///etc/passwd", /^t: parameters\.properties\.x\.\$ref leaves the schema/],
    ["other.json", /^t: parameters\.properties\.x\.\$ref leaves the schema/],
    ["#anchor", /^t: parameters\.properties\.x\.\$ref leaves the schema or names an anchor\./],
    ["#/$defs/missing", /^t: parameters\.properties\.x\.\$ref refers to #\/\$defs\/missing, where nothing is\.$/],
    ["#/constructor", /where nothing is\.$/],
  ])("that refers to %s is refused in one line with tool and path", ($ref, message) => {
    const refused = () => typesOf(note({ name: "t", parameters: object({ x: { $ref } }) }));
    expect(refused).toThrow(message);
    expect(refused).not.toThrow(/\n/);
  });

  it("that is nested too deeply is refused without a crash", () => {
    let schema: JsonObject = { type: "string" };
    for (let i = 0; i < 20_000; i += 1) schema = { type: "array", items: schema };
    expect(() => typesOf(note({ name: "t", parameters: object({ x: schema }) }))).toThrow(
      "t: the definition is nested too deeply.",
    );
  });

  it("compiles if it is random", () => {
    const key = fc.constantFrom("a", "b-c", "type", "properties", "$ref", "toString", "__proto__", "1");
    const keyword = fc.constantFrom(
      "title",
      "$id",
      "description",
      "default",
      "tsType",
      "extends",
      "required",
      "minItems",
    );
    const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
      schema: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom<unknown>(true, false, {}, null, { $ref: "#" }, { $ref: "#/$defs/d" }),
        fc.record({
          type: fc.constantFrom("string", "integer", "null", ["boolean", "null"], "any"),
          nullable: fc.boolean(),
        }),
        fc.record({ const: fc.jsonValue({ maxDepth: 2 }) }),
        fc.record({ enum: fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }) }),
        fc.record({ type: fc.constant("array"), items: tie("schema") }, { requiredKeys: [] }),
        fc.record({
          prefixItems: fc.array(tie("schema"), { maxLength: 2 }),
          minItems: fc.nat(3),
          items: tie("schema"),
        }),
        fc.record(
          {
            type: fc.constantFrom("object", ["object", "null"]),
            properties: fc.dictionary(key, tie("schema"), { maxKeys: 3 }),
            required: fc.array(key, { maxLength: 2 }),
            additionalProperties: tie("schema"),
            patternProperties: fc.dictionary(key, tie("schema"), { maxKeys: 1 }),
          },
          { requiredKeys: [] },
        ),
        fc.record(
          {
            anyOf: fc.array(tie("schema"), { maxLength: 3 }),
            allOf: fc.array(tie("schema"), { maxLength: 2 }),
            x: keyword,
          },
          { requiredKeys: [] },
        ),
        fc.tuple(keyword, fc.jsonValue({ maxDepth: 1 }), tie("schema")).map(([word, value, rest]) => ({
          ...(typeof rest === "object" ? rest : {}),
          [word]: value,
        })),
      ),
    }));
    const samples = fc.sample(fc.record({ x: schema, d: schema }), { numRuns: 150, seed: 7 });
    const tools = samples.map(({ x, d }, i) =>
      note(
        { name: `t${i}`, parameters: object({ x }, { $defs: { d } }) },
        i % 2 === 0 ? {} : { body_template: { x: "{x}", y: ["{x}"] } },
      ),
    );
    expect(complaintsAbout(typesOf(...tools))).toEqual([]);
  }, 60_000);
});
