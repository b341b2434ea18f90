import { compilePattern, isObject, type JsonObject, jsonEqual, member } from "../../tavus-api/contract/index.ts";
import type { FillContext } from "./context.ts";
import { fillNumber } from "./number.ts";
import { allByName, fillText, fitText } from "./text.ts";

/** No value that the schema allows was found; the run of the action ends as an error with invalid arguments. */
export class FillError extends Error {
  override name = "FillError";
}

/**
 * The arguments of an action: fixed values as they are, the open ones from what was said. The same input gives the same output,
 * and the output is valid against the schema.
 * @throws FillError where the schema allows no value that can be found
 */
export function fillArguments(parameters: JsonObject, context: FillContext): JsonObject {
  const filled = createFiller(parameters, context)("", { type: "object", ...parameters }, 0);
  if (!isObject(filled)) throw new FillError("parameters do not describe an object");
  return filled;
}

type Fill = (name: string, schema: unknown, depth: number) => unknown;

/** Deep enough for any real definition; a schema that refers to itself ends here. */
const MAX_DEPTH = 24;
/** A schema that demands more than this many characters or items is not filled: nobody says that much. */
const MAX_LENGTH = 10_000;

function createFiller(root: JsonObject, context: FillContext): Fill {
  const fill: Fill = (name, given, depth) => {
    if (depth > MAX_DEPTH) throw new FillError(`${name} is nested too deeply`);
    if (!isObject(given)) return fillText(name, {}, context);
    const schema = resolve(root, given, 0);
    if (Object.hasOwn(schema, "const")) return schema["const"];
    if (Array.isArray(schema["enum"]))
      return pickSaid(
        schema["enum"].filter((value) => hasType(value, schema["type"])),
        context,
        name,
      );
    for (const type of typesOf(schema)) {
      const value = fillType(type, name, schema, depth);
      if (value !== undefined) return value;
    }
    throw new FillError(`${name === "" ? "parameters" : name} allows no value`);
  };

  function fillType(type: string, name: string, schema: JsonObject, depth: number): unknown {
    switch (type) {
      case "object":
        return fillObject(schema, depth);
      case "array":
        return fillArray(name, schema, depth);
      case "integer":
      case "number":
        return fillNumber(name, schema, context, type === "integer");
      case "boolean":
        return saidYes(context);
      case "null":
        return null;
      default:
        return fillString(name, schema);
    }
  }

  function fillString(name: string, schema: JsonObject): string | undefined {
    if (Number(schema["minLength"] ?? 0) > MAX_LENGTH) return undefined;
    const pattern = compilePattern(schema["pattern"]);
    const text = fillText(name, schema, context);
    if (pattern === undefined) return text;
    const words = context.all.match(/[\p{L}\p{N}_@.+-]+/gu) ?? [];
    const simple = ["A", "a", "0", "1", "AB12", "ABC-123", "abc", "000000", "12345", "2026-01-01", "+10000000000"];
    const fits = (candidate: string): boolean => fitText(candidate, schema) === candidate;
    const found = [text, ...words, ...simple].find((candidate) => pattern.test(candidate) && fits(candidate));
    return found ?? context.sample?.(pattern, fits);
  }

  function fillObject(schema: JsonObject, depth: number): JsonObject {
    const properties = isObject(schema["properties"]) ? schema["properties"] : {};
    const required = Array.isArray(schema["required"])
      ? schema["required"].filter((key): key is string => typeof key === "string")
      : [];
    const filled: [string, unknown][] = [];
    for (const key of new Set([...Object.keys(properties), ...required])) {
      try {
        const inner = Object.hasOwn(properties, key) ? properties[key] : additional(schema);
        filled.push([key, fill(key, inner, depth + 1)]);
      } catch (error) {
        // An optional argument that cannot be filled is left out, as an AI would.
        if (!(error instanceof FillError) || required.includes(key)) throw error;
      }
    }
    // Not by assignment: a parameter may be called __proto__.
    return Object.fromEntries(filled);
  }

  function fillArray(name: string, schema: JsonObject, depth: number): unknown[] | undefined {
    const tuple = schema["prefixItems"] ?? schema["items"];
    if (Array.isArray(tuple)) return tuple.map((item) => fill(name, item, depth + 1));
    const min = Number(schema["minItems"] ?? 0);
    const max = Number(schema["maxItems"] ?? Number.POSITIVE_INFINITY);
    const items = isObject(schema["items"]) ? schema["items"] : {};
    if (min > MAX_LENGTH) return undefined;
    const said = isFreeText(items) ? allByName(name, context) : [];
    const wanted = Math.min(Math.max(min, 1, said.length), max);
    const filled: unknown[] = [];
    for (const candidate of [
      ...said.map((text) => fitText(text, items)),
      ...candidatesFor(name, items, depth, wanted),
    ]) {
      if (filled.length === wanted) break;
      if (schema["uniqueItems"] !== true || !filled.some((item) => jsonEqual(item, candidate))) filled.push(candidate);
    }
    if (filled.length < min) return undefined;
    return filled;
  }

  /** As many different items as may be needed. */
  function* candidatesFor(name: string, items: JsonObject, depth: number, wanted: number): Generator<unknown> {
    const schema = resolve(root, items, 0);
    const first = fill(name, items, depth + 1);
    yield first;
    if (Array.isArray(schema["enum"])) yield* schema["enum"].filter((value) => hasType(value, schema["type"]));
    const isFree = !["const", "enum", "pattern", "format"].some((keyword) => Object.hasOwn(schema, keyword));
    if (isFree) yield* variantsOf(first, schema, wanted);
    for (let i = 0; i < wanted; i += 1) yield first;
  }

  return fill;
}

