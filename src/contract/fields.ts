import type { ZodMiniType } from "zod/mini";
import {
  endpointUrl,
  flag,
  headers,
  jsonObject,
  mediaType,
  oneOf,
  password,
  queryParams,
  scopes,
  seconds,
  secret,
  text,
  textList,
  textWithoutControls,
  toolName,
  userName,
} from "./field-shapes.ts";
import {
  API_KEY_LOCATION_DEFAULT,
  API_KEY_LOCATIONS,
  CONTENT_TYPE_DEFAULT,
  METHOD_DEFAULT,
  METHODS,
  ON_CALL,
  ON_CALL_DEFAULT,
  ON_RESOLVE,
  ON_RESOLVE_DEFAULT,
  ORIGIN_DEFAULT,
  ORIGINS,
  TIMEOUT_DEFAULT,
  TRIGGER_TYPE_DEFAULT,
  TRIGGER_TYPES,
} from "./limits.ts";
import {
  canonicalHeaders,
  canonicalParameters,
  canonicalTags,
  canonicalTexts,
  canonicalUrl,
  lowerCase,
  upperCase,
} from "./spelling.ts";
import { isUnset, type JsonObject, member } from "./value.ts";

/** The type of a field's value on the wire. `texts` is an object of strings. */
export type JsonType = "string" | "number" | "boolean" | "object" | "texts" | "list";

/**
 * One field of a tool's definition. Everything that depends on a field reads it from here. This includes validation, translation between program and
 * API, comparison, PATCH, secrets, import, drift, the emulator, and the table in docs/tool.md (`npm run docs:write`).
 */
export interface Field {
  /** Its name in the API. A program's name for it is its key in the table. */
  readonly wire: string;
  readonly type: JsonType;
  /** The nested fields. Without them, keys below it are the user's own and are never renamed. */
  readonly fields?: Fields;
  /** The valid values. A function, because creating a zod schema is slow. `local`: endpoints can be local. */
  readonly shape?: (local: boolean) => ZodMiniType;
  /** The rule of the contract about its values. */
  readonly rule: string;
  /** A suggestion for messages: completes "Set it to …". */
  readonly example: string;
  /** All values that this version knows. */
  readonly values?: readonly string[];
  readonly isRequired?: boolean;
  /** The meaning of leaving it out. A function if that depends on other fields. */
  readonly default?: unknown;
  /** How a PATCH removes it. C-14: it isn't known whether null works. @default the default */
  readonly removed?: unknown;
  /** Converts equivalent values to one form. @default the value itself */
  readonly canonical?: (value: unknown) => unknown;
  /** The rule that restricts the field to in-call tools. */
  readonly inCallOnly?: string;
  /** C-11, U-16: a change of the field replaces the tool. */
  readonly replaces?: boolean;
  /** K-10: Tavus masks it, and the state encrypts it. */
  readonly isSecret?: boolean;
  /** The part of the field that can contain a credential that Tavus doesn't mask (K-11). */
  readonly credentials?: "member" | "url" | "key" | "const";
  /** R-1, D-17: its strings can contain placeholders. */
  readonly isTemplate?: boolean;
  /** U-30: if an answer doesn't contain it, it may still be set. */
  readonly isEchoedMaybe?: boolean;
  /** For the documentation. `type` and `default` are set if a reader needs something other than the table's own values. */
  readonly docs?: { readonly type?: string; readonly default?: string; readonly note?: string };
}

/** Fields by their names in a program, in the order in which an import writes them. */
export type Fields = Readonly<Record<string, Field>>;

/** K-1 to K-6: the authentication types, and their fields. */
export const AUTH_TYPES: Readonly<Record<string, readonly string[]>> = {
  none: [],
  bearer: ["token"],
  api_key: ["name", "value", "location"],
  basic: ["username", "password"],
  oauth2_client_credentials: ["tokenUrl", "clientId", "clientSecret", "scope"],
  hmac: ["secret"],
};

