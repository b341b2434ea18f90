import type { Issue, Path } from "./issue.ts";
import { RESERVED_PREFIX } from "./limits.ts";
import { containsUnknown, hasType, isObject, type JsonObject, jsonEqual, member } from "./value.ts";

/** Keywords of JSON Schema that hold schemas, so that a property called `required` is not taken for the keyword. */
export const SCHEMA_MAPS = new Set(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"]);
export const SCHEMA_LISTS = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
export const SCHEMA_SINGLES = new Set([
  "items",
  "additionalProperties",
  "not",
  "contains",
  "propertyNames",
  "if",
  "then",
  "else",
]);

const TYPES = ["string", "number", "integer", "boolean", "object", "array", "null"];
const NON_NEGATIVE = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];
const NUMBERS = ["minimum", "maximum"];
const EXCLUSIVE = ["exclusiveMinimum", "exclusiveMaximum"];
/** Keywords whose schema looks at the same value as the schema around it. */
const PARTS = new Set(["not", "if", "then", "else", "contains"]);
/** Keywords through which parameters may be declared elsewhere. */
const OPEN = [
  "allOf",
  "anyOf",
  "oneOf",
  "$ref",
  "$dynamicRef",
  "patternProperties",
  "if",
  "dependentSchemas",
  // Draft 7's word for dependentSchemas.
  "dependencies",
  "unevaluatedProperties",
];
const RANGES = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
] as const;
const STRINGS = ["description", "title", "format", "$ref", "$comment", "$id", "$schema"];

