import { rounded } from "./exact-number.ts";
import { type Code, type Issue, issue, type Params, type Path } from "./issue.ts";
import { RESERVED_PREFIX } from "./limits.ts";
import { contains, hasType, isObject, type JsonObject, jsonEqual, member } from "./value.ts";

/** Keywords whose members are schemas by name. So a property named `required` isn't mistaken for the keyword. */
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
/** Keywords whose schema applies to the same value as the outer schema. */
const PARTS = new Set(["not", "if", "then", "else", "contains"]);
/** Keywords that can declare parameters elsewhere. */
const OPEN = [
  "allOf",
  "anyOf",
  "oneOf",
  "$ref",
  "$dynamicRef",
  "patternProperties",
  "if",
  "dependentSchemas",
  // Draft 7's name for dependentSchemas.
  "dependencies",
  "unevaluatedProperties",
];
const RANGES = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
] as const;
type ValueCode = "not-string" | "not-number" | "not-boolean" | QuotingCode | "schema-enum";
type QuotingCode = "schema-type" | "schema-length" | "schema-step" | "schema-pattern";
const QUOTES: ReadonlySet<string> = new Set<QuotingCode>([
  "schema-type",
  "schema-length",
  "schema-step",
  "schema-pattern",
]);
const STRINGS = ["description", "title", "format", "$ref", "$comment", "$id", "$schema"];

/** Reports everything that makes the parameters of a tool an unusable JSON Schema (T-6, T-7, T-22), each with its path. */
export function checkParameters(parameters: unknown, isUnknown: (value: unknown) => boolean): Issue[] {
  if (!isObject(parameters) || Object.keys(parameters).length === 0) return [];
  const issues: Issue[] = [];
  const report = <C extends Code>(code: C, path: Path, ...params: Params<C>): void =>
    void issues.push(issue(code, path, ...params));
  if (member(parameters, "type") !== "object" && !isUnknown(member(parameters, "type")))
    report("schema-root", ["parameters", "type"]);
  visit(parameters, ["parameters"]);
  return issues;

  /** @param partial the schema is part of others (`anyOf`, `if`, …), which can declare parameters as well */
  function visit(schema: unknown, path: Path, partial = false): void {
    if (isUnknown(schema)) return;
    // checkParameters already got an object, so this is a nested schema.
    if (typeof schema === "boolean") return;
    if (!isObject(schema)) {
      report("schema-not-object", path);
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
        else if (!isUnknown(value)) report("schema-map", [...path, key]);
      } else if (SCHEMA_LISTS.has(key)) {
        if (Array.isArray(value) && value.length > 0)
          value.forEach((item, i) => void visit(item, [...path, key, i], true));
        else if (!isUnknown(value)) report("schema-list", [...path, key]);
      } else if (key === "items" && Array.isArray(value)) {
        // Draft 7: a schema for each position.
        value.forEach((item, i) => void visit(item, [...path, key, i], partial));
      } else if (SCHEMA_SINGLES.has(key)) visit(value, [...path, key], partial || PARTS.has(key));
    }
  }

  function keywords(schema: JsonObject, path: Path): void {
    const expect = (key: string, holds: (value: unknown) => boolean, code: ValueCode): void => {
      const value = member(schema, key);
      if (value !== undefined && !isUnknown(value) && !holds(rounded(value)))
        issues.push({ code, path: [...path, key], params: QUOTES.has(code) ? { value } : {} } as Issue);
    };
    if (path.length > 1) expect("type", isTypeKeyword, "schema-type");
    for (const key of STRINGS) expect(key, (value) => typeof value === "string", "not-string");
    for (const key of NUMBERS) expect(key, (value) => typeof value === "number", "not-number");
    // In OpenAPI 3.0, this is a flag next to the bound.
    for (const key of EXCLUSIVE) expect(key, (value) => ["boolean", "number"].includes(typeof value), "not-number");
    for (const key of NON_NEGATIVE)
      expect(key, (value) => Number.isInteger(value) && Number(value) >= 0, "schema-length");
    expect("multipleOf", (value) => Number.isFinite(value) && Number(value) > 0, "schema-step");
    expect("uniqueItems", (value) => typeof value === "boolean", "not-boolean");
    expect("pattern", (value) => compilePattern(value) !== undefined, "schema-pattern");
    expect("enum", (value) => Array.isArray(value) && value.length > 0, "schema-enum");
    for (const [low, high] of RANGES) {
      const [from, to] = [rounded(member(schema, low)), rounded(member(schema, high))];
      if (typeof from === "number" && typeof to === "number" && from > to)
        report("schema-range", [...path, low], { high });
    }
  }

  function properties(schema: JsonObject, path: Path, partial: boolean): void {
    const declared = member(schema, "properties");
    if (isObject(declared))
      for (const name of Object.keys(declared)) {
        if (name.startsWith(RESERVED_PREFIX)) report("parameter-reserved", [...path, "properties", name]);
        if (name === "") report("parameter-unnamed", [...path, "properties", name]);
      }
    const required = member(schema, "required");
    if (required === undefined || isUnknown(required)) return;
    if (!Array.isArray(required)) {
      report("required-list", [...path, "required"]);
      return;
    }
    // Names can come from elsewhere, so a name that is missing here isn't an error.
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
      const at = [...path, "required", i];
      if (typeof name !== "string") report("required-name", at);
      else if (required.indexOf(name) !== i) report("required-twice", at, { value: name });
      else if (closed && !Object.hasOwn(declared, name)) report("required-undeclared", at, { value: name });
    });
  }

  function values(schema: JsonObject, path: Path): void {
    const type = member(schema, "type");
    const allowed = member(schema, "enum");
    if (Array.isArray(allowed))
      allowed.forEach((value, i) => {
        if (isUnknown(value)) return;
        if (!fitsType(value, type) && !isAllowedNull(value, schema)) report("enum-type", [...path, "enum", i]);
      });
    if (!Object.hasOwn(schema, "const")) return;
    const fixed = schema["const"];
    if (isUnknown(fixed)) return;
    if (!fitsType(fixed, type) && !isAllowedNull(fixed, schema)) report("const-type", [...path, "const"]);
    if (contains(fixed, isUnknown)) return;
    if (Array.isArray(allowed) && !allowed.some((value) => contains(value, isUnknown) || jsonEqual(value, fixed)))
      report("const-not-in-enum", [...path, "const"]);
  }

  function isTypeKeyword(value: unknown): boolean {
    const one = (type: unknown): boolean => isUnknown(type) || TYPES.some((known) => known === type);
    return Array.isArray(value) ? value.length > 0 && value.every(one) : one(value);
  }

  function fitsType(given: unknown, type: unknown): boolean {
    const types = Array.isArray(type) ? type : [type];
    // An invalid type is reported at `type` itself.
    return types.some((one) => isUnknown(one) || !TYPES.some((known) => known === one) || hasType(given, one));
  }
}

/** Whether parameters can be declared anywhere outside `properties`. */
export function declaresElsewhere(schema: unknown): boolean {
  return OPEN.some((key) => (member(schema, key) ?? false) !== false);
}

/** OpenAPI 3.0 has `nullable` next to the type. */
function isAllowedNull(value: unknown, schema: JsonObject): boolean {
  return value === null && member(schema, "nullable") === true;
}

/**
 * The regular expression of a `pattern`. `undefined` if it is invalid. With or without the `u` flag: JSON Schema requires it, but many patterns are
 * written without it.
 */
export function compilePattern(pattern: unknown): RegExp | undefined {
  if (typeof pattern !== "string") return undefined;
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Not valid in this dialect.
    }
  }
  return undefined;
}
