import { formatPath, isObject, type JsonObject, type Path } from "../tavus-api/contract/index.ts";

const DEFINITIONS = ["$defs", "definitions"];
/** What would name types beside those of the tool, or let them clash with another tool's; and what would write code into the file. */
const STRIPPED = ["title", "$id", "id", "$schema", "$anchor", "tsType", "tsEnumNames"];

/** A schema without names of its own, and what its shared definitions are called by. */
export interface IsolatedSchema {
  readonly schema: JsonObject;
  /** The definitions' own names; the first stands in the schema as `DEFINITION0`. */
  readonly definitions: readonly string[];
}

/** Names that the generator leaves as they are, unlike real ones, whose underscores and digits it rewrites. */
export const DEFINITION = "PulumiTavusDefinition";

/**
 * A tool's parameters so that the types of several tools fit into one file.
 * @throws Error where a reference leads out of the schema: nothing is fetched or read
 */
export function isolateSchema(schema: JsonObject, tool: string): IsolatedSchema {
  const definitions: string[] = [];
  const nameOf = (key: string): string => {
    if (!definitions.includes(key)) definitions.push(key);
    return `${DEFINITION}${definitions.indexOf(key)}`;
  };
  const isolate = (value: unknown, path: Path, isNames: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item, i) => isolate(item, [...path, i], false));
    if (!isObject(value)) return value;
    const entries = Object.entries(value)
      // A parameter may be called title.
      .filter(([key]) => isNames || !STRIPPED.includes(key))
      .map(([key, item]): [string, unknown] => {
        const inner = [...path, key];
        if (!isNames && key === "$ref") return [key, localReference(item, tool, inner, nameOf)];
        if (!isNames && (key === "const" || key === "enum" || key === "default" || key === "examples"))
          return [key, item];
        if (!isNames && DEFINITIONS.includes(key) && isObject(item))
          return ["$defs", renamed(isolate(item, inner, true) as JsonObject, nameOf)];
        return [key, isolate(item, inner, !isNames && key === "properties")];
      });
    return Object.fromEntries(entries);
  };
  return { schema: isolate({ type: "object", ...schema }, ["parameters"], false) as JsonObject, definitions };
}

function renamed(definitions: JsonObject, nameOf: (key: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(definitions).map(([key, item]) => [nameOf(key), item]));
}

function localReference(reference: unknown, tool: string, path: Path, nameOf: (key: string) => string): unknown {
  if (typeof reference !== "string") return reference;
  if (!reference.startsWith("#"))
    throw new Error(
      `the tool ${tool}: ${formatPath(path)} leads out of the schema, and nothing is fetched. Write the definition into $defs.`,
    );
  return reference.replace(/^#\/(?:\$defs|definitions)\/([^/]+)/, (_, key: string) => `#/$defs/${nameOf(decode(key))}`);
}

/** RFC 6901. */
function decode(step: string): string {
  return decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
}
