import type * as pulumi from "@pulumi/pulumi";

/**
 * How Tavus authenticates at your endpoint (K-1 to K-6): one of {@link UnsignedToolAuth}, or {@link HmacToolAuth}. Secret fields are encrypted
 * in the state, even if the program doesn't mark them as secrets.
 * @example auth: { type: "bearer", token: config.requireSecret("crmToken") }
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/llm-tool-auth
 * @since 0.1.0
 */
export type ToolAuth = UnsignedToolAuth | HmacToolAuth;

/**
 * The types of authentication that leave the request to you. URL, query, and body can contain placeholders.
 *
 * - `none`: no authentication. This is the default.
 * - `bearer`: `Authorization: Bearer <token>`.
 * - `api_key`: a key in a header, or in the query, where every event shows it.
 * - `basic`: `Authorization: Basic` with user name and password.
 * - `oauth2_client_credentials`: Tavus fetches a token from `tokenUrl` first and caches it.
 * @since 0.1.0
 */
export type UnsignedToolAuth =
  | { type: pulumi.Input<"none"> }
  | {
      type: pulumi.Input<"bearer">;
      /** Secret. The token without `Bearer`. */
      token: pulumi.Input<string>;
    }
  | {
      type: pulumi.Input<"api_key">;
      /** The name of the header or the query parameter. */
      name: pulumi.Input<string>;
      /** Secret. The key. */
      value: pulumi.Input<string>;
      /** The part of the request that carries the key. @default "header" */
      location?: pulumi.Input<"header" | "query">;
    }
  | {
      type: pulumi.Input<"basic">;
      /** The user name, without a colon (RFC 7617). Everybody with the API key can read it back. */
      username: pulumi.Input<string>;
      /** Secret. The password. */
      password: pulumi.Input<string>;
    }
  | {
      type: pulumi.Input<"oauth2_client_credentials">;
      /** The address of the authorization server: https and public, like `url`. */
      tokenUrl: pulumi.Input<string>;
      /** The client's id. */
      clientId: pulumi.Input<string>;
      /** Secret. The client's secret. */
      clientSecret: pulumi.Input<string>;
      /** The scopes to ask for, separated by spaces. @default none */
      scope?: pulumi.Input<string>;
    };

/**
 * Tavus signs the exact bytes of the body. `X-Tavus-Signature` is an HMAC-SHA256 in lower-case hex. The body is Tavus's own envelope
 * `{ name, arguments, tool_call_id, conversation_id }`, and the URL is sent as written. Templates and placeholders are not possible.
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/llm-tool-auth
 * @since 0.1.0
 */
export type HmacToolAuth = {
  type: pulumi.Input<"hmac">;
  /** Secret. The key of the signature, which the receiver also has. */
  secret: pulumi.Input<string>;
};

interface CommonApiDelivery {
  /**
   * The endpoint: https with a public, fixed host. Path and query can contain `{parameter}` and `{tavus_conversation_id}`, except with
   * `hmac`. With the emulator (a base URL on loopback), local hosts are allowed too, and http for them.
   * @example pulumi.interpolate`${crm.url}/notes/{record_id}`
   */
  url: pulumi.Input<string>;
  /** The HTTP method. @default "POST" */
  method?: pulumi.Input<"GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD">;
  /** Seconds that Tavus waits for the answer: any number above 0, at most 60. @default 10 */
  timeout?: pulumi.Input<number>;
  /** Extra headers. Put no credentials here: everybody with the API key can read them back. Names are not changed. @default none */
  headers?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /** The media type of the body. @default "application/json" */
  contentType?: pulumi.Input<string>;
}

/**
 * A request that you shape, with any authentication except `hmac`.
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/llm-tool-delivery
 * @since 0.1.0
 */
export interface TemplatedApiDelivery extends CommonApiDelivery {
  /** Extra query parameters. Their values can contain placeholders. Not with `hmac`. @default none */
  queryParams?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /**
   * A JSON body. Its strings can contain `{parameter}` placeholders. Keys are not changed. Not with `hmac`, and not with GET, HEAD, and DELETE,
   * which have no body.
   * @default the arguments themselves
   */
  bodyTemplate?: pulumi.Input<{ [key: string]: unknown }>;
  /** How Tavus authenticates. @default { type: "none" } */
  auth?: pulumi.Input<UnsignedToolAuth>;
}

