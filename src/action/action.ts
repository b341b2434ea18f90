import type { JsonObject } from "../contract/index.ts";
import type { Fixed, FixedValue } from "./fixed.ts";
import type { FromObject, JsonSchemaLiteral, JsonSchemaOf, NamesOf, Simplify } from "./json-schema-type.ts";
import type { OutputOf, ParameterSchema } from "./standard-schema.ts";

/**
 * A fixed value or a schema for each parameter, by its name. The AI fills in each parameter that has a schema.
 * @since 0.1.0
 */
export type ParameterSchemas = { readonly [name: string]: Fixed | ParameterSchema };

/**
 * The parameters of an action: a fixed value or a schema for each name, or one JSON Schema for all of them.
 * @example const parameters = { channel: fixed("C0SUPPORT"), message: z.string().describe("One sentence: what the caller wanted.") };
 * @since 0.1.0
 */
export type ActionParameters = ParameterSchemas | JsonSchemaLiteral;

/**
 * Makes the compiler refuse parameter names that the types of the values alone would allow. A name must not begin with `tavus_` (T-7) and must not be
 * `tavusConversationId`, which templates use for the conversation. Every name needs a schema or a fixed value.
 * @since 0.1.0
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

/**
 * A placeholder `{name}` in a template. `"~parameter"` exists only for the compiler.
 * @since 0.1.0
 */
export type Placeholder<Name extends string> = string & { readonly "~parameter": Name };

/**
 * What `body`, `path`, and `query` of an action get: a placeholder for each declared parameter, and one for the conversation.
 * @example body: (p) => ({ text: p.message, conversation: p.tavusConversationId })
 * @since 0.1.0
 */
export type Placeholders<P> = { readonly [K in ParameterNames<P>]: Placeholder<K> } & {
  /** The id of the conversation that ended. */
  readonly tavusConversationId: Placeholder<"tavus_conversation_id">;
};

/**
 * A JSON body. Its strings can contain placeholders. Its keys are sent unchanged.
 * @since 0.1.0
 */
export type Template = { readonly [key: string]: TemplateValue };
/**
 * A value in a {@link Template}.
 * @since 0.1.0
 */
export type TemplateValue = string | number | boolean | null | undefined | readonly TemplateValue[] | Template;
/**
 * Query parameters by name. Their values can contain placeholders.
 * @since 0.1.0
 */
export type QueryTemplate = { readonly [name: string]: string };

type ParameterNames<P> = (JsonSchemaOf<P> extends never ? keyof P : NamesOf<P>) & string;

/**
 * The arguments of an action with these parameters: its fixed values, and the values that the AI fills in.
 * @example type Arguments = ArgumentsOf<{ channel: Fixed<string>; message: z.ZodString }>; // { channel: string; message: string }
 * @since 0.1.0
 */
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
 * The parameters that a template contains as a whole, so that a receiver can read them back. For a union of templates, these are only the parameters
 * that all templates have, because the compiler doesn't know which template was used.
 */
export type WholePlaceholders<T> = InEach<T extends unknown ? (names: WholeOf<T>) => void : never>;

/** The names that all functions of a union take. */
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
        ? // A list of any length can be empty.
          number extends T["length"]
          ? never
          : { [K in keyof T]: WholePlaceholders<T[K]> }[number]
        : { [K in keyof T]-?: WholePlaceholders<T[K]> }[keyof T];

/**
 * The arguments that arrive. Without a body template, these are all arguments. Otherwise, they are the arguments that body and query contain as a
 * whole.
 */
export type ReceivedArguments<P, B, Q> = [B] extends [undefined]
  ? ArgumentsOf<P>
  : Simplify<
      Pick<ArgumentsOf<P>, Extract<keyof ArgumentsOf<P>, WholePlaceholders<B> | WholePlaceholders<Q>>> &
        Partial<Omit<ArgumentsOf<P>, WholePlaceholders<B> | WholePlaceholders<Q>>>
    >;

/**
 * The fixed values that a program can give to an action with these parameters. They are required if the definition leaves them open.
 * @since 0.1.0
 */
export type FixedArgs<P> = Simplify<
  { [K in keyof P as P[K] extends Fixed<FixedValue, true> ? K : never]: FixedArg<P[K]> } & {
    [K in keyof P as P[K] extends Fixed<FixedValue, false> ? K : never]?: FixedArg<P[K]>;
  }
>;
type FixedArg<S> = S extends Fixed<infer T> ? T : never;

/**
 * An argument that doesn't fit the definition. It never contains the value, which can be private.
 * @since 0.1.0
 */
export interface ArgumentIssue {
  /** The path of the argument, such as `items[0].amount`. */
  readonly path: string;
  /** What is wrong, without the value. */
  readonly message: string;
}

/**
 * A post-call action, made by {@link defineAction}. It says what Tavus gets, and how a receiver reads what Tavus delivers. Everything except
 * `validate` is plain data.
 * @since 0.1.0
 */
export interface Action<Name extends string = string, P = unknown, B = unknown, Q = unknown> {
  /** The name, without the suffix that a deployment appends. */
  readonly name: Name;
  /** What the action is for. */
  readonly description: string;
  /** The JSON Schema that Tavus gets. A fixed value that the program must set has no `const` yet. */
  readonly parameters: JsonObject;
  /** The names of the fixed values that the program must set. */
  readonly openFixed: readonly string[];
  /** The template of the delivery's body. Without one, the arguments are the body. */
  readonly bodyTemplate?: JsonObject;
  /** The path to append to the endpoint's path, with placeholders. It begins with `/` or is empty. */
  readonly pathTemplate: string;
  /** The query parameters of the endpoint, with placeholders. */
  readonly queryTemplate: Readonly<Record<string, string>>;
  /** Things that Tavus accepts but that are probably mistakes, one sentence for each. */
  readonly warnings: readonly string[];
  /**
   * Checks delivered values and gives them the types of the definition. Numbers, booleans, and lists can arrive as text. An omitted optional
   * value can arrive as null, as an empty string, or as the placeholder itself.
   */
  validate(values: JsonObject): { readonly value: JsonObject } | { readonly issues: readonly ArgumentIssue[] };
  /** Exists only for the compiler. */
  readonly "~types"?: { readonly parameters: P; readonly body: B; readonly query: Q };
}

/**
 * The arguments that a handler of an action gets. With a body template, an argument that neither body nor query carries as a whole is
 * optional.
 * @example async function save(args: ArgumentsOfAction<typeof supportSummary>) {}
 * @since 0.1.0
 */
export type ArgumentsOfAction<A> = A extends { readonly "~types"?: infer T | undefined }
  ? T extends { readonly parameters: infer P; readonly body: infer B; readonly query: infer Q }
    ? ReceivedArguments<P, B, Q>
    : never
  : never;

/**
 * The parameters that an action was defined with.
 * @since 0.1.0
 */
export type ParametersOfAction<A> = A extends { readonly "~types"?: infer T | undefined }
  ? T extends { readonly parameters: infer P }
    ? P
    : never
  : never;

/**
 * The types of the body and the query that an action was defined with. `undefined` if it has none.
 * @since 0.1.0
 */
export type TemplatesOfAction<A> = A extends { readonly "~types"?: infer T | undefined }
  ? T extends { readonly body: infer B; readonly query: infer Q }
    ? { readonly body: B; readonly query: Q }
    : never
  : never;
