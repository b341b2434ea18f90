import type * as pulumi from "@pulumi/pulumi";

/** How Tavus authenticates at your endpoint (contract K-1 to K-6). Secret fields are encrypted in the state even if the program does not say so. */
export type ToolAuth = UnsignedToolAuth | HmacToolAuth;

/** The kinds of authentication that leave the request to you: URL, query and body may have templates. */
export type UnsignedToolAuth =
  /** No authentication. The default. */
  | { type: pulumi.Input<"none"> }
  /** `Authorization: Bearer <token>`. */
  | {
      type: pulumi.Input<"bearer">;
      /** Secret. The token alone, without `Bearer`. */
      token: pulumi.Input<string>;
    }
  /** A key in a header or, readable in every event, in the query. */
  | {
      type: pulumi.Input<"api_key">;
      /** The header's or query parameter's name. */
      name: pulumi.Input<string>;
      /** Secret. */
      value: pulumi.Input<string>;
      /** @default "header" */
      location?: pulumi.Input<"header" | "query">;
    }
  /** `Authorization: Basic …`. */
  | {
      type: pulumi.Input<"basic">;
      /** No colon (RFC 7617). Can be read back by everybody with the API key. */
      username: pulumi.Input<string>;
      /** Secret. */
      password: pulumi.Input<string>;
    }
  /** Tavus fetches a token first and caches it. */
  | {
      type: pulumi.Input<"oauth2_client_credentials">;
      /** https, public, like `url`. */
      tokenUrl: pulumi.Input<string>;
      clientId: pulumi.Input<string>;
      /** Secret. */
      clientSecret: pulumi.Input<string>;
      scope?: pulumi.Input<string>;
    };

/**
 * Tavus signs the exact bytes of the body: `X-Tavus-Signature`, HMAC-SHA256 in lower-case hex. The body is Tavus's own envelope
 * `{ name, arguments, tool_call_id, conversation_id }`, sent to the URL as written: no template and no placeholder goes with it.
 */
export type HmacToolAuth = {
  type: pulumi.Input<"hmac">;
  /** Secret. */
  secret: pulumi.Input<string>;
};

interface CommonApiDelivery {
  /**
   * Where to. https with a public, fixed host. `{parameter}` and `{tavus_conversation_id}` may stand in path and query, except with
   * `hmac`. With the emulator (base URL on loopback) also local hosts, and http for those.
   * @example pulumi.interpolate`${crm.url}/notes/{record_id}`
   */
  url: pulumi.Input<string>;
  /** @default "POST" */
  method?: pulumi.Input<"GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD">;
  /** Seconds that Tavus waits for the answer: any number above 0, at most 60. @default 10 */
  timeout?: pulumi.Input<number>;
  /** Extra headers. Not for credentials: everybody with the API key can read them back. Names are passed on as they are. */
  headers?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /** @default "application/json" */
  contentType?: pulumi.Input<string>;
}

/** A request of your own making: with any authentication but `hmac`. */
export interface TemplatedApiDelivery extends CommonApiDelivery {
  /** Extra query parameters; values may hold placeholders. Not with `hmac`. */
  queryParams?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * JSON whose strings may hold `{parameter}` placeholders. Left out, the arguments themselves are the body. Keys are passed on as they are.
   * Not with `hmac`, and not with GET, HEAD and DELETE, which have no body.
   */
  bodyTemplate?: pulumi.Input<{ [key: string]: unknown }>;
  /** @default { type: "none" } */
  auth?: pulumi.Input<UnsignedToolAuth>;
}

/** What the compiler shows for a template next to `hmac`. */
type NotWithHmac =
  "Not with hmac: Tavus signs an envelope of its own. Remove queryParams and bodyTemplate, or use another auth type. (R-34)";

/** A request whose content Tavus decides: the arguments, or with `hmac` Tavus's signed envelope. */
export interface StaticApiDelivery extends CommonApiDelivery {
  queryParams?: pulumi.Input<{ [name: string]: NotWithHmac }>;
  bodyTemplate?: pulumi.Input<{ [key: string]: NotWithHmac }>;
  /** @default { type: "none" } */
  auth?: pulumi.Input<ToolAuth>;
}

/** The one request that Tavus sends (contract D-10 to D-18, R-34). */
export type ToolApiDelivery = TemplatedApiDelivery | StaticApiDelivery;

/**
 * A JSON Schema object: the arguments of a tool. Passed on unchanged, no key is renamed. A literal, an `as const`, an imported `.json` file
 * and what `z.toJSONSchema(…)` returns all fit.
 */
export interface JsonSchemaObject {
  /** `"object"`. */
  type?: pulumi.Input<string | readonly string[]> | undefined;
  properties?: pulumi.Input<{ [name: string]: unknown }> | undefined;
  required?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  [keyword: string]: unknown;
}

