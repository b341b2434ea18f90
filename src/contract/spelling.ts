import { SCHEMA_LISTS, SCHEMA_MAPS, SCHEMA_SINGLES } from "./json-schema.ts";
import { parseUrl } from "./url.ts";
import { isObject, isUnset, type JsonObject } from "./value.ts";

// Each function converts equivalent spellings of a value to one (U-9).

/** T-17: labels, so neither their order nor duplicates matter. */
export function canonicalTags(tags: unknown): unknown {
  if (!Array.isArray(tags)) return isUnset(tags) ? undefined : tags;
  return tags.length === 0 ? undefined : [...new Set(tags)].sort();
}

/** T-6: no parameters, `{}`, and an object without properties are the same. `required` is a set. */
export function canonicalParameters(parameters: unknown): unknown {
  if (isUnset(parameters) || (isObject(parameters) && Object.keys(parameters).length === 0))
    return { type: "object", properties: {} };
  return canonicalSchema(parameters);
}

function canonicalSchema(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "required" && Array.isArray(value)) {
      if (value.length > 0) copy[key] = [...value].sort();
    } else if (SCHEMA_MAPS.has(key) && isObject(value)) {
      copy[key] = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, canonicalSchema(item)]));
    } else if (SCHEMA_LISTS.has(key) && Array.isArray(value)) copy[key] = value.map(canonicalSchema);
    else if (SCHEMA_SINGLES.has(key)) copy[key] = canonicalSchema(value);
    else copy[key] = value;
  }
  return copy;
}

/**
 * Two spellings of an address (a host in capitals, a missing `/`) are the same address. Braces stay unchanged: `{id}` is a placeholder,
 * `%7Bid%7D` is sent unchanged.
 */
export function canonicalUrl(url: unknown): unknown {
  if (typeof url !== "string") return url;
  // `URL` writes a brace in the path as %7B, so braces that were already encoded are set apart.
  const apart = parseUrl(url.replace(/%(?=7[bd]|25)/gi, "%25"))?.href;
  return (
    apart
      ?.replaceAll("%7B", "{")
      .replaceAll("%7D", "}")
      .replace(/%25(?=7[bd]|25)/gi, "%") ?? url
  );
}

/** D-14: whether header names differ by more than case. */
export const canonicalHeaders = (headers: unknown): unknown => canonicalMap(headers, (name) => name.toLowerCase());
export const canonicalTexts = (texts: unknown): unknown => canonicalMap(texts, (name) => name);

function canonicalMap(map: unknown, spell: (name: string) => string): unknown {
  if (isUnset(map)) return {};
  if (!isObject(map)) return map;
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => !isUnset(value))
      .map(([name, value]) => [spell(name), value]),
  );
}

export const upperCase = (value: unknown): unknown => (typeof value === "string" ? value.toUpperCase() : value);
export const lowerCase = (value: unknown): unknown => (typeof value === "string" ? value.toLowerCase() : value);
