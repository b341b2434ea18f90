import { coerceMembers, formatPath, isObject, type JsonObject, member, placeholderOf } from "../contract/index.ts";
import { describeLoss } from "../contract/loss.ts";
import type { Action, ActionParameters, ArgumentIssue, ParameterSchemas } from "./action.ts";
import { type Fixed, isFixed, isOutput } from "./fixed.ts";
import { joinDocuments } from "./json-document.ts";
import type { JsonSchemaLiteral } from "./json-schema-type.ts";
import { isOptional, writeSchema } from "./schema-document.ts";
import { check, isKeyed, isSchema, type ParameterSchema } from "./standard-schema.ts";
import { toJson } from "./templates.ts";
import { isZod, isZod3, ZOD_3 } from "./zod-schema.ts";

export interface Parameters {
  readonly schema: JsonObject;
  readonly names: readonly string[];
  readonly openFixed: readonly string[];
  /** Names that every delivery contains, unless a template leaves them out. */
  readonly required: readonly string[];
  readonly validate: Action["validate"];
}

/** @throws Error if a schema can't be expressed in JSON Schema */
export function readParameters(given: ActionParameters): Parameters {
  if (isOneSchema(given))
    throw new Error(
      "parameters is one schema for all of them. Write an object with a schema for each name: { message: z.string() }. (T-6)",
    );
  // In JavaScript, the compiler doesn't check this.
  if (!isObject(given)) throw new Error("parameters is missing. Without arguments it is {}. (T-6)");
  const loss = describeLoss(given);
  if (loss !== undefined) throw new Error(`parameters is ${loss.kind}. ${loss.remedy} (T-6)`);
  if (typeof Reflect.get(given, "then") === "function")
    throw new Error("parameters is a promise. Write what it resolves to: await it before. (T-6)");
  return isJsonSchema(given) ? readJsonSchema(given) : readSchemas(given as ParameterSchemas);
}

/** Whether this is a library's schema. The output of `z.toJSONSchema` is JSON Schema, but it also has a hidden property `~standard`. */
function isOneSchema(given: unknown): boolean {
  if (!isKeyed(given)) return false;
  if (isZod(given) || isZod3(given)) return true;
  return isSchema(given) && (typeof given === "function" || Object.keys(given).includes("~standard"));
}

/** A parameter can also be named `type`, but then the value is a schema, not a string. */
function isJsonSchema(given: ActionParameters): given is JsonSchemaLiteral {
  return typeof Reflect.get(given, "type") === "string" || typeof Reflect.get(given, "$schema") === "string";
}

function readJsonSchema(given: JsonSchemaLiteral): Parameters {
  const [mixed] = Object.entries(given.properties ?? {}).find(([, property]) => isFixed(property)) ?? [];
  if (mixed !== undefined)
    throw new Error(
      `parameters.properties.${mixed} is fixed(…), which JSON Schema doesn't have. Write { const: … }, or an object with a schema for each name. (T-6)`,
    );
  const schema = toJson(given, "", ["parameters"], { keepsOutputs: true, rule: "T-6" }) as JsonSchemaLiteral;
  const properties: JsonObject = { ...schema.properties };
  const required = schema.required ?? [];
  return {
    schema: { ...schema },
    names: Object.keys(properties),
    openFixed: [],
    required,
    // The types of a hand-written schema are limited. For stricter checks, use zod or check in the handler.
    validate: (values) => {
      const given = Object.entries(coerceMembers(values, { ...schema })).filter(
        ([name, value]) =>
          !Object.hasOwn(properties, name) || required.includes(name) || !isAbsent(name, value, properties[name]),
      );
      return { value: Object.fromEntries(given) };
    },
  };
}

/** the values that can stand for an omitted argument, if the schema doesn't accept them itself. */
function isAbsent(name: string, value: unknown, schema: unknown): boolean {
  if (value === placeholderOf(name)) return true;
  const types = [member(schema, "type") ?? []].flat();
  if (value === null) return types.length > 0 && !types.includes("null");
  return value === "" && types.length > 0 && !types.includes("string");
}

