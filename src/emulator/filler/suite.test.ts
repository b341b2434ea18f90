import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { isObject, type JsonObject } from "../../contract/index.ts";
import { EXAMPLE_TRANSCRIPT } from "../domain/transcript.ts";
import { toContext } from "./context.ts";
import { FillError } from "./fill.ts";
import { fillFromCall } from "./index.ts";

/** The schemas of the official JSON Schema test suite. They are not part of this repository. */
const FILE = resolve(import.meta.dirname, "../../../../shared/reference/json-schema-suite.json");
interface Entry {
  readonly from: string;
  readonly what: string;
  readonly schema: JsonObject;
}
const SUITE = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Entry[]) : [];

/** The ways in which a schema can become a tool's parameters. */
const PLACES: Record<string, (schema: JsonObject) => JsonObject> = {
  "as a parameter with its definitions at the root": ({ $defs, definitions, ...schema }) => ({
    type: "object",
    properties: { value: schema },
    required: ["value"],
    ...($defs !== undefined && { $defs }),
    ...(definitions !== undefined && { definitions }),
  }),
  "as all parameters": (schema) => ({ type: "object", properties: {}, ...schema }),
};

describe.skipIf(SUITE.length === 0)("schemas of the JSON Schema test suite (skipped without ../shared)", () => {
  it.each(Object.keys(PLACES))("delivers nothing invalid for a schema %s", { timeout: 120_000 }, async (place) => {
    const wrong: string[] = [];
    let filled = 0;
    for (const { from, what, schema } of SUITE) {
      const parameters = (PLACES[place] as (schema: JsonObject) => JsonObject)(schema);
      const outcome = await fill(parameters);
      if (typeof outcome === "string") continue;
      filled += 1;
      if (!isValid(from, what, parameters, outcome)) wrong.push(`${from}: ${what}: ${JSON.stringify(outcome)}`);
    }
    expect(wrong).toEqual([]);
    // Of 636 schemas. The others allow no value, or refer to schemas elsewhere.
    expect(filled).toBeGreaterThan(MINIMUM[place] ?? 0);
  });
});

const MINIMUM: Record<string, number> = {
  "as a parameter with its definitions at the root": 530,
  "as all parameters": 400,
};

/** The arguments, or the reason why there are none. */
async function fill(parameters: JsonObject): Promise<JsonObject | string> {
  try {
    return await fillFromCall({
      tool: { name: "t", description: "d", parameters },
      given: {},
      context: toContext(EXAMPLE_TRANSCRIPT, "", new Date("2026-05-15T10:30:00Z")),
    });
  } catch (error) {
    if (!(error instanceof FillError)) throw error;
    expect(error.message).not.toBe("");
    return error.message;
  }
}

/** Valid schemas, whose `$id` is next to a `$ref`. Ajv overflows the stack when it compiles them. */
const NOT_COMPILED = [
  "refs with relative uris and defs",
  "relative refs with absolute uris and defs",
  "URN ref with nested pointer ref",
];

/** Another validator judges. */
function isValid(from: string, what: string, parameters: JsonObject, value: JsonObject): boolean {
  const ajv = new (from.startsWith("draft7") ? Ajv : Ajv2020)({ strict: false, logger: false, validateSchema: false });
  addFormats.default(ajv);
  const { $schema: _, ...rest } = parameters;
  try {
    return isObject(value) && ajv.validate(rest, value);
  } catch (error) {
    if (error instanceof RangeError && NOT_COMPILED.includes(what)) return true;
    throw error;
  }
}
