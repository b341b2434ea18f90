// Doesn't import "zod", because that would load much more and slow down the start of each program.
import { globalRegistry, version as ownVersion, toJSONSchema } from "zod/v4/core";
import type { JsonObject, Path } from "../contract/index.ts";
import { isObject } from "../contract/value.ts";
import { answersLate, isKeyed } from "./standard-schema.ts";

/** The parts of a zod 4 schema that this module reads, from any copy and version. */
export interface AnyZod {
  readonly _zod: {
    readonly def: JsonObject;
    readonly optin?: string | undefined;
    readonly version?: { readonly major: number; readonly minor: number; readonly patch: number };
    /** A schema can define its own JSON Schema. */
    readonly toJSONSchema?: () => unknown;
  };
  /** Missing in `zod/mini`. */
  readonly meta?: () => JsonObject | undefined;
}

const OWN = `${ownVersion.major}.${ownVersion.minor}.${ownVersion.patch}`;

export const isZod = (value: unknown): value is AnyZod => isKeyed(value) && isObject(Reflect.get(value, "_zod"));

/** Whether this is a zod 3 schema, which has different names for everything. */
export const isZod3 = (value: unknown): boolean => isObject(value) && "_def" in value && !("_zod" in value);

export const ZOD_3 = `is a schema of zod 3, and pulumi-tavus reads zod 4 (it is tested with zod ${OWN}). Import z from "zod/v4", or install zod 4.`;

function versionOf({ _zod: { version } }: AnyZod): string {
  return version === undefined ? "of an unknown version" : `${version.major}.${version.minor}.${version.patch}`;
}

/** The JSON Schema of the value that the AI writes, for versions that can't produce it themselves. */
export function writeZod(schema: AnyZod): JsonObject {
  const { version } = schema._zod;
  if (version === undefined || version.major !== 4)
    throw new Error(`is a schema of zod ${versionOf(schema)}, and pulumi-tavus reads zod 4. Install zod ${OWN}.`);
  // In early versions, each copy of zod has its own registry of descriptions, and only schemas of the full zod return them.
  if (schema.meta === undefined && version.minor < 2)
    throw new Error(
      `is a schema of zod/mini ${versionOf(schema)}, whose description can't be read. Use zod 4.2 or newer (pulumi-tavus is tested with zod ${OWN}), or import z from "zod" instead.`,
    );
  const metadata = { get: (inner: AnyZod) => inner.meta?.() ?? globalRegistry.get(inner as never) };
  return toJSONSchema(schema as never, { io: "input", metadata: metadata as never }) as JsonObject;
}

/** In older versions, adding a check creates a new schema without the earlier description. */
export function dropsDescription(schema: unknown): boolean {
  if (!isZod(schema)) return false;
  const { def, version } = schema._zod;
  const inner = isZod(def["innerType"]) && dropsDescription(def["innerType"]);
  return (version?.minor ?? 0) < ownVersion.minor && (inner || checksOf(def).length > 0);
}

/** Whether the value can be omitted: it is optional or has a default. zod has the same rule for members of an object. */
export function isOptionalZod(schema: AnyZod): boolean {
  const { def, optin } = schema._zod;
  const inner = def["type"] === "pipe" && typeOf(def["in"]) === "transform" ? def["out"] : undefined;
  if (isZod(inner)) return isOptionalZod(inner);
  // In some versions, a fallback for invalid values doesn't count as a fallback for missing ones.
  return optin !== undefined || def["type"] === "catch";
}

/** Values that JSON doesn't have, and what to use instead. */
const REMEDIES: Readonly<Record<string, string>> = {
  date: "holds a Date. Use z.iso.datetime() or z.iso.date(), with .transform((text) => new Date(text)) if the handler needs a Date.",
  bigint: "holds a bigint. Use z.int(), or z.string() for more than 15 digits.",
  map: "holds a Map. Use z.record(z.string(), …).",
  set: "holds a Set. Use z.array(…).",
  undefined: "holds undefined. Use .optional() on the parameter instead.",
  void: "holds undefined. Use .optional() on the parameter instead.",
  symbol: "holds a symbol. Use z.string() or z.enum([…]).",
  nan: "holds NaN. Use z.number(), with .nullable() for no number.",
  file: "holds a File. Use z.url(), the address of the file.",
  function: "holds a function, which JSON can't carry. Use z.string() or z.enum([…]).",
  promise: "holds a promise. Use the schema inside z.promise(…).",
  success: "doesn't say which values it accepts. Use the schema inside z.success(…).",
  custom:
    "is z.custom() or z.instanceof(), which doesn't say which values it accepts. Start from a schema of JSON values, such as z.string(), and add .refine(…).",
  transform:
    "is a transform alone, which doesn't say which values it accepts. Put it after a schema: z.string().transform(…).",
};