function readSchemas(schemas: ParameterSchemas): Parameters {
  const entries = Object.entries(schemas);
  for (const [name, schema] of entries) refuseOther(name, schema);
  const filled = entries.filter((entry): entry is [string, ParameterSchema] => !isFixed(entry[1]));
  const optional = new Set(filled.filter(([, schema]) => isOptional(schema)).map(([name]) => name));
  const required = entries.map(([name]) => name).filter((name) => !optional.has(name));
  const open = joinDocuments(filled.map(([name, schema]) => [name, writeSchema(name, schema)]));
  const properties = Object.fromEntries(
    entries.map(([name, schema]) => [name, isFixed(schema) ? fixedSchema(schema) : open.properties[name]]),
  );
  const constants = Object.fromEntries(
    entries.flatMap(([name, schema]) =>
      isFixed(schema) && schema.value !== undefined && !isOutput(schema.value) ? [[name, schema.value]] : [],
    ),
  );
  const schema: JsonObject = {
    type: "object",
    properties,
    ...(required.length > 0 && { required }),
    ...(Object.keys(open.$defs).length > 0 && { $defs: open.$defs }),
  };
  return {
    schema,
    names: entries.map(([name]) => name),
    openFixed: entries.filter(([, schema]) => isFixed(schema) && schema["~fixed"].open).map(([name]) => name),
    required,
    // If a fixed value isn't delivered, the definition's value is used.
    validate: (values) => validate(filled, optional, { ...constants, ...coerceMembers(values, schema) }),
  };
}

function refuseOther(name: string, schema: unknown): void {
  if (isFixed(schema) || isZod(schema)) return;
  const where = `parameters.${name}`;
  if (isZod3(schema)) throw new Error(`${where} ${ZOD_3} (T-6)`);
  if (!isSchema(schema))
    throw new Error(
      `${where} is neither a schema, such as one of zod, nor fixed(…). Hand-written JSON Schema is given whole: { type: "object", properties: … }. (T-6)`,
    );
}

/** T-22. Omits the type if the value isn't known yet and no type was declared. `const` alone is enough. */
export function fixedSchema({ value, "~fixed": { type } = { open: false } }: Partial<Fixed>): JsonObject {
  if (value === undefined) return type === undefined ? {} : { type };
  return isOutput(value) ? { const: value } : { type: value === null ? "null" : typeof value, const: value };
}

/** A parameter that wasn't delivered isn't required, because a template may leave it out. */
function validate(
  schemas: readonly [string, ParameterSchema][],
  optional: ReadonlySet<string>,
  values: JsonObject,
): ReturnType<Action["validate"]> {
  const value: [string, unknown][] = Object.entries(values).filter(([name]) => !schemas.some(([own]) => own === name));
  const issues: ArgumentIssue[] = [];
  for (const [name, schema] of schemas) {
    const isGiven = Object.hasOwn(values, name);
    if (!isGiven && !optional.has(name)) continue;
    const result = read(name, schema, values[name], optional.has(name));
    if ("issues" in result)
      for (const { path, message } of result.issues) issues.push({ path: formatPath([name, ...path]), message });
    else if (result.value !== undefined || (isGiven && !optional.has(name))) value.push([name, result.value]);
  }
  return issues.length > 0 ? { issues } : { value: Object.fromEntries(value) };
}

/** an optional argument counts as absent if its value can stand for a missing one and doesn't fit the schema. */
function read(name: string, schema: ParameterSchema, value: unknown, optional: boolean): ReturnType<typeof check> {
  const isUnreplaced = value === placeholderOf(name);
  const result = check(schema, value);
  const isNone = value === null || value === "";
  return optional && (isUnreplaced || (isNone && "issues" in result)) ? check(schema, undefined) : result;
}