export const AUTH: Fields = {
  type: {
    wire: "type",
    type: "string",
    values: Object.keys(AUTH_TYPES),
    rule: "D-15",
    example: '"none"',
    default: (auth: JsonObject) => (Object.values(AUTH).every(({ wire }) => isUnset(auth[wire])) ? "none" : undefined),
  },
  token: {
    wire: "token",
    type: "string",
    isRequired: true,
    isSecret: true,
    shape: () => secret(),
    rule: "K-10",
    example: "the token",
  },
  name: {
    rule: "K-3",
    example: 'the name of the header or query parameter, for example "X-Api-Key"',
    wire: "name",
    type: "string",
    isRequired: true,
    shape: () => text(),
  },
  value: {
    wire: "value",
    type: "string",
    isRequired: true,
    isSecret: true,
    shape: () => secret(),
    rule: "K-10",
    example: "the API key of your endpoint",
  },
  location: {
    rule: "K-3",
    example: '"header"',
    wire: "location",
    type: "string",
    values: API_KEY_LOCATIONS,
    shape: () => oneOf(API_KEY_LOCATIONS),
    default: (auth: JsonObject) => (auth["type"] === "api_key" ? API_KEY_LOCATION_DEFAULT : undefined),
    docs: { note: "`header` (default) or `query`" },
  },
  username: {
    wire: "username",
    type: "string",
    isRequired: true,
    shape: userName,
    rule: "K-4",
    example: "the user name",
  },
  password: {
    wire: "password",
    type: "string",
    isRequired: true,
    isSecret: true,
    shape: password,
    rule: "K-10",
    example: "the password",
  },
  tokenUrl: {
    rule: "K-5",
    example: 'the address that issues tokens, for example "https://id.acme.com/token"',
    wire: "token_url",
    type: "string",
    isRequired: true,
    shape: (local) => endpointUrl(local),
    credentials: "url",
  },
  clientId: {
    rule: "K-5",
    example: "the client id",
    wire: "client_id",
    type: "string",
    isRequired: true,
    shape: textWithoutControls,
  },
  clientSecret: {
    rule: "K-10",
    example: "the client secret",
    wire: "client_secret",
    type: "string",
    isRequired: true,
    isSecret: true,
    shape: () => secret(),
  },
  scope: {
    wire: "scope",
    type: "string",
    shape: scopes,
    rule: "K-5",
    example: "one string with the scopes, separated by spaces",
  },
  secret: {
    rule: "K-10",
    example: "the signing secret",
    wire: "secret",
    type: "string",
    isRequired: true,
    isSecret: true,
    shape: () => secret(),
    docs: { note: "Tavus's own signed envelope, sent to the URL as written ([how](delivery.md#signed-deliveries))" },
  },
};

export const API: Fields = {
  url: {
    rule: "D-10",
    example: 'the address of your endpoint, for example "https://crm.acme.com/notes"',
    wire: "url",
    type: "string",
    isRequired: true,
    shape: (local) => endpointUrl(local),
    canonical: canonicalUrl,
    credentials: "url",
    isTemplate: true,
    docs: {
      note:
        "https, public, fixed host. `{parameter}` and `{tavus_conversation_id}` in path and query (D-10), not with `hmac`. " +
        "The emulator also accepts a local host, and `http` for a loopback or private host",
    },
  },
  method: {
    rule: "D-12",
    example: '"POST"',
    wire: "method",
    type: "string",
    values: METHODS,
    shape: () => oneOf(METHODS),
    default: METHOD_DEFAULT,
    canonical: upperCase,
  },
  timeout: {
    rule: "D-13",
    example: "a number of seconds above 0, at most 60",
    wire: "timeout",
    type: "number",
    shape: seconds,
    default: TIMEOUT_DEFAULT,
    docs: { type: "seconds", note: "any number above 0, at most 60 (D-13, D-20)" },
  },
  headers: {
    rule: "D-14",
    example: 'an object, for example { "X-Team": "support" }',
    wire: "headers",
    type: "texts",
    shape: headers,
    removed: {},
    canonical: canonicalHeaders,
    credentials: "member",
    docs: { note: "names are passed on unchanged. Not for credentials: they can be read back (K-11)" },
  },
  queryParams: {
    rule: "D-17",
    example: 'an object, for example { source: "tavus" }',
    wire: "query_params",
    type: "texts",
    shape: queryParams,
    removed: {},
    canonical: canonicalTexts,
    credentials: "member",
    isTemplate: true,
    docs: { note: "like `headers`. Not with `hmac`" },
  },
  bodyTemplate: {
    rule: "D-16",
    example: "a JSON object, whose strings may contain {placeholders}",
    wire: "body_template",
    type: "object",
    shape: () => jsonObject(),
    default: null,
    credentials: "key",
    isTemplate: true,
    docs: {
      type: "JSON object",
      default: "the arguments",
      note: "strings may hold `{parameter}`. Not with `GET`, `HEAD`, and `DELETE`, which have no body (D-21), and not with `hmac`",
    },
  },
  contentType: {
    rule: "D-18",
    example: 'a media type, for example "application/json"',
    wire: "content_type",
    type: "string",
    shape: mediaType,
    default: CONTENT_TYPE_DEFAULT,
    canonical: lowerCase,
  },
  auth: {
    rule: "D-15",
    example: '{ type: … }, for example { type: "none" }',
    wire: "auth",
    type: "object",
    fields: AUTH,
    default: { type: "none" },
    docs: {
      type: "see below",
      default: '`{ type: "none" }`',
      note: "secret fields are encrypted in the state, even if the program doesn't call `pulumi.secret`",
    },
  },
};

