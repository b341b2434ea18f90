import { formatPath, isObject, type JsonObject, member, type Path } from "../contract/index.ts";
import { answersLate, check, type ParameterSchema } from "./standard-schema.ts";
import { findUnwritable, isOptionalZod, isZod, writeZod } from "./zod-schema.ts";

/** The JSON Schema of the value that the AI writes for a parameter, before defaults and transforms are applied. */
export function writeSchema(name: string, schema: ParameterSchema): JsonObject {
  const where = `parameters.${name}`;
  const { vendor, validate } = schema["~standard"];
  if (typeof validate !== "function")
    throw new Error(
      `${where} is a schema of ${vendor} that can't check values. Use a schema that follows Standard Schema. (T-6)`,
    );
  const found = isZod(schema) ? findUnwritable(schema) : findIgnored(schema);
  if (found !== undefined) throw new Error(`${pathOf(name, found.path)} ${found.problem} (T-6)`);
  const convert = "jsonSchema" in schema["~standard"] ? schema["~standard"].jsonSchema.input : undefined;
  if (convert === undefined && !isZod(schema)) throw new Error(`${where} ${withoutConverter(vendor)} (T-6)`);
  try {
    const written =
      convert === undefined && isZod(schema)
        ? writeZod(schema)
        : convert?.({ target: "draft-2020-12", ...LIBRARY_OPTIONS[vendor] });
    if (isObject(written)) return withDescription(vendor === "arktype" ? withStableNames(written) : written, schema);
  } catch (error) {
    throw new Error(`${where} ${inWords(vendor, error)} (T-6)`);
  }
  throw new Error(`${where} has a schema of ${vendor} that isn't written as an object. (T-6)`);
}

/** ArkType's numbers for definitions depend on what the process created earlier, so an unrelated import would change the tool. */
function withStableNames(written: JsonObject): JsonObject {
  const names = Object.keys(isObject(written["$defs"]) ? written["$defs"] : {});
  if (names.length === 0) return written;
  const stable = (name: string): string => `type${names.indexOf(name)}`;
  const rename = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rename);
    if (!isObject(value)) return value;
    const name = String(value["$ref"]).replace(/^#\/\$defs\//, "");
    const renamed = mapValues(value, rename);
    return names.includes(name) ? { ...renamed, $ref: `#/$defs/${stable(name)}` } : renamed;
  };
  const copy = rename(written) as JsonObject;
  const $defs = Object.entries(copy["$defs"] as JsonObject).map(([name, schema]) => [stable(name), schema]);
  return { ...copy, $defs: Object.fromEntries($defs) };
}

const mapValues = (value: JsonObject, map: (inner: unknown) => unknown): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]));

/**
 * Adds the description that a library leaves out of the input because it comes after a transform: ArkType's `meta`, or the description of the output.
 */
function withDescription(written: JsonObject, schema: ParameterSchema): JsonObject {
  if (isZod(schema) || written["description"] !== undefined || !("jsonSchema" in schema["~standard"])) return written;
  const { vendor, jsonSchema } = schema["~standard"];
  let description = member(Reflect.get(schema, "meta"), "description");
  try {
    description ??= jsonSchema.output({ target: "draft-2020-12", ...LIBRARY_OPTIONS[vendor] })["description"];
  } catch {
    // The output of a transform isn't JSON, so Tavus doesn't accept it.
  }
  return typeof description === "string" ? { ...written, description } : written;
}

/** The path of a value in a parameter, such as `parameters.items[].at`. In `path`, `*` stands for any item. */
const pathOf = (name: string, path: Path): string =>
  formatPath(["parameters", name, ...path]).replaceAll('["*"]', "[]");

/** Whether the value can be omitted: it is optional or has a default. */
export function isOptional(schema: ParameterSchema): boolean {
  return isZod(schema) ? isOptionalZod(schema) : !("issues" in check(schema, undefined));
}

/** Valibot actions that JSON Schema can't express and that don't change the accepted type. The receiver runs them. */
const VALIBOT_ACTIONS = [
  "check",
  "check_items",
  "custom",
  "partial_check",
  "raw_check",
  "normalize",
  "to_lower_case",
  "to_upper_case",
  "trim",
  "trim_end",
  "trim_start",
];

/** ArkType omits everything that JSON Schema can't express. These options make it throw instead, except for checks that only the receiver runs. */
const LIBRARY_OPTIONS: Readonly<Record<string, { readonly libraryOptions: Record<string, unknown> }>> = {
  valibot: { libraryOptions: { ignoreActions: VALIBOT_ACTIONS } },
  arktype: {
    libraryOptions: {
      fallback: {
        default: (unwritable: Readonly<Record<string, unknown>>) => {
          throw new Error(`JSON Schema has no "${nameOf(unwritable)}"`);
        },
        predicate: ({ base }: { readonly base: unknown }) => base,
        morph: ({ base }: { readonly base: unknown }) => base,
      },
    },
  },
};

/** ArkType's name for a type that it can't write, such as `bigint` or `Map`. */
function nameOf({ code, domain, proto }: Readonly<Record<string, unknown>>): string {
  return String(
    (code === "domain" && domain) || (code === "proto" && typeof proto === "function" && proto.name) || code,
  );
}

/** Keywords that a library silently leaves out. */
function findIgnored(schema: ParameterSchema): { readonly path: Path; readonly problem: string } | undefined {
  // Finds only asynchronous checks that run without a value.
  if (answersLate(() => schema["~standard"].validate(undefined)))
    return {
      path: [],
      problem: "has an asynchronous schema. Make it synchronous, or do the asynchronous part in the handler.",
    };
  if (schema["~standard"].vendor !== "arktype") return undefined;
  const flagged = flaggedPattern(Reflect.get(schema, "json"));
  return flagged === undefined
    ? undefined
    : {
        path: [],
        problem: `has the pattern ${flagged}, whose flags JSON Schema doesn't have. Write the pattern without them, or check it with .narrow(…).`,
      };
}

/** A pattern with flags in ArkType's description of a schema. */
function flaggedPattern(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { rule, flags } = value as { readonly rule?: unknown; readonly flags?: unknown };
  if (typeof rule === "string" && typeof flags === "string" && /[imsvy]/.test(flags)) return `/${rule}/${flags}`;
  for (const inner of Object.values(value)) {
    const found = flaggedPattern(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function withoutConverter(vendor: string): string {
  const remedy =
    vendor === "valibot"
      ? "Wrap it: toStandardJsonSchema(schema), from @valibot/to-json-schema."
      : 'Use a schema that follows Standard JSON Schema, or write the parameters as one JSON Schema: { type: "object", properties: … }.';
  return `is a schema of ${vendor} that can't be written as JSON Schema. ${remedy}`;
}

/** Returns our own sentences unchanged, and puts a library's message into a sentence. */
function inWords(vendor: string, error: unknown): string {
  const text = error instanceof Error ? error.message : "unknown reason";
  if (text.startsWith("is a schema of zod")) return text;
  return `can't be written as JSON Schema: ${text.replace(/\.$/, "")} (says ${vendor}). Use a schema of JSON values: strings, numbers, booleans, lists, and objects.`;
}