/** The compiler shows this type for a template with `hmac`. */
type NotWithHmac =
  "Not with hmac: Tavus signs an envelope of its own. Remove queryParams and bodyTemplate, or use another auth type. (R-34)";

/**
 * A request whose body Tavus makes: the arguments, or with `hmac` Tavus's signed envelope.
 * @since 0.1.0
 */
export interface StaticApiDelivery extends CommonApiDelivery {
  /** Not possible with `hmac`. To add a query, use another authentication type. */
  queryParams?: pulumi.Input<{ [name: string]: NotWithHmac }>;
  /** Not possible with `hmac`. To send your own body, use another authentication type. */
  bodyTemplate?: pulumi.Input<{ [key: string]: NotWithHmac }>;
  /** How Tavus authenticates. @default { type: "none" } */
  auth?: pulumi.Input<ToolAuth>;
}

/**
 * The request that Tavus sends (D-10 to D-18, R-34).
 * @since 0.1.0
 */
export type ToolApiDelivery = TemplatedApiDelivery | StaticApiDelivery;

/**
 * A JSON Schema of a tool's arguments. Tavus gets it unchanged: no key is renamed. It can be a literal, a constant with `as const`, an
 * imported `.json` file, or the result of `z.toJSONSchema(…)`.
 * @since 0.1.0
 */
export interface JsonSchemaObject {
  /** Must be `"object"`. */
  type?: pulumi.Input<string | readonly string[]> | undefined;
  /** A schema for each parameter. */
  properties?: pulumi.Input<{ [name: string]: unknown }> | undefined;
  /** The names of the parameters that must have a value. */
  required?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  [keyword: string]: unknown;
}

interface CommonToolArgs {
  /**
   * Unique in the account. Letters, digits, and underscores, at most 64 characters, and no digit first.
   * @default the names of the resource and the stack, made valid: `crm-note` in the stack `dev` becomes `crm_note_dev`. The tool keeps it
   */
  name?: pulumi.Input<string>;
  /** What the tool is for. The AI reads it. Together with `parameters`, at most 10,000 characters. */
  description: pulumi.Input<string>;
  /**
   * Labels of the tool at Tavus, in any order. To remove them at Tavus, remove `tags` from the program. Drift is reported only if Tavus
   * returns tags.
   * @default none
   * @example tags: ["crm", "support"]
   */
  tags?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Takes over an existing tool of exactly this name instead of failing. It has an effect only when the resource is created. @default false */
  adopt?: pulumi.Input<boolean>;
  /**
   * Change it to send the whole `delivery` to Tavus again, with its secrets. Use it if Tavus may have another secret. Pulumi can't see the
   * difference, because secrets read back as `********`. The value itself is not sent, and it is not a secret.
   * @default none. Secrets are sent when their value in the program changes
   * @example secretVersion: awsSecret.versionId
   */
  secretVersion?: pulumi.Input<string | number>;
}

/**
 * A tool that runs once after the conversation has ended. Inputs that only matter during a conversation don't compile.
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/post-call-tool
 * @since 0.1.0
 */
export interface PostCallToolArgs extends CommonToolArgs {
  /** When the tool runs. A change replaces the tool. */
  triggerType: "post_call";
  /** A parameter with `const` is a fixed value. The AI fills in every other one from its `description`, which is required. */
  parameters: pulumi.Input<JsonSchemaObject>;
  /** The request that Tavus sends. */
  delivery: pulumi.Input<{ api: pulumi.Input<ToolApiDelivery>; appMessage?: undefined }>;
  origin?: undefined;
  onCall?: undefined;
  onResolve?: undefined;
  staticFiller?: undefined;
}

interface InCallToolArgs extends CommonToolArgs {
  /** When the tool runs. A change replaces the tool. @default "in_call" */
  triggerType?: "in_call";
  /** The arguments of the tool. @default {} */
  parameters?: pulumi.Input<JsonSchemaObject>;
  /** How Tavus delivers a call of the tool: to your endpoint, or as an app message in the conversation. @default { appMessage: true } */
  delivery?: pulumi.Input<
    | { api: pulumi.Input<ToolApiDelivery>; appMessage?: pulumi.Input<false> }
    | { appMessage: pulumi.Input<true>; api?: undefined }
  >;
}

/**
 * What the PAL does with the answer of a tool that runs during the conversation.
 * @since 0.1.0
 */
export type OnResolve = "generate_response" | "response_in_result" | "add_to_context" | "fire_and_forget";