/** Flags that change the meaning of a pattern. */
const FLAGS: Readonly<Record<string, string>> = {
  i: "Write both cases into the pattern: [Aa]",
  m: "Write it for one line",
  s: "Write [^] instead of .",
  v: "Write it with the flag u, without set operations",
  y: "Begin the pattern with ^",
};

/** The first part of a zod schema that JSON Schema can't express: its path, and what to use instead. */
export function findUnwritable(schema: AnyZod): { readonly path: Path; readonly problem: string } | undefined {
  const seen = { sent: new Set<unknown>(), made: new Set<unknown>() };
  const visit = (inner: AnyZod, path: Path, sent: boolean): ReturnType<typeof findUnwritable> => {
    const visited = sent ? seen.sent : seen.made;
    if (visited.has(inner._zod)) return undefined;
    visited.add(inner._zod);
    const { def } = inner._zod;
    const problem =
      asyncProblem(def) ?? (sent && inner._zod.toJSONSchema === undefined ? valueProblem(def) : undefined);
    if (problem !== undefined) return { path, problem };
    for (const [step, child, isSent] of childrenOf(def)) {
      const found = isZod(child) ? visit(child, [...path, ...step], sent && isSent) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(schema, [], true);
}

function valueProblem(def: JsonObject): string | undefined {
  const type = String(def["type"]);
  if (type === "literal") {
    const values: readonly unknown[] = Array.isArray(def["values"]) ? def["values"] : [];
    const bad = values.find((value) => typeof value === "bigint" || value === undefined || Number.isNaN(value));
    if (values.some((value) => Object.is(value, bad)))
      return `is the literal ${String(bad)}${typeof bad === "bigint" ? "n" : ""}, which JSON doesn't have. Use a string, a number, a boolean, or null.`;
  }
  return (Object.hasOwn(REMEDIES, type) ? REMEDIES[type] : undefined) ?? patternProblem(def);
}

function patternProblem(def: JsonObject): string | undefined {
  for (const { pattern } of [def, ...checksOf(def)]) {
    if (!(pattern instanceof RegExp)) continue;
    const flag = [...pattern.flags].find((candidate) => Object.hasOwn(FLAGS, candidate));
    if (flag !== undefined)
      return `has the pattern ${pattern}, whose flag ${flag} JSON Schema doesn't have. ${FLAGS[flag]}, or check it with .refine(…).`;
  }
  return undefined;
}

function asyncProblem(def: JsonObject): string | undefined {
  const custom = checksOf(def).filter((check) => check["check"] === "custom");
  const isAsync =
    // Starts with the checks that need no call.
    [def["transform"], ...custom.flatMap((check) => [check["fn"], check["run"]])].some(isAsyncFunction) ||
    answersLater(def["transform"], undefined) ||
    custom.some((check) => answersLater(check["run"]));
  return isAsync
    ? "has an async function. Make it synchronous, or do the asynchronous part in the handler."
    : undefined;
}

const isAsyncFunction = (run: unknown): boolean =>
  typeof run === "function" && run.constructor.name === "AsyncFunction";

/**
 * Whether a function of a schema returns a promise. zod wraps the function of `superRefine`, and compilers rewrite async functions, so the function
 * is called without a value.
 */
function answersLater(run: unknown, ...value: readonly unknown[]): boolean {
  const context = { value: undefined, issues: [], addIssue: () => {} };
  return typeof run === "function" && answersLate(() => run(...value, context) as unknown);
}

/** The functions behind a schema's checks. `run` is the function that was passed to `.check(…)`. */
const checksOf = (def: JsonObject): JsonObject[] =>
  (Array.isArray(def["checks"]) ? def["checks"] : []).flatMap((check) =>
    isZod(check) ? [{ ...check._zod.def, run: Reflect.get(check._zod, "check") }] : [],
  );

const typeOf = (schema: unknown): unknown => (isZod(schema) ? schema._zod.def["type"] : undefined);

/** The schemas inside a schema, each with its path segment and whether the AI writes its values. */
function* childrenOf(def: JsonObject): Generator<readonly [step: Path, child: unknown, sent: boolean]> {
  for (const [name, child] of Object.entries(isObject(def["shape"]) ? def["shape"] : {})) yield [[name], child, true];
  for (const [i, child] of (Array.isArray(def["items"]) ? def["items"] : []).entries()) yield [[i], child, true];
  for (const child of Array.isArray(def["options"]) ? def["options"] : []) yield [[], child, true];
  for (const key of ["element", "rest", "valueType", "catchall"]) yield [["*"], def[key], true];
  for (const key of ["innerType", "left", "right", "keyType"]) yield [[], def[key], true];
  if (typeof def["getter"] === "function") yield [[], def["getter"](), true];
  // The receiver computes the output of a pipe. If the input is a transform (z.preprocess), the AI writes the output instead.
  const preprocessed = typeOf(def["in"]) === "transform";
  yield [[], def["in"], !preprocessed];
  yield [[], def["out"], preprocessed];
}
