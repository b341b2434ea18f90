// Not from "zod", which has what nobody here needs and costs each start of a program.
import * as core from "zod/v4/core";
import { coerceMembers, isObject, type JsonObject, member, placeholderOf } from "../tavus-api/contract/index.ts";
import type { ActionParameters, ArgumentIssue, ParameterSchemas } from "./action.ts";
import { type Fixed, isFixed, isOutput } from "./fixed.ts";
import type { JsonSchemaLiteral } from "./json-schema-type.ts";

export interface Parameters {
  /** For Tavus. */
  readonly schema: JsonObject;
  readonly names: readonly string[];
  readonly openFixed: readonly string[];
  /** Names that every delivery has, unless a template leaves them out. */
  readonly required: readonly string[];
  validate(values: JsonObject): { readonly value: JsonObject } | { readonly issues: readonly ArgumentIssue[] };
}

/** @throws Error where a zod schema says what JSON Schema cannot */
export function readParameters(given: ActionParameters): Parameters {
  // JavaScript has no types that say this.
  if (isObject(given) && "_zod" in given)
    throw new Error(
      "parameters is one zod schema. Write an object with a schema for each name: { message: z.string() }. (T-6)",
    );
  if (!isObject(given)) throw new Error("parameters is missing. Without arguments it is {}. (T-6)");
  return isJsonSchema(given) ? readJsonSchema(given) : readSchemas(given);
}

/** A parameter may be called `type`; as a zod schema it is no string. */
function isJsonSchema(given: ActionParameters): given is JsonSchemaLiteral {
  return typeof given["type"] === "string";
}

function readJsonSchema(schema: JsonSchemaLiteral): Parameters {
  const properties = schema.properties ?? {};
  const required = schema.required ?? [];
  return {
    schema: { ...schema },
    names: Object.keys(properties),
    openFixed: [],
    required,
    // A hand-written schema types what it can; whoever wants more writes zod, or checks in the handler.
    validate: (values) => {
      const given = Object.entries(coerceMembers(values, properties)).filter(
        ([name, value]) =>
          !Object.hasOwn(properties, name) || required.includes(name) || !isAbsent(name, value, properties[name]),
      );
      return { value: Object.fromEntries(given) };
    },
  };
}

/** what may stand for an argument that the AI left out, where the schema does not say that it is one. */
function isAbsent(name: string, value: unknown, schema: unknown): boolean {
  if (value === placeholderOf(name)) return true;
  const types = [member(schema, "type") ?? []].flat();
  if (value === null) return types.length > 0 && !types.includes("null");
  return value === "" && types.length > 0 && !types.includes("string");
}

function readSchemas(schemas: ParameterSchemas): Parameters {
  const entries = Object.entries(schemas);
  for (const [name, schema] of entries)
    if (!isFixed(schema) && isObject(schema) && "_def" in schema && !("_zod" in schema))
      throw new Error(`parameters.${name} is a schema of zod 3. Import z from zod 4. (T-6)`);
    else if (!isFixed(schema) && !(isObject(schema) && "_zod" in schema))
      throw new Error(
        `parameters.${name} is neither a zod schema nor fixed(…). Hand-written JSON Schema is given whole: { type: "object", properties: … }. (T-6)`,
      );
  const filled = entries.filter((entry): entry is [string, core.$ZodType] => !isFixed(entry[1]));
  const required = entries.filter(([, schema]) => isFixed(schema) || !isOptional(schema)).map(([name]) => name);
  const open = zodSchemas(filled);
  const properties = Object.fromEntries(
    entries.map(([name, schema]) => [name, isFixed(schema) ? fixedSchema(schema) : open.properties[name]]),
  );
  const constants = Object.fromEntries(
    entries.flatMap(([name, schema]) =>
      isFixed(schema) && schema.value !== undefined && !isOutput(schema.value) ? [[name, schema.value]] : [],
    ),
  );
  return {
    schema: {
      type: "object",
      properties,
      ...(required.length > 0 && { required }),
      ...(Object.keys(open.$defs).length > 0 && { $defs: open.$defs }),
    },
    names: entries.map(([name]) => name),
    openFixed: entries.filter(([, schema]) => isFixed(schema) && schema["~fixed"].open).map(([name]) => name),
    required,
    // A fixed value that is not delivered is the definition's.
    validate: (values) => validate(filled, { ...constants, ...coerceMembers(values, properties) }),
  };
}

/** May be left out: optional, or with a default. */
const isOptional = (schema: Fixed | core.$ZodType): boolean => !isFixed(schema) && schema._zod.optin !== undefined;

/** T-22. The type of a value that is not known yet is left out unless it was said: `const` alone says enough. */
export function fixedSchema({ value, "~fixed": { type } = { open: false } }: Partial<Fixed>): JsonObject {
  if (value === undefined) return type === undefined ? {} : { type };
  return isOutput(value) ? { const: value } : { type: value === null ? "null" : typeof value, const: value };
}

/** All at once, so that definitions that are shared stand where references look for them: at the root. */
function zodSchemas(schemas: readonly (readonly [string, core.$ZodType])[]): {
  properties: JsonObject;
  $defs: JsonObject;
} {
  try {
    const json = convert(new core.$ZodObject({ type: "object", shape: Object.fromEntries(schemas) }));
    return { properties: (json["properties"] ?? {}) as JsonObject, $defs: (json["$defs"] ?? {}) as JsonObject };
  } catch {
    // One of them: which?
    for (const [name, schema] of schemas)
      try {
        convert(schema);
      } catch (error) {
        throw new Error(
          `parameters.${name} cannot be written as JSON Schema: ${error instanceof Error ? error.message : "unknown reason"} (T-6)`,
        );
      }
    throw new Error("parameters cannot be written as JSON Schema (T-6)");
  }
}

function convert(schema: core.$ZodType): JsonObject {
  return core.toJSONSchema(schema, {
    // What the AI is to write: before defaults and transformations.
    io: "input",
    override: ({ jsonSchema }) => {
      // z.int() says the range of exact integers, which tells the AI nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  }) as JsonObject;
}

/** Values of parameters that were not delivered are not demanded: a template may leave them out. */
function validate(schemas: readonly [string, core.$ZodType][], values: JsonObject) {
  const value: [string, unknown][] = Object.entries(values).filter(([name]) => !schemas.some(([own]) => own === name));
  const issues: ArgumentIssue[] = [];
  for (const [name, schema] of schemas) {
    if (!Object.hasOwn(values, name) && !isOptional(schema)) continue;
    let result: ReturnType<typeof parse>;
    try {
      result = parse(name, schema, values[name]);
    } catch {
      // A transformation that throws, or one that takes its time, which nobody waits for here.
      issues.push({ path: name, message: "cannot be read by its schema" });
      continue;
    }
    if (!result.success)
      for (const issue of result.error.issues)
        issues.push({ path: core.toDotPath([name, ...issue.path]), message: issue.message });
    else if (result.data !== undefined) value.push([name, result.data]);
  }
  return issues.length > 0 ? { issues } : { value: Object.fromEntries(value) };
}

/** an optional argument that does not fit because it stands for none is none. */
function parse(name: string, schema: core.$ZodType, value: unknown) {
  const result = core.safeParse(schema, value);
  const isUnreplaced = value === placeholderOf(name);
  if (isOptional(schema) && (isUnreplaced || ((value === null || value === "") && !result.success)))
    return core.safeParse(schema, undefined);
  return result;
}