const isFreeText = (schema: JsonObject): boolean =>
  schema["type"] === "string" &&
  !["const", "enum", "pattern", "format"].some((keyword) => Object.hasOwn(schema, keyword));

/** Other values that the schema allows as well. */
function* variantsOf(first: unknown, schema: JsonObject, wanted: number): Generator<unknown> {
  if (typeof first === "boolean") yield !first;
  if (typeof first === "string") for (let i = 2; i <= wanted + 1; i += 1) yield fitText(`${i}. ${first}`, schema);
  if (typeof first !== "number") return;
  const step = typeof schema["multipleOf"] === "number" ? schema["multipleOf"] : 1;
  for (let i = 1; i <= wanted; i += 1) {
    const next = first + i * step;
    if (next <= Number(schema["maximum"] ?? next) && next < Number(schema["exclusiveMaximum"] ?? next + 1)) yield next;
  }
}

function additional(schema: JsonObject): unknown {
  return isObject(schema["additionalProperties"]) ? schema["additionalProperties"] : {};
}

/** The schema with its reference followed and its parts joined; of several alternatives the first that is not null. */
function resolve(root: JsonObject, schema: JsonObject, depth: number): JsonObject {
  if (depth > MAX_DEPTH) throw new FillError("the schema refers to itself");
  let resolved = schema;
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const { $ref: _, ...rest } = schema;
    resolved = join(resolve(root, follow(root, reference), depth + 1), rest);
  }
  for (const part of Array.isArray(schema["allOf"]) ? schema["allOf"] : [])
    if (isObject(part)) resolved = join(resolved, resolve(root, part, depth + 1));
  for (const key of ["anyOf", "oneOf"]) {
    const choices = Array.isArray(schema[key]) ? schema[key].filter(isObject) : [];
    const choice = choices.find((one) => one["type"] !== "null") ?? choices[0];
    if (choice !== undefined) resolved = join(resolved, resolve(root, choice, depth + 1));
  }
  return resolved;
}

function join(a: JsonObject, b: JsonObject): JsonObject {
  const properties = {
    ...(isObject(a["properties"]) ? a["properties"] : {}),
    ...(isObject(b["properties"]) ? b["properties"] : {}),
  };
  const required = [
    ...(Array.isArray(a["required"]) ? a["required"] : []),
    ...(Array.isArray(b["required"]) ? b["required"] : []),
  ];
  return {
    ...a,
    ...b,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  };
}

function follow(root: JsonObject, reference: string): JsonObject {
  const steps = reference.replace(/^#\/?/, "").split("/").filter(Boolean);
  const target = steps.reduce<unknown>(
    (value, step) => member(value, step.replaceAll("~1", "/").replaceAll("~0", "~")),
    root,
  );
  if (!reference.startsWith("#") || !isObject(target)) throw new FillError(`$ref ${reference} leads nowhere`);
  return target;
}

function typesOf(schema: JsonObject): string[] {
  const type = schema["type"];
  if (Array.isArray(type))
    return [...type.filter((one) => one !== "null"), ...type.filter((one) => one === "null")].map(String);
  if (typeof type === "string") return [type];
  if (isObject(schema["properties"])) return ["object"];
  return isObject(schema["items"]) ? ["array"] : ["string"];
}

function hasType(value: unknown, type: unknown): boolean {
  const types = Array.isArray(type) ? type : [type];
  return types.some((one) => {
    if (one === "integer") return Number.isInteger(value);
    if (one === "null") return value === null;
    if (one === "array") return Array.isArray(value);
    if (one === "object") return isObject(value);
    return typeof one !== "string" || typeof value === one;
  });
}

/** The value that was spoken of last; else the first. */
function pickSaid(values: readonly unknown[], { all }: FillContext, name: string): unknown {
  if (values.length === 0) throw new FillError(`${name} allows no value`);
  const lower = all.toLowerCase();
  const positions = values.map((value) =>
    typeof value === "string" || typeof value === "number"
      ? lower.lastIndexOf(String(value).toLowerCase().replaceAll("_", " "))
      : -1,
  );
  return values[Math.max(0, positions.indexOf(Math.max(...positions)))];
}

function saidYes({ caller }: FillContext): boolean {
  const last = caller.findLast((sentence) =>
    /\b(yes|yeah|sure|exactly|correct|thank|thanks|no|not|never|wrong)\b/i.test(sentence),
  );
  return last !== undefined && !/\b(no|not|never|wrong)\b/i.test(last);
}
