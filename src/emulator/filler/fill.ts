import { compilePattern, isObject, type JsonObject } from "../../contract/index.ts";
import { follow, propertiesOf } from "../domain/schema-place.ts";
import type { FillContext } from "./context.ts";
import { fillNumber } from "./number.ts";
import { allByName, fillText, fitText } from "./text.ts";

/** Thrown if no value that the schema allows was found. The run of the action then ends as an error with invalid arguments. */
export class FillError extends Error {
  override name = "FillError";
}

/** Deep enough for any real definition. A recursive schema ends here. */
const DEPTH_MAX = 24;
/** A schema that requires more characters or items than this isn't filled, because nobody says that much. */
const LENGTH_MAX = 10_000;

/**
 * Arguments as a reader of the conversation would write them. Fixed values stay unchanged, and the others come from the transcript. The same input
 * gives the same output. `repair` handles the remaining keywords.
 */
export function fillArguments(parameters: JsonObject, context: FillContext): JsonObject {
  const fill = (name: string, given: unknown, depth: number): unknown => {
    if (depth > DEPTH_MAX) return undefined;
    if (!isObject(given)) return fillText(name, {}, context);
    const schema = resolve(given, parameters);
    if (Object.hasOwn(schema, "const")) return schema["const"];
    if (Array.isArray(schema["enum"])) return lastSaid(schema["enum"], context);
    switch (typeOf(schema)) {
      case "object":
        return fillObject(schema, depth);
      case "array":
        return fillArray(name, schema, depth);
      case "integer":
        return fillNumber(name, schema, context, true);
      case "number":
        return fillNumber(name, schema, context, false);
      case "boolean":
        return saidYes(context);
      case "null":
        return null;
      default:
        return fillString(name, schema, context);
    }
  };

  /** Leaves out a parameter that it can't fill, as an AI would. Doesn't assign properties, because a parameter can be named __proto__. */
  function fillObject(schema: JsonObject, depth: number): JsonObject {
    const filled = Object.entries(propertiesOf(schema)).map(([key, inner]) => [key, fill(key, inner, depth + 1)]);
    return Object.fromEntries(filled.filter(([, value]) => value !== undefined)) as JsonObject;
  }

  function fillArray(name: string, schema: JsonObject, depth: number): unknown[] | undefined {
    const { items, prefixItems = items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
    if (Array.isArray(prefixItems)) {
      const filled = prefixItems.map((item) => fill(name, item, depth + 1));
      return filled.includes(undefined) ? undefined : filled;
    }
    if (Number(minItems) > LENGTH_MAX) return undefined;
    const item = isObject(items) ? resolve(items, parameters) : {};
    const said = isFreeText(item) ? allByName(name, context).map((text) => fitText(text, item)) : [];
    const count = Math.min(Math.max(Number(minItems), 1, said.length), Number(maxItems));
    const first = fill(name, items, depth + 1);
    if (first === undefined) return undefined;
    return Array.from({ length: count }, (_, i) => said[i] ?? another(first, i - said.length, item));
  }

  const filled = fill("", { type: "object", ...parameters }, 0);
  return isObject(filled) ? filled : {};
}

const isFreeText = (schema: JsonObject): boolean =>
  schema["type"] === "string" && !["pattern", "format"].some((keyword) => Object.hasOwn(schema, keyword));

/** A different value of the same kind, for a list whose items may have to differ. */
function another(first: unknown, i: number, item: JsonObject): unknown {
  if (i <= 0) return first;
  if (Array.isArray(item["enum"])) return item["enum"].filter((value) => value !== first)[i - 1] ?? first;
  if (typeof first === "boolean") return i % 2 === 0 ? first : !first;
  if (typeof first === "number") return first + i * Number(item["multipleOf"] ?? 1);
  return typeof first === "string" && isFreeText(item) ? fitText(`${i + 1}. ${first}`, item) : first;
}

function fillString(name: string, schema: JsonObject, context: FillContext): string | undefined {
  if (Number(schema["minLength"] ?? 0) > LENGTH_MAX) return undefined;
  const text = fillText(name, schema, context);
  const pattern = compilePattern(schema["pattern"]);
  if (pattern === undefined) return text;
  const words = context.all.match(/[\p{L}\p{N}_@.+-]+/gu) ?? [];
  const fits = (candidate: string): boolean => fitText(candidate, schema) === candidate;
  return [text, ...words].find((word) => pattern.test(word) && fits(word)) ?? context.sample?.(pattern, fits);
}

/** The schema with its reference resolved and its parts merged. If there are several alternatives, the first one that isn't null is used. */
function resolve(schema: JsonObject, root: JsonObject, depth = 0): JsonObject {
  if (depth > DEPTH_MAX) throw new FillError("the references of the parameters never end");
  const { $ref, allOf, anyOf, oneOf, ...rest } = schema;
  const objects = (list: unknown): JsonObject[] => (Array.isArray(list) ? list.filter(isObject) : []);
  const choices = [objects(anyOf), objects(oneOf)].map((list) => list.find((one) => one["type"] !== "null") ?? list[0]);
  const target = follow($ref, root);
  let joined: JsonObject = rest;
  for (const part of [target, ...objects(allOf), ...choices].filter(isObject)) {
    const inner = resolve(part, root, depth + 1);
    joined = { ...inner, ...joined, properties: { ...propertiesOf(inner), ...propertiesOf(joined) } };
  }
  return joined;
}

function typeOf(schema: JsonObject): unknown {
  const types = [schema["type"] ?? []].flat();
  const type = types.find((one) => one !== "null") ?? types[0];
  if (type !== undefined) return type;
  if (Object.keys(propertiesOf(schema)).length > 0) return "object";
  return isObject(schema["items"]) ? "array" : "string";
}

/** The value that was mentioned last, otherwise the first value. */
function lastSaid(values: readonly unknown[], { all }: FillContext): unknown {
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