/**
 * A tool that the language model calls during the conversation.
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/llm-tool
 * @since 0.1.0
 */
export interface LlmToolArgs extends InCallToolArgs {
  /** What calls the tool. A change replaces the tool. @default "llm" */
  origin?: "llm";
  /** What the PAL says while the tool runs. @default "generate_filler" */
  onCall?: pulumi.Input<"generate_filler" | "silent" | "passthrough">;
  /** A sentence. Tavus accepts it, but the PAL says it only with `onCall: "static_filler"`. @default none */
  staticFiller?: pulumi.Input<string>;
  /** What the PAL does with the answer. By default, the PAL ignores it. @default "fire_and_forget" */
  onResolve?: pulumi.Input<OnResolve>;
}

/**
 * A tool that the language model calls during the conversation, with a fixed sentence that the PAL says while it runs.
 * @since 0.1.0
 */
export interface StaticFillerToolArgs extends InCallToolArgs {
  /** What calls the tool. A change replaces the tool. @default "llm" */
  origin?: "llm";
  /** The PAL says `staticFiller` while the tool runs. */
  onCall: "static_filler";
  /** The sentence. */
  staticFiller: pulumi.Input<string>;
  /** What the PAL does with the answer. By default, the PAL ignores it. @default "fire_and_forget" */
  onResolve?: pulumi.Input<OnResolve>;
}

/**
 * A tool that runs when the PAL sees or hears something. The PAL needs `perception_model: raven-1`.
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/perception-tool
 * @since 0.1.0
 */
export interface PerceptionToolArgs extends InCallToolArgs {
  /** What calls the tool. A change replaces the tool. */
  origin: "vision" | "audio";
  onCall?: undefined;
  /** What the PAL does with the answer. Only this value is possible. @default "fire_and_forget" */
  onResolve?: pulumi.Input<"fire_and_forget">;
  staticFiller?: undefined;
}

/**
 * The inputs of a Tool. `triggerType` and `origin` determine which inputs are possible.
 * @since 0.1.0
 */
export type ToolArgs = PostCallToolArgs | LlmToolArgs | StaticFillerToolArgs | PerceptionToolArgs;

/**
 * The output `delivery` of a Tool.
 * @since 0.1.0
 */
export interface ToolDelivery {
  /** Whether the call is an app message in the conversation. */
  appMessage?: boolean;
  /** The request that Tavus sends. */
  api?: pulumi.Unwrap<ToolApiDelivery & { auth?: ToolAuth }>;
}

/**
 * The outputs of a Tool: its inputs under their own names, and what Tavus adds. An input that the program leaves out is undefined.
 * @since 0.1.0
 */
export interface ToolOutputs {
  /** The tool's id at Tavus, which is also the resource's `id`. */
  readonly toolId: pulumi.Output<string>;
  /** The tool's name at Tavus. */
  readonly name: pulumi.Output<string>;
  /** What the tool is for. */
  readonly description: pulumi.Output<string>;
  /** When the tool runs. */
  readonly triggerType: pulumi.Output<"in_call" | "post_call" | undefined>;
  /** What calls the tool. */
  readonly origin: pulumi.Output<"llm" | "vision" | "audio" | undefined>;
  /** What the PAL says while the tool runs. */
  readonly onCall: pulumi.Output<string | undefined>;
  /** What the PAL does with the answer. */
  readonly onResolve: pulumi.Output<string | undefined>;
  /** The sentence for `onCall: "static_filler"`. */
  readonly staticFiller: pulumi.Output<string | undefined>;
  /** Labels of the tool. */
  readonly tags: pulumi.Output<string[] | undefined>;
  /** The JSON Schema of the arguments. */
  readonly parameters: pulumi.Output<pulumi.Unwrap<JsonSchemaObject> | undefined>;
  /** How the tool is delivered. Its secrets stay secret. */
  readonly delivery: pulumi.Output<ToolDelivery | undefined>;
  /** The input `adopt`. */
  readonly adopt: pulumi.Output<boolean | undefined>;
  /** The input `secretVersion`. */
  readonly secretVersion: pulumi.Output<string | number | undefined>;
  /** When the tool was created, as Tavus writes it: UTC without a time zone, such as `2026-05-15T10:30:00`. */
  readonly createdAt: pulumi.Output<string>;
  /** When the tool was last changed, as Tavus writes it: UTC without a time zone. */
  readonly updatedAt: pulumi.Output<string>;
}