export const DELIVERY: Fields = {
  appMessage: {
    rule: "D-1",
    example: "true, or remove it",
    wire: "app_message",
    type: "boolean",
    shape: () => flag(),
    // T-13: without a configuration, the tool sends an app message. D-2: an omitted `app_message` next to `api` is false.
    default: ({ api }: JsonObject) => isUnset(api),
  },
  api: {
    rule: "D-10",
    example: "{ url: … }",
    wire: "api",
    type: "object",
    fields: API,
  },
};

/** The whole definition. */
export const TOOL: Fields = {
  name: {
    rule: "T-3",
    example: 'a name, for example "log_note"',
    wire: "name",
    type: "string",
    isRequired: true,
    shape: toolName,
    docs: {
      default: "resource and stack: `crm_note_dev`",
      note: "unique in the account; letters, digits, `_`; at most 64 (T-3). Renamed in place",
    },
  },
  description: {
    rule: "T-4",
    example: "a sentence that says what the tool is for",
    wire: "description",
    type: "string",
    isRequired: true,
    shape: () => text(),
    default: "",
    docs: {
      note:
        "the AI reads it. With `parameters` at most 10,000 characters (T-5). Tavus's own client counts a character outside ASCII " +
        "in `parameters` as 6 or 12 characters (T-18), and the preview warns if only that count is over the limit",
    },
  },
  triggerType: {
    rule: "T-8",
    example: '"post_call"',
    wire: "trigger_type",
    type: "string",
    values: TRIGGER_TYPES,
    shape: () => oneOf(TRIGGER_TYPES),
    default: TRIGGER_TYPE_DEFAULT,
    replaces: true,
  },
  origin: {
    rule: "T-9",
    example: '"llm"',
    wire: "origin",
    type: "string",
    values: ORIGINS,
    shape: () => oneOf(ORIGINS),
    default: ORIGIN_DEFAULT,
    inCallOnly: "T-9",
    replaces: true,
    docs: { note: "`in_call` only" },
  },
  onCall: {
    rule: "T-10",
    example: '"generate_filler"',
    wire: "on_call",
    type: "string",
    values: ON_CALL,
    shape: () => oneOf(ON_CALL),
    // T-10, T-24: only the origin llm has the default.
    default: ({ origin }: JsonObject) => ((origin ?? ORIGIN_DEFAULT) === ORIGIN_DEFAULT ? ON_CALL_DEFAULT : null),
    // Vision and audio tools don't have the field, not even a default.
    removed: ({ origin }: JsonObject) => ((origin ?? ORIGIN_DEFAULT) === ORIGIN_DEFAULT ? ON_CALL_DEFAULT : undefined),
    inCallOnly: "T-21",
    docs: { default: `\`${ON_CALL_DEFAULT}\``, note: '`origin: "llm"` only' },
  },
  staticFiller: {
    rule: "T-12",
    example: "the sentence that the PAL speaks while the tool runs",
    wire: "static_filler",
    type: "string",
    shape: () => text(),
    default: null,
    inCallOnly: "T-21",
    docs: { note: '`origin: "llm"` only. Required with `onCall: "static_filler"`, and only spoken with it (T-12)' },
  },
  onResolve: {
    rule: "T-11",
    example: '"fire_and_forget"',
    wire: "on_resolve",
    type: "string",
    values: ON_RESOLVE,
    shape: () => oneOf(ON_RESOLVE),
    default: ON_RESOLVE_DEFAULT,
    inCallOnly: "T-21",
    docs: {
      note: "for vision and audio only `fire_and_forget` (T-23). With the default, the PAL doesn't speak the result (T-11)",
    },
  },
  tags: {
    rule: "T-17",
    example: 'a list of strings, for example ["crm", "support"]',
    wire: "tags",
    type: "list",
    shape: textList,
    // U-30: never null.
    removed: [],
    canonical: canonicalTags,
    isEchoedMaybe: true,
    docs: {
      type: "list of strings",
      default: "none",
      note: "labels at Tavus (T-17). Their order has no meaning. Removing `tags` removes them at Tavus. Drift is visible only if Tavus returns tags",
    },
  },
  parameters: {
    rule: "T-6",
    example: 'a JSON Schema: { type: "object", properties: … }',
    wire: "parameters",
    type: "object",
    shape: () => jsonObject(),
    removed: {},
    canonical: canonicalParameters,
    credentials: "const",
    docs: {
      type: "JSON Schema object",
      default: "`{}` for `in_call`; required for `post_call`",
      note: "passed on unchanged. A parameter with `const` is fixed. The AI fills the others, guided by each `description` (T-22)",
    },
  },
  delivery: {
    rule: "T-13",
    example: "{ api: { url: … } }",
    wire: "delivery",
    type: "object",
    fields: DELIVERY,
    default: {},
    removed: { app_message: true },
    docs: {
      type: "`{ api }`, see below, or `{ appMessage: true }`",
      default: "`{ appMessage: true }` for `in_call`; required for `post_call`",
      note: "`appMessage` for `in_call` only",
    },
  },
};

