/**
 * The two interfaces through which this package reads schemas of any library: Standard Schema checks a value, and Standard JSON Schema describes the
 * schema. They are declared structurally here, so that no declaration file of this package imports a library.
 * @see https://standardschema.dev
 */

type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly unknown[] };

/**
 * The part of Standard Schema that checks a value.
 * @see https://standardschema.dev
 * @since 0.1.0
 */
export interface StandardCheck {
  /** The version of Standard Schema. */
  readonly version: 1;
  /** The library's name, such as `zod`. */
  readonly vendor: string;
  /** Checks a value. An asynchronous schema returns a promise, which this package refuses. */
  readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
  /** Exists only for the compiler. */
  readonly types?: { readonly input: unknown; readonly output: unknown } | undefined;
}

/** Describes a schema (Standard JSON Schema, version 1). */
interface StandardConverter {
  readonly input: (options: StandardOptions) => Record<string, unknown>;
  readonly output: (options: StandardOptions) => Record<string, unknown>;
}
interface StandardOptions {
  readonly target: "draft-2020-12";
  readonly libraryOptions?: Record<string, unknown> | undefined;
}

/**
 * A schema that follows Standard Schema and Standard JSON Schema: from zod 4.2 or newer, ArkType, or Valibot with `toStandardJsonSchema`.
 * @see https://standardschema.dev
 * @since 0.1.0
 */
export interface StandardSchema {
  /** Checks a value, and writes the schema as JSON Schema. */
  readonly "~standard": StandardCheck & { readonly jsonSchema: StandardConverter };
}

/**
 * A schema of zod 4 before 4.2, of `zod/v4` in zod 3.25, or of `zod/mini`.
 * @since 0.1.0
 */
export interface ZodSchema {
  /** Checks a value. */
  readonly "~standard": StandardCheck;
  /** zod's own description of the schema. */
  readonly _zod: { readonly def: object };
}

/**
 * The schema of one parameter. Its description tells the AI what to fill in.
 * @since 0.1.0
 */
export type ParameterSchema = StandardSchema | ZodSchema;

/**
 * The type of the values that a schema returns.
 * @since 0.1.0
 */
export type OutputOf<S> = S extends { readonly "~standard": { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer O }
    ? O
    : never
  : never;

/** Schemas are objects and, in some libraries, functions. */
export function isSchema(value: unknown): value is { readonly "~standard": StandardCheck } {
  return isKeyed(value) && isKeyed(Reflect.get(value, "~standard"));
}

/** A value with properties. A Pulumi Output answers every property with another Output, so it isn't a schema. */
export function isKeyed(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** One problem of a value: its path and a description. It never contains the value. */
export interface SchemaIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Whether this is a promise, from any realm or library. Nobody awaits it, so its rejection must not end the process. */
function isLate(value: unknown): boolean {
  if (!isKeyed(value) || typeof Reflect.get(value, "then") !== "function") return false;
  (value as PromiseLike<unknown>).then(
    () => {},
    () => {},
  );
  return true;
}

export function answersLate(run: () => unknown): boolean {
  try {
    return isLate(run());
  } catch {
    return false;
  }
}

const UNREADABLE =
  "cannot be read by its schema, which threw an error or is asynchronous. Do asynchronous checks in the handler";

/** Runs a schema's check. An asynchronous check is an issue, because the answer to a delivery doesn't wait for it. */
export function check(
  schema: { readonly "~standard": StandardCheck },
  value: unknown,
): { readonly value: unknown } | { readonly issues: readonly SchemaIssue[] } {
  const { vendor, validate } = schema["~standard"];
  let result: unknown;
  try {
    result = validate(value);
  } catch {
    return { issues: [{ path: [], message: UNREADABLE }] };
  }
  const { value: read, issues } = result as { value?: unknown; issues?: readonly unknown[] };
  // zod also returns a promise if a transform threw. ArkType returns the promise of an asynchronous morph as the value.
  if ([result, read].some(isLate)) return { issues: [{ path: [], message: UNREADABLE }] };
  return issues === undefined ? { value: read } : { issues: issues.map((issue) => toIssue(issue, vendor)) };
}

function toIssue(issue: unknown, vendor: string): SchemaIssue {
  const { path, message, expected } = issue as {
    path?: readonly (PropertyKey | { key: PropertyKey })[];
    message?: unknown;
    expected?: unknown;
  };
  // `path.map` doesn't work, because ArkType uses its own list class for paths.
  const keys = Array.from(path ?? [], (step) => (typeof step === "object" ? step.key : step));
  return {
    path: keys.map((key) => (typeof key === "number" ? key : String(key))),
    message: wordsOf(vendor, message, expected),
  };
}

/** zod's messages never contain the value. Messages of Valibot and ArkType do, and messages of other libraries might. */
function wordsOf(vendor: string, message: unknown, expected: unknown): string {
  if (vendor === "zod") return String(message);
  return vendor === "valibot" && typeof expected === "string" ? `must be ${expected}` : "does not fit its schema";
}
