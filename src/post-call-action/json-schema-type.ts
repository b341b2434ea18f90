/** A JSON Schema object as a literal; any keyword may stand in it. */
export interface JsonSchemaLiteral {
  readonly type: "object";
  readonly properties?: { readonly [name: string]: unknown };
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/**
 * The type that a JSON Schema literal describes, as far as its `const`, `enum`, `type`, `properties`, `required` and `items` say;
 * `unknown` for all else, which `pulumi-tavus types` covers.
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

type FromObject<S> = S extends { readonly properties: infer P }
  ? Simplify<
      { [K in keyof P & RequiredOf<S>]: FromJsonSchema<P[K]> } & {
        [K in Exclude<keyof P, RequiredOf<S>>]?: FromJsonSchema<P[K]>;
      }
    >
  : Record<string, unknown>;

type RequiredOf<S> = S extends { readonly required: readonly (infer R)[] } ? R : never;

/** Written out, so that an editor shows the members instead of how they came about. */
export type Simplify<T> = { -readonly [K in keyof T]: T[K] } & {};