interface CommonToolArgs {
  /**
   * Unique in the account; letters, digits and underscores, at most 64, no digit first.
   * @default the resource's name and the stack's, made valid: `crm-note` in stack `dev` is `crm_note_dev`. Chosen when the tool is created, and kept
   */
  name?: pulumi.Input<string>;
  /** What the tool is for: the AI reads it. With `parameters` at most 10,000 characters. */
  description: pulumi.Input<string>;
  /**
   * Labels of the tool at Tavus. The order doesn't matter. Removing `tags` from the program removes them at Tavus. Drift is only reported
   * if Tavus returns tags, which it may not.
   * @default none
   * @example tags: ["crm", "support"]
   */
  tags?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Take over an existing tool of exactly this name instead of failing. Only read when the resource is created. @default false */
  adopt?: pulumi.Input<boolean>;
  /**
   * A change of it sends the whole delivery with its secrets again, whatever else changed: for secrets that may differ at Tavus without
   * Pulumi seeing it, because they read `********`. Never sent itself; not a secret.
   * @default none: secrets are sent when the program's value changes
   * @example secretVersion: awsSecret.versionId
   */
  secretVersion?: pulumi.Input<string | number>;
}

/** A tool that runs once when the conversation has ended. Fields of the live behavior do not compile here. */
export interface PostCallToolArgs extends CommonToolArgs {
  /** Changing it replaces the tool. */
  triggerType: "post_call";
  /** A parameter with `const` is a fixed value; each other one is filled by the AI from its `description`. */
  parameters: pulumi.Input<JsonSchemaObject>;
  delivery: pulumi.Input<{ api: pulumi.Input<ToolApiDelivery>; appMessage?: undefined }>;
  origin?: undefined;
  onCall?: undefined;
  onResolve?: undefined;
  staticFiller?: undefined;
}

interface InCallToolArgs extends CommonToolArgs {
  /** Changing it replaces the tool. @default "in_call" */
  triggerType?: "in_call";
  /** @default {} */
  parameters?: pulumi.Input<JsonSchemaObject>;
  /** Exactly one channel. @default { appMessage: true } */
  delivery?: pulumi.Input<
    | { api: pulumi.Input<ToolApiDelivery>; appMessage?: pulumi.Input<false> }
    | { appMessage: pulumi.Input<true>; api?: undefined }
  >;
}

/** What is done with the answer of a live tool. */
export type OnResolve = "generate_response" | "response_in_result" | "add_to_context" | "fire_and_forget";

/** A tool that the language model calls during the conversation. */
export interface LlmToolArgs extends InCallToolArgs {
  /** Changing it replaces the tool. @default "llm" */
  origin?: "llm";
  /** What is said while the tool runs. @default "generate_filler" */
  onCall?: pulumi.Input<"generate_filler" | "silent" | "passthrough">;
  /** Accepted by Tavus, and only spoken with `onCall: "static_filler"`. */
  staticFiller?: pulumi.Input<string>;
  /** @default "fire_and_forget": a result is not spoken unless this says so */
  onResolve?: pulumi.Input<OnResolve>;
}

/** The same with a fixed sentence that is said while the tool runs. */
export interface StaticFillerToolArgs extends InCallToolArgs {
  /** Changing it replaces the tool. @default "llm" */
  origin?: "llm";
  onCall: "static_filler";
  /** The sentence. */
  staticFiller: pulumi.Input<string>;
  /** @default "fire_and_forget" */
  onResolve?: pulumi.Input<OnResolve>;
}

/** A tool that fires on what the PAL sees or hears; the PAL needs `perception_model: raven-1`. */
export interface PerceptionToolArgs extends InCallToolArgs {
  /** Changing it replaces the tool. */
  origin: "vision" | "audio";
  onCall?: undefined;
  /** @default "fire_and_forget", the only value that such a tool can have */
  onResolve?: pulumi.Input<"fire_and_forget">;
  staticFiller?: undefined;
}

/** The inputs of a Tool; which fields go together depends on `triggerType` and `origin`. */
export type ToolArgs = PostCallToolArgs | LlmToolArgs | StaticFillerToolArgs | PerceptionToolArgs;

/** `delivery` of a tool as an output. */
export interface ToolDelivery {
  appMessage?: boolean;
  api?: pulumi.Unwrap<ToolApiDelivery & { auth?: ToolAuth }>;
}

/** The outputs of a Tool: its inputs under their own names, and what only Tavus knows. */
export interface ToolOutputs {
  /** The tool's id at Tavus; the same as `id`. */
  readonly toolId: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  readonly description: pulumi.Output<string>;
  readonly triggerType: pulumi.Output<"in_call" | "post_call" | undefined>;
  readonly origin: pulumi.Output<"llm" | "vision" | "audio" | undefined>;
  readonly onCall: pulumi.Output<string | undefined>;
  readonly onResolve: pulumi.Output<string | undefined>;
  readonly staticFiller: pulumi.Output<string | undefined>;
  readonly tags: pulumi.Output<string[] | undefined>;
  readonly parameters: pulumi.Output<pulumi.Unwrap<JsonSchemaObject> | undefined>;
  readonly delivery: pulumi.Output<ToolDelivery | undefined>;
  readonly adopt: pulumi.Output<boolean | undefined>;
  readonly secretVersion: pulumi.Output<string | number | undefined>;
  /** As Tavus writes it, without time zone (UTC): `2026-05-15T10:30:00`. */
  readonly createdAt: pulumi.Output<string>;
  /** As Tavus writes it, without time zone (UTC). */
  readonly updatedAt: pulumi.Output<string>;
}