/** Reports what makes the parameters of a tool no usable JSON Schema (T-6, T-7, T-22), each with its path. */
export function checkParameters(parameters: unknown, isUnknown: (value: unknown) => boolean): Issue[] {
  if (!isObject(parameters) || Object.keys(parameters).length === 0) return [];
  const issues: Issue[] = [];
  const report = (path: Path, message: string, remedy: string, rule = "T-6"): void => {
    issues.push({ rule, path, message, remedy });
  };
  if (member(parameters, "type") !== "object" && !isUnknown(member(parameters, "type")))
    report(["parameters", "type"], "is not the string object", 'Write type: "object".');
  visit(parameters, ["parameters"]);
  return issues;

  /** @param partial the schema stands beside others (`anyOf`, `if`, …), where parameters may be declared as well */
  function visit(schema: unknown, path: Path, partial = false): void {
    if (isUnknown(schema)) return;
    // checkParameters is given an object, so this is a schema below it.
    if (typeof schema === "boolean") return;
    if (!isObject(schema)) {
      report(path, "is not a JSON Schema", 'Write an object, such as { type: "string", description: … }.');
      return;
    }
    keywords(schema, path);
    properties(schema, path, partial);
    values(schema, path);
    for (const [key, value] of Object.entries(schema)) {
      if (SCHEMA_MAPS.has(key)) {
        if (isObject(value))
          for (const name of Object.keys(value))
            visit(value[name], [...path, key, name], partial || key !== "properties" || declaresElsewhere(schema));
        else if (!isUnknown(value)) report([...path, key], "is not an object", "Write an object from name to schema.");
      } else if (SCHEMA_LISTS.has(key)) {
        if (Array.isArray(value) && value.length > 0)
          value.forEach((item, i) => void visit(item, [...path, key, i], true));
        else if (!isUnknown(value))
          report([...path, key], "is not a list of schemas", "Write an array with at least one schema.");
      } else if (key === "items" && Array.isArray(value)) {
        // Draft 7: a schema for each place.
        value.forEach((item, i) => void visit(item, [...path, key, i], partial));
      } else if (SCHEMA_SINGLES.has(key)) visit(value, [...path, key], partial || PARTS.has(key));
    }
  }

  function keywords(schema: JsonObject, path: Path): void {
    const expect = (key: string, holds: (value: unknown) => boolean, message: string, remedy: string): void => {
      const value = member(schema, key);
      if (value !== undefined && !isUnknown(value) && !holds(value)) report([...path, key], message, remedy);
    };
    if (path.length > 1)
      expect("type", isTypeKeyword, "is not a type of JSON Schema", `Write one of ${TYPES.join(", ")}.`);
    for (const key of STRINGS) expect(key, (value) => typeof value === "string", "is not a string", "Write a string.");
    for (const key of NUMBERS) expect(key, Number.isFinite, "is not a number", "Write a number.");
    // OpenAPI 3.0 writes a flag beside the bound.
    for (const key of EXCLUSIVE)
      expect(
        key,
        (value) => typeof value === "boolean" || Number.isFinite(value),
        "is not a number",
        "Write a number.",
      );
    for (const key of NON_NEGATIVE)
      expect(
        key,
        (value) => Number.isInteger(value) && Number(value) >= 0,
        "is not a length",
        "Write a whole number, 0 or more.",
      );
    expect(
      "multipleOf",
      (value) => Number.isFinite(value) && Number(value) > 0,
      "is not above 0",
      "Write a number above 0.",
    );
    expect("uniqueItems", (value) => typeof value === "boolean", "is not true or false", "Write true or false.");
    expect(
      "pattern",
      (value) => compilePattern(value) !== undefined,
      "is not a regular expression",
      "Correct the pattern.",
    );
    expect(
      "enum",
      (value) => Array.isArray(value) && value.length > 0,
      "is not a list of values",
      "Write an array with at least one value.",
    );
    for (const [low, high] of RANGES) {
      const [from, to] = [member(schema, low), member(schema, high)];
      if (typeof from === "number" && typeof to === "number" && from > to)
        report([...path, low], `is above ${high}, so that no value fits`, "Swap or correct the two.");
    }
  }

  function properties(schema: JsonObject, path: Path, partial: boolean): void {
    const declared = member(schema, "properties");
    if (isObject(declared))
      for (const name of Object.keys(declared)) {
        if (name.startsWith(RESERVED_PREFIX))
          report(
            [...path, "properties", name],
            `begins with ${RESERVED_PREFIX}, which is reserved`,
            "Choose another name.",
            "T-7",
          );
        if (name === "") report([...path, "properties", name], "has an empty name", "Name the parameter.");
      }
    const required = member(schema, "required");
    if (required === undefined || isUnknown(required)) return;
    if (!Array.isArray(required)) {
      report([...path, "required"], "is not a list of parameter names", "Write an array of strings.");
      return;
    }
    // Names may come from elsewhere; then nothing can be said about one that is missing here.
    const others = member(schema, "additionalProperties");
    const closed =
      !partial &&
      isObject(declared) &&
      !isObject(others) &&
      others !== true &&
      !isUnknown(others) &&
      !declaresElsewhere(schema);
    required.forEach((name, i) => {
      if (isUnknown(name)) return;
      if (typeof name !== "string") report([...path, "required", i], "is not a parameter name", "Write a string.");
      else if (required.indexOf(name) !== i)
        report([...path, "required", i], "is listed twice", "Remove one of the two.");
      else if (closed && !Object.hasOwn(declared, name))
        report(
          [...path, "required", i],
          "names a parameter that is not declared",
          "Declare it in properties, or remove it here.",
        );
    });
  }

  function values(schema: JsonObject, path: Path): void {
    const type = member(schema, "type");
    const allowed = member(schema, "enum");
    if (Array.isArray(allowed))
      allowed.forEach((value, i) => {
        if (isUnknown(value)) return;
        if (!fitsType(value, type) && !isAllowedNull(value, schema))
          report([...path, "enum", i], "does not have the parameter's type", "Correct the value or the type.");
      });
    if (!Object.hasOwn(schema, "const")) return;
    const fixed = schema["const"];
    if (isUnknown(fixed)) return;
    if (!fitsType(fixed, type) && !isAllowedNull(fixed, schema))
      report([...path, "const"], "does not have the parameter's type", "Correct the value or the type.", "T-22");
    if (containsUnknown(fixed, isUnknown)) return;
    if (
      Array.isArray(allowed) &&
      !allowed.some((value) => containsUnknown(value, isUnknown) || jsonEqual(value, fixed))
    )
      report([...path, "const"], "is none of the values of enum", "Correct one of the two.", "T-22");
  }

  function isTypeKeyword(value: unknown): boolean {
    const one = (type: unknown): boolean => isUnknown(type) || TYPES.some((known) => known === type);
    return Array.isArray(value) ? value.length > 0 && value.every(one) : one(value);
  }

  function fitsType(value: unknown, type: unknown): boolean {
    const types = Array.isArray(type) ? type : [type];
    // What is no type is reported at `type` itself.
    return types.some((one) => isUnknown(one) || !TYPES.some((known) => known === one) || hasType(value, one));
  }
}

/** Whether parameters may be declared in another place than `properties`. */
export function declaresElsewhere(schema: unknown): boolean {
  return OPEN.some((key) => (member(schema, key) ?? false) !== false);
}

/** OpenAPI 3.0 says so beside the type. */
function isAllowedNull(value: unknown, schema: JsonObject): boolean {
  return value === null && member(schema, "nullable") === true;
}

/**
 * The regular expression of a `pattern`; `undefined` where it is none. With or without the `u` flag: JSON Schema means the former, many
 * patterns in use are written for the latter.
 */
export function compilePattern(pattern: unknown): RegExp | undefined {
  if (typeof pattern !== "string") return undefined;
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Not in this dialect.
    }
  }
  return undefined;
}