/** An input that controls the provider and is never sent. */
export interface OwnInput {
  readonly docs: { readonly type: string; readonly default: string; readonly note: string };
}

export const OWN_INPUTS: Readonly<Record<string, OwnInput>> = {
  adopt: {
    docs: {
      type: "boolean",
      default: "`false`",
      note: "take over an existing tool of this name instead of failing, unless it belongs to another resource of the program",
    },
  },
  secretVersion: {
    docs: {
      type: "string \\| number",
      default: "none",
      note:
        "a new value sends `delivery` to Tavus again, with its secrets " +
        "([rotation](recipes/rotate-a-secret.md#if-pulumi-cant-see-that-a-secret-changed)). Never sent to Tavus. " +
        "Refused if the state knows the secret only as `********`",
    },
  },
};

/** The meaning of leaving a field out. */
export const defaultOf = (field: Field, siblings: JsonObject): unknown => valueFor(field.default, siblings);

/** The wire value of an optional field that isn't set. `undefined` if the field must be left out. */
export const removalOf = (field: Field, siblings: JsonObject): unknown =>
  valueFor(field.removed === undefined ? field.default : field.removed, siblings);

const valueFor = (value: unknown, siblings: JsonObject): unknown =>
  typeof value === "function" ? (value(siblings) as unknown) : value;

/** The fields of an authentication type, without the type itself. */
export function typeFields(type: string): Fields {
  const keys = Object.hasOwn(AUTH_TYPES, type) ? (AUTH_TYPES[type] ?? []) : [];
  return Object.fromEntries(Object.entries(AUTH).filter(([key]) => keys.includes(key)));
}

/** The secret of an authentication type, by its name on the wire. */
export function secretOf(auth: unknown): string | undefined {
  return Object.values(typeFields(String(member(auth, "type")))).find(({ isSecret }) => isSecret)?.wire;
}

/** K-10: the secret fields of `auth`, on the wire. */
export const SECRET_AUTH_FIELDS: readonly string[] = Object.values(AUTH)
  .filter(({ isSecret }) => isSecret)
  .map(({ wire }) => wire);

/** T-21: the fields that only mean something during a call, on the wire. */
export const LIVE_FIELDS: readonly string[] = Object.values(TOOL)
  .filter(({ inCallOnly }) => inCallOnly !== undefined)
  .map(({ wire }) => wire);
