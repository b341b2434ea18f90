import { core, toJSONSchema } from "zod";
import { isObject, type JsonObject } from "../tavus-api/contract/index.ts";
import type { ActionParameters, ArgumentIssue, ParameterSchemas } from "./action.ts";
import { type Fixed, isFixed, isOutput } from "./fixed.ts";
import type { JsonSchemaLiteral } from "./json-schema-type.ts";

export interface Parameters {
  /** For Tavus. */
  readonly schema: JsonObject;
  readonly names: readonly string[];
  readonly openFixed: readonly string[];
  validate(values: JsonObject): { readonly value: JsonObject } | { readonly issues: readonly ArgumentIssue[] };
}

/** @throws Error where a zod schema says what JSON Schema cannot */
export function readParameters(given: ActionParameters): Parameters {
  return isJsonSchema(given) ? readJsonSchema(given) : readSchemas(given);
}

/** A parameter may be called `type`; as a zod schema it is no string. */
function isJsonSchema(given: ActionParameters): given is JsonSchemaLiteral {
  return typeof given["type"] === "string";
}

function readJsonSchema(schema: JsonSchemaLiteral): Parameters {
  return {
    schema: { ...schema },
    names: Object.keys(schema.properties ?? {}),
    openFixed: [],
    // A hand-written schema types what it can; whoever wants more writes zod, or checks in the handler.
    validate: (value) => ({ value }),
  };
}

function readSchemas(schemas: ParameterSchemas): Parameters {
  const entries = Object.entries(schemas);
  for (const [name, schema] of entries)
    if (!isFixed(schema) && !(isObject(schema) && "_zod" in schema))
      throw new Error(
        `parameters.${name} is neither a zod schema nor fixed(…). Hand-written JSON Schema is given whole: { type: "object", properties: … }. (T-6)`,
      );
  const filled = entries.filter((entry): entry is [string, core.$ZodType] => !isFixed(entry[1]));
  const required = entries.filter(([, schema]) => isFixed(schema) || !isOptional(schema)).map(([name]) => name);
  return {
    schema: {
      type: "object",
      properties: Object.fromEntries(
        entries.map(([name, schema]) => [name, isFixed(schema) ? fixedSchema(schema) : zodSchema(name, schema)]),
      ),
      ...(required.length > 0 && { required }),
    },
    names: entries.map(([name]) => name),
    openFixed: entries.filter(([, schema]) => isFixed(schema) && schema["~fixed"].open).map(([name]) => name),
    validate: (values) => validate(filled, values),
  };
}

/** May be left out: optional, or with a default. */
const isOptional = (schema: Fixed | core.$ZodType): boolean => !isFixed(schema) && schema._zod.optin !== undefined;

/** T-22. The type of a value that is not known yet is left out: `const` alone says enough. */
export function fixedSchema({ value }: Pick<Fixed, "value">): JsonObject {
  if (value === undefined) return {};
  return isOutput(value) ? { const: value } : { type: value === null ? "null" : typeof value, const: value };
}

function zodSchema(name: string, schema: core.$ZodType): JsonObject {
  try {
    const { $schema: _, ...json } = toJSONSchema(schema, {
      // What the AI is to write: before defaults and transformations.
      io: "input",
      override: ({ jsonSchema }) => {
        // z.int() says the range of exact integers, which tells the AI nothing.
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      },
    });
    return json as JsonObject;
  } catch (error) {
    throw new Error(
      `parameters.${name} cannot be written as JSON Schema: ${error instanceof Error ? error.message : "unknown reason"} (T-6)`,
    );
  }
}

/** Values of parameters that were not delivered are not demanded: a template may leave them out. */
function validate(schemas: readonly [string, core.$ZodType][], values: JsonObject) {
  const value: [string, unknown][] = Object.entries(values).filter(([name]) => !schemas.some(([own]) => own === name));
  const issues: ArgumentIssue[] = [];
  for (const [name, schema] of schemas) {
    if (!Object.hasOwn(values, name) && !isOptional(schema)) continue;
    const result = core.safeParse(schema, values[name]);
    if (!result.success)
      for (const issue of result.error.issues)
        issues.push({ path: core.toDotPath([name, ...issue.path]), message: issue.message });
    else if (result.data !== undefined) value.push([name, result.data]);
  }
  return issues.length > 0 ? { issues } : { value: Object.fromEntries(value) };
}
