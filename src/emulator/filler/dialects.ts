import type { SchemaDraft } from "@cfworker/json-schema";
import { isObject, type JsonObject, rounded } from "../../contract/index.ts";
import { mapSchema } from "./subschemas.ts";
import { unicodePattern } from "./unicode-pattern.ts";

// Parameters come in the drafts of JSON Schema, and as OpenAPI. The filler and the validator each understand only a part of that.

/** Keywords that 2020-12 doesn't have. */
const DRAFT_7_ONLY = new Set(["additionalItems", "dependencies"]);

/** The draft that `$schema` names, or the one whose keywords the schema uses. */
export function draftOf(schema: JsonObject): SchemaDraft {
  let named: string | undefined;
  let isOld = false;
  JSON.stringify(schema, (key, value: unknown) => {
    if (key === "$schema" && typeof value === "string") named ??= value;
    if (DRAFT_7_ONLY.has(key) || (key === "items" && Array.isArray(value))) isOld = true;
    return value;
  });
  return (named === undefined ? isOld : /draft-0[3-7]/.test(named)) ? "7" : "2020-12";
}

/** In OpenAPI 3.0, the bound has a flag next to it, which JSON Schema doesn't have. The filler computes with bounds, so they are rounded. */
export const modernized = (parameters: JsonObject): JsonObject =>
  mapSchema(parameters, (schema) => {
    const value = { ...schema };
    for (const bound of ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
      if (value[bound] !== undefined) value[bound] = rounded(value[bound]);
    for (const [flag, bound] of [
      ["exclusiveMinimum", "minimum"],
      ["exclusiveMaximum", "maximum"],
    ] as const)
      if (typeof value[flag] === "boolean" && (value[bound] === undefined || typeof value[bound] === "number")) {
        if (value[flag] && value[bound] !== undefined) value[flag] = value[bound];
        else delete value[flag];
      }
    return value;
  });

/**
 * The schema without what confuses the validator: it reads every unknown object as a schema, looks up a `format` like a member of any object, compiles
 * patterns with the `u` flag, and doesn't know OpenAPI's `nullable`.
 */
export function forValidator(parameters: JsonObject, formats: object): JsonObject {
  const text = JSON.stringify(parameters);
  // Definitions can have any name.
  const targets = Object.entries(parameters).filter(([key]) => !KEYWORDS.has(key) && text.includes(`"#/${key}/`));
  const schema = mapSchema(parameters, (given) => {
    if (Object.hasOwn(given, "$dynamicRef")) throw new Error("$dynamicRef is not supported");
    const { dependencies, nullable, type, format, $id, pattern, patternProperties } = given;
    return {
      ...Object.fromEntries(Object.entries(given).filter(([key]) => KEYWORDS.has(key))),
      ...(isObject(dependencies) && dependents(dependencies)),
      ...(type !== undefined && { type: nullable === true ? [type, "null"].flat() : type }),
      ...(typeof format === "string" && Object.hasOwn(formats, format) && { format }),
      ...(typeof $id === "string" && URL.canParse($id, "https://localhost") && { $id }),
      ...(typeof pattern === "string" && { pattern: unicodePattern(pattern) }),
      ...(isObject(patternProperties) && {
        patternProperties: Object.fromEntries(
          Object.entries(patternProperties).map(([name, part]) => [unicodePattern(name), part]),
        ),
      }),
    };
  });
  return { ...Object.fromEntries(targets), ...schema };
}

/** Draft 7's `dependencies` as the two keywords that replaced it. */
const dependents = (dependencies: JsonObject): JsonObject => ({
  dependentRequired: Object.fromEntries(Object.entries(dependencies).filter(([, part]) => Array.isArray(part))),
  dependentSchemas: Object.fromEntries(Object.entries(dependencies).filter(([, part]) => !Array.isArray(part))),
});

/** The keywords that affect whether a value is valid, and that `forValidator` doesn't change. */
const KEYWORDS = new Set([
  ...["$anchor", "$defs", "$recursiveAnchor", "$recursiveRef", "$ref", "additionalItems", "additionalProperties"],
  ...["allOf", "anyOf", "const", "contains", "definitions", "dependentRequired", "dependentSchemas", "else", "enum"],
  ...["exclusiveMaximum", "exclusiveMinimum", "if", "items", "maxContains", "maxItems", "maxLength", "maxProperties"],
  ...["maximum", "minContains", "minItems", "minLength", "minProperties", "minimum", "multipleOf", "not", "oneOf"],
  ...["prefixItems", "properties", "propertyNames", "required", "then", "unevaluatedItems", "unevaluatedProperties"],
  "uniqueItems",
]);
