import { SCHEMA_LISTS, SCHEMA_MAPS, SCHEMA_SINGLES } from "../contract/json-schema.ts";
import { isObject, type JsonObject, jsonEqual, member, unescapeStep } from "../contract/value.ts";

const DEFINITION = /^#\/(?:\$defs|definitions)\/([^/]+)/;
const DEFINITIONS = /^#\/(?:\$defs|definitions)\//;

/**
 * Merges JSON Schemas that libraries wrote as separate documents. Definitions move to the root, where references look for them. A reference to a
 * document itself becomes a reference to the parameter.
 */
export function joinDocuments(documents: readonly (readonly [name: string, document: JsonObject])[]): {
  readonly properties: JsonObject;
  readonly $defs: JsonObject;
} {
  const properties: JsonObject = {};
  const $defs: JsonObject = {};
  for (const [name, document] of documents) {
    const { $schema: _, $defs: modern, definitions: older, ...schema } = document;
    const own: JsonObject = { ...(isObject(older) && older), ...(isObject(modern) && modern) };
    const names = new Map(Object.keys(own).map((key) => [key, freeName(key, name, own, $defs)]));
    const rewrite = (text: string): string => {
      // Older versions of zod don't escape a definition's name in a reference.
      const rest = text.replace(DEFINITIONS, "");
      const whole = rest === text ? undefined : (names.get(rest) ?? names.get(unescapeStep(rest)));
      if (whole !== undefined) return `#/$defs/${encode(whole)}`;
      const found = DEFINITION.exec(text);
      const to = found === null ? undefined : names.get(decode(found[1] ?? ""));
      if (found !== null && to !== undefined) return `#/$defs/${encode(to)}${text.slice(found[0].length)}`;
      return text === "#" || text.startsWith("#/") ? `#/properties/${encode(name)}${text.slice(1)}` : text;
    };
    for (const [key, definition] of Object.entries(own)) $defs[names.get(key) ?? key] = tidy(definition, rewrite);
    properties[name] = tidy(schema, rewrite);
  }
  for (const [name, schema] of Object.entries(properties)) properties[name] = readable(schema, $defs);
  return { properties, $defs: used(properties, $defs) };
}

/** Returns the definition's own name, unless another parameter has a different definition with the same name. */
function freeName(key: string, parameter: string, own: JsonObject, taken: JsonObject): string {
  // Definitions refer to each other. If one differs, all definitions of this document get new names.
  const same = (text: string): string => text;
  const agree = Object.keys(own).every(
    (each) => !Object.hasOwn(taken, each) || jsonEqual(tidy(own[each], same), taken[each]),
  );
  if (agree) return key;
  let name = `${parameter}_${key}`;
  while (Object.hasOwn(taken, name)) name += "_";
  return name;
}

/** A schema without the keywords that only its library uses, and with rewritten references. */
function tidy(schema: unknown, rewrite: (reference: string) => string): unknown {
  if (!isObject(schema)) return schema;
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "$ref" && typeof value === "string") copy[key] = rewrite(value);
    // zod writes a definition's name into `id`. The keyword has no meaning or, in old drafts, changes the base of all references.
    else if (key === "id" && typeof value === "string") continue;
    // z.int() adds the range of exact integers, which doesn't help the AI.
    else if (key === "maximum" && (value === Number.MAX_SAFE_INTEGER || isNoBound(value))) continue;
    else if (key === "minimum" && (value === Number.MIN_SAFE_INTEGER || isNoBound(value))) continue;
    else if (SCHEMA_MAPS.has(key) && isObject(value))
      copy[key] = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, tidy(inner, rewrite)]));
    else if ((SCHEMA_LISTS.has(key) || key === "items") && Array.isArray(value))
      copy[key] = value.map((inner) => tidy(inner, rewrite));
    else if (SCHEMA_SINGLES.has(key)) copy[key] = tidy(value, rewrite);
    else copy[key] = value;
  }
  return copy;
}

/** `.min(-Infinity)` and similar bounds, which become null in JSON. */
const isNoBound = (value: unknown): boolean => value === null || value === Infinity || value === -Infinity;

/** T-22: the AI reads a parameter's description at the parameter, not inside a definition or inside the non-null part of the schema. */
function readable(schema: unknown, $defs: JsonObject): unknown {
  if (!isObject(schema)) return schema;
  const reference = schema["$ref"];
  // If the whole parameter is one definition, it doesn't need a separate definition.
  if (typeof reference === "string") {
    const { $ref: _, ...rest } = schema;
    const target = targetOf(reference, $defs);
    if (!isObject(target)) return schema;
    const whole = { ...target, ...rest };
    return target["$ref"] === undefined ? readable(whole, $defs) : whole;
  }
  if (schema["description"] !== undefined) return schema;
  for (const key of ["anyOf", "oneOf", "allOf"]) {
    const parts = Array.isArray(schema[key]) ? schema[key] : [];
    const filled = parts.filter((part) => member(part, "type") !== "null" && member(part, "const") !== null);
    const [only, another] = filled;
    if (only === undefined || another !== undefined) continue;
    const { description, ...bare } = readable(only, $defs) as JsonObject;
    if (description === undefined) return schema;
    const kept = member(only, "$ref") === undefined ? bare : only;
    return { ...schema, [key]: parts.map((part) => (part === only ? kept : part)), description };
  }
  return schema;
}

function targetOf(reference: string, $defs: JsonObject): unknown {
  const found = DEFINITION.exec(reference);
  return found !== null && found[0] === reference ? member($defs, decode(found[1] ?? "")) : undefined;
}

function used(properties: JsonObject, $defs: JsonObject): JsonObject {
  const found = new Set<string>();
  const visit = (schema: unknown): void => {
    for (const text of referencesOf(schema)) {
      const name = decode(DEFINITION.exec(text)?.[1] ?? "");
      if (found.has(name) || !Object.hasOwn($defs, name)) continue;
      found.add(name);
      visit($defs[name]);
    }
  };
  visit(properties);
  return Object.fromEntries(Object.entries($defs).filter(([name]) => found.has(name)));
}

/** Every string that might be a reference. A false match only keeps an unused definition. */
function* referencesOf(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  const reference = member(value, "$ref");
  if (typeof reference === "string") yield reference;
  for (const inner of Object.values(value)) yield* referencesOf(inner);
}

const decode = (segment: string): string => unescapeStep(unescapeUri(segment));
const encode = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("%", "%25");

function unescapeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // The percent sign is part of the name.
    return text;
  }
}
