/**
 * A JSON Schema of all parameters, with any keywords. A literal or a constant with `as const` also types the arguments. The result of
 * `z.toJSONSchema(…)` and an imported `.json` file don't, because the compiler doesn't know their strings.
 * @since 0.1.0
 */
export interface JsonSchemaLiteral {
  /** Must be `"object"`. */
  readonly type?: string | readonly string[] | undefined;
  /** A schema for each parameter. */
  readonly properties?: object | undefined;
  /** The names of the parameters that must have a value. */
  readonly required?: readonly string[] | undefined;
}

/**
 * `P` if it is one JSON Schema for all parameters, and `never` if it has a schema for each name.
 * @since 0.1.0
 */
export type JsonSchemaOf<P> = "type" extends keyof P
  ? // A library's schema also has a type but isn't a JSON Schema. zod's output can have any keyword.
    P extends { readonly "~standard": unknown }
    ? string extends keyof P
      ? P
      : never
    : [NonNullable<P["type"]>] extends [string | readonly string[]]
      ? P
      : never
  : never;

/** The names of the parameters that a JSON Schema declares, or any name if they aren't known. */
export type NamesOf<S> = S extends { readonly properties?: infer P } ? keyof NonNullable<P> : never;

/**
 * The type that a JSON Schema literal describes, based on its `const`, `enum`, `type`, `properties`, `required`, and `items`. Everything else is
 * `unknown`. `pulumi-tavus types` covers more keywords.
 */
export type FromJsonSchema<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly type: infer T }
      ? FromType<S, T extends readonly (infer One)[] ? One : T>
      : unknown;

type FromType<S, T> = T extends "string"
  ? string
  : T extends "number" | "integer"
    ? number
    : T extends "boolean"
      ? boolean
      : T extends "null"
        ? null
        : T extends "array"
          ? S extends { readonly items: infer I }
            ? FromJsonSchema<I>[]
            : unknown[]
          : T extends "object"
            ? FromObject<S>
            : unknown;

/** The type that the JSON Schema of an object describes, for example the schema of all parameters. */
export type FromObject<S> = string extends keyof S
  ? Record<string, unknown>
  : S extends { readonly properties: infer P }
    ? Simplify<
        { [K in keyof P & RequiredOf<S>]: FromJsonSchema<P[K]> } & {
          [K in Exclude<keyof P, RequiredOf<S>>]?: FromJsonSchema<P[K]>;
        }
      >
    : Record<string, unknown>;

/** For a `string[]`, the compiler doesn't know which strings it contains, so each of them may be missing. */
type RequiredOf<S> = S extends { readonly required: readonly (infer R)[] } ? (string extends R ? never : R) : never;

/** Expands a type, so that editors show its members. */
export type Simplify<T> = { -readonly [K in keyof T]: T[K] } & {};
