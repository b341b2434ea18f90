import type { JsonObject } from "../contract/index.ts";
import type { Fixed, FixedValue } from "./fixed.ts";
import type { FromObject, JsonSchemaLiteral, JsonSchemaOf, NamesOf, Simplify } from "./json-schema-type.ts";
import type { OutputOf, ParameterSchema } from "./standard-schema.ts";

/** One parameter each: a fixed value, or a schema of what the AI fills in. */
export type ParameterSchemas = { readonly [name: string]: Fixed | ParameterSchema };

/** The parameters of an action: a schema for each name, or one JSON Schema for all. */
export type ActionParameters = ParameterSchemas | JsonSchemaLiteral;

/**
 * What only the whole of it says: names beginning `tavus_` belong to Tavus (T-7), and `tavusConversationId` is what templates call the
 * conversation; what is no JSON Schema has a schema or a fixed value for each name.
 */
export type CheckedParameters<P> =
  JsonSchemaOf<P> extends never
    ? {
        readonly [K in keyof P]: K extends `tavus_${string}` | "tavusConversationId"
          ? never
          : P[K] extends Fixed | ParameterSchema
            ? unknown
            : Fixed | ParameterSchema;
      }
    : unknown;

/** `{name}` in a template. `"~parameter"` exists for the compiler only. */
export type Placeholder<Name extends string> = string & { readonly "~parameter": Name };

/** What a template may name: the declared parameters, and the conversation. */
export type Placeholders<P> = { readonly [K in ParameterNames<P>]: Placeholder<K> } & {
  /** The id of the conversation that ended. */
  readonly tavusConversationId: Placeholder<"tavus_conversation_id">;
};

/** A JSON body with placeholders in its strings; keys are literal. */
export type Template = { readonly [key: string]: TemplateValue };
export type TemplateValue = string | number | boolean | null | undefined | readonly TemplateValue[] | Template;
export type QueryTemplate = { readonly [name: string]: string };

type ParameterNames<P> = (JsonSchemaOf<P> extends never ? keyof P : NamesOf<P>) & string;

/** The arguments of an action: fixed values and what the AI filled in. */
export type ArgumentsOf<P> =
  JsonSchemaOf<P> extends never
    ? Simplify<
        { [K in keyof P as IsOptional<P[K]> extends true ? never : K]: ValueOf<P[K]> } & {
          [K in keyof P as IsOptional<P[K]> extends true ? K : never]?: ValueOf<P[K]>;
        }
      >
    : FromObject<P>;

type ValueOf<S> = S extends Fixed<infer T> ? T : OutputOf<S>;
type IsOptional<S> = S extends Fixed ? false : undefined extends OutputOf<S> ? true : false;

/**
 * The parameters that a template hands over whole, so that a receiver can read them back. Of what is written either way, only those that
 * both ways have: which one it was is not known to whoever compiles.
 */
export type WholePlaceholders<T> = InEach<T extends unknown ? (names: WholeOf<T>) => void : never>;

/** Of functions that take names, those that each of them takes. */
type InEach<F> = [F] extends [never]
  ? never
  : [F] extends [(names: infer Names extends string) => void]
    ? Names
    : never;

type WholeOf<T> =
  T extends Placeholder<infer Name>
    ? Name
    : T extends string | number | boolean | null | undefined
      ? never
      : T extends readonly unknown[]
        ? // A list of any length may be empty.
          number extends T["length"]
          ? never
          : { [K in keyof T]: WholePlaceholders<T[K]> }[number]
        : { [K in keyof T]-?: WholePlaceholders<T[K]> }[keyof T];

/** What of the arguments arrives: all of them, or with a body template those that body and query carry whole. */
export type ReceivedArguments<P, B, Q> = [B] extends [undefined]
  ? ArgumentsOf<P>
  : Simplify<
      Pick<ArgumentsOf<P>, Extract<keyof ArgumentsOf<P>, WholePlaceholders<B> | WholePlaceholders<Q>>> &
        Partial<Omit<ArgumentsOf<P>, WholePlaceholders<B> | WholePlaceholders<Q>>>
    >;

/** The fixed values that a program gives: those left open must, the others may. */
export type FixedArgs<P> = Simplify<
  { [K in keyof P as P[K] extends Fixed<FixedValue, true> ? K : never]: FixedArg<P[K]> } & {
    [K in keyof P as P[K] extends Fixed<FixedValue, false> ? K : never]?: FixedArg<P[K]>;
  }
>;
type FixedArg<S> = S extends Fixed<infer T> ? T : never;

/** One argument that is not what the definition says. Never the value: it may be private. */
export interface ArgumentIssue {
  /** Such as `items[0].amount`. */
  readonly path: string;
  readonly message: string;
}

/** An action, made by `defineAction`: what goes to Tavus, and how a receiver reads what comes back. */
export interface Action<Name extends string = string, P = unknown, B = unknown, Q = unknown> {
  readonly name: Name;
  readonly description: string;
  /** The JSON Schema for Tavus. An open fixed value has no `const` yet. */
  readonly parameters: JsonObject;
  /** Names of the fixed values that the program has to give. */
  readonly openFixed: readonly string[];
  /** `body_template` of the delivery; without one the arguments themselves are the body. */
  readonly bodyTemplate?: JsonObject;
  /** What is appended to the endpoint's path, with placeholders; begins with `/` or is empty. */
  readonly pathTemplate: string;
  readonly queryTemplate: Readonly<Record<string, string>>;
  /** What Tavus accepts but its owner may regret, a sentence each. */
  readonly warnings: readonly string[];
  /**
   * Delivered values as the definition types them, or what is wrong with them. Numbers, booleans and lists may be text; an optional one
   * that was left out may be null, empty or the placeholder as it was written.
   */
  validate(values: JsonObject): { readonly value: JsonObject } | { readonly issues: readonly ArgumentIssue[] };
  /** For the compiler only; absent at run time. */
  readonly "~types"?: { readonly parameters: P; readonly body: B; readonly query: Q };
}

/** The arguments that a handler of the action receives. */
export type ArgumentsOfAction<A> = A extends { readonly "~types"?: infer T | undefined }
  ? T extends { readonly parameters: infer P; readonly body: infer B; readonly query: infer Q }
    ? ReceivedArguments<P, B, Q>
    : never
  : never;

/** The parameters that an action was defined with. */
export type ParametersOfAction<A> = A extends { readonly "~types"?: infer T | undefined }
  ? T extends { readonly parameters: infer P }
    ? P
    : never
  : never;

/** The body and query that an action was defined with, `undefined` where it has none. */
export type TemplatesOfAction<A> = A extends { readonly "~types"?: infer T | undefined }
  ? T extends { readonly body: infer B; readonly query: infer Q }
    ? { readonly body: B; readonly query: Q }
    : never
  : never;
