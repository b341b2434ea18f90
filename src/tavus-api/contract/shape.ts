import * as z from "zod";
import { isLocalHost } from "./endpoint-host.ts";
import { type HeaderNameProblem, headerNameProblem } from "./header-name.ts";
import type { Path } from "./issue.ts";
import { lazy } from "./lazy.ts";
import {
  API_KEY_LOCATIONS,
  AUTH_TYPES,
  MASK,
  METHODS,
  NAME_MAX,
  NAME_PATTERN,
  ON_CALL,
  ON_RESOLVE,
  ORIGINS,
  TIMEOUT_MAX,
  TRIGGER_TYPES,
} from "./limits.ts";
import { quoting, rule } from "./rule.ts";
import { asText, isObject, member } from "./value.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, quoting("not-one-of", { values }));
const text = () =>
  z
    .string(rule("required"))
    .refine((value) => value.trim() !== "", rule("empty"))
    // What a check can't say about itself, for the emulator's description.
    .meta({ minLength: 1 });

const secret = () => realSecret(text());

const withoutControls = (value: z.ZodString) => value.refine((text) => !CONTROL.test(text), rule("control-character"));

/** What no secret is, whether or not it may be empty. */
const realSecret = (value: z.ZodString) =>
  withoutControls(value.refine((value) => value !== MASK, rule("mask"))).refine(
    (value) => !["undefined", "null", "[object Object]"].includes(value.trim()),
    rule("missing-value"),
  );

/** `URL` also takes `https:/host` and `https:\\host`, where a host would be taken for a path. */
const WITH_HOST = /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#]/i;
/** `URL` takes it for a slash, other parsers for a part of the host or of the user before it. */
const BACKSLASH = /^[^?#]*\\/;
const endpointHost = (url: string): string => /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "";
const hasTemplatedHost = (url: string): boolean => /[{}]/.test(endpointHost(url));

/** D-10, K-5: an address that Tavus may call. */
function endpointUrl(allowLocalEndpoints: boolean) {
  const parsed = (value: string): URL | undefined => (URL.canParse(value) ? new URL(value) : undefined);
  return text()
    .refine((value) => !/\s/.test(value) && !CONTROL.test(value), rule("url-whitespace"))
    .refine(
      (value) =>
        /\s/.test(value) ||
        (WITH_HOST.test(value) &&
          !BACKSLASH.test(value) &&
          (parsed(value) !== undefined || endpointHost(value).includes("{"))),
      rule("url-not-absolute"),
    )
    .refine((value) => {
      const url = parsed(value);
      if (url === undefined || url.protocol === "https:") return true;
      return allowLocalEndpoints && url.protocol === "http:" && (isLocalHost(url.hostname) || hasTemplatedHost(value));
    }, rule("url-not-https"))
    .refine(
      // In its own writing as well: %7B is a brace there.
      (value) => !/[{}]/.test(endpointHost(value) + (parsed(value)?.hostname ?? "")),
      rule("url-host-placeholder"),
    )
    .refine((value) => {
      const host = parsed(value)?.hostname;
      return host === undefined || allowLocalEndpoints || hasTemplatedHost(value) || !isLocalHost(host);
    }, rule("url-host-private"));
}

const stringMap = () => z.record(z.string(), z.string(rule("not-string")), rule("not-string-map"));

const headers = () =>
  stringMap().superRefine((map, context) => {
    const seen = new Set<string>();
    for (const [name, value] of Object.entries(map)) {
      const flag = (code: FieldCode): void =>
        context.addIssue({ code: "custom", path: [name], message: rule(code).error });
      const lower = name.toLowerCase();
      const problem = headerNameProblem(name);
      if (problem !== undefined) flag(problem);
      if (lower.startsWith("x-tavus-")) flag("header-of-tavus");
      if (CONTROL.test(value)) flag("control-character");
      if (seen.has(lower)) flag("header-twice");
      seen.add(lower);
    }
  });
type FieldCode = HeaderNameProblem | "header-of-tavus" | "control-character" | "header-twice";

const queryParams = () =>
  stringMap().superRefine((map, context) => {
    if (Object.hasOwn(map, ""))
      context.addIssue({ code: "custom", path: [""], message: rule("query-name-empty").error });
  });

function auth(allowLocalEndpoints: boolean) {
  return z.discriminatedUnion(
    "type",
    [
      z.strictObject({ type: z.literal("none") }),
      z.strictObject({ type: z.literal("bearer"), token: secret() }),
      z.strictObject({
        type: z.literal("api_key"),
        name: text(),
        value: secret(),
        location: oneOf(API_KEY_LOCATIONS).nullish(),
      }),
      z.strictObject({
        type: z.literal("basic"),
        username: withoutControls(text()).refine((value) => !value.includes(":"), rule("username-colon")),
        // RFC 7617 allows an empty password; services that take a key as the user name want one.
        password: realSecret(z.string(rule("required"))),
      }),
      z.strictObject({
        type: z.literal("oauth2_client_credentials"),
        token_url: endpointUrl(allowLocalEndpoints),
        client_id: withoutControls(text()),
        client_secret: secret(),
        scope: withoutControls(z.string(rule("not-string"))).nullish(),
      }),
      z.strictObject({ type: z.literal("hmac"), secret: secret() }),
    ],
    {
      error: ({ input }) =>
        isObject(input)
          ? JSON.stringify(["not-one-of", { value: input["type"], values: AUTH_TYPES }])
          : rule("not-object").error,
    },
  );
}

/** The fields of each kind of authentication. */
export const AUTH_KEYS: Readonly<Record<string, readonly string[]>> = {
  none: ["type"],
  bearer: ["type", "token"],
  api_key: ["type", "name", "value", "location"],
  basic: ["type", "username", "password"],
  oauth2_client_credentials: ["type", "token_url", "client_id", "client_secret", "scope"],
  hmac: ["type", "secret"],
};

function tool(allowLocalEndpoints: boolean) {
  const api = z.strictObject(
    {
      url: endpointUrl(allowLocalEndpoints),
      method: oneOf(METHODS).nullish(),
      timeout: z
        .number(rule("not-number"))
        .refine((value) => value > 0 && value <= TIMEOUT_MAX, quoting("timeout", {}))
        .meta({ exclusiveMinimum: 0, maximum: TIMEOUT_MAX })
        .nullish(),
      headers: headers().nullish(),
      query_params: queryParams().nullish(),
      body_template: z.record(z.string(), z.unknown(), rule("not-object")).nullish(),
      content_type: z
        .string(rule("not-string"))
        .regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;.*)?$/, quoting("media-type", {}))
        .refine((value) => !CONTROL.test(value), rule("control-character"))
        .nullish(),
      auth: auth(allowLocalEndpoints).nullish(),
    },
    rule("not-object"),
  );
  return z.strictObject(
    {
      name: text()
        .regex(NAME_PATTERN, quoting("name-characters", {}))
        .max(NAME_MAX, { error: ({ input }) => rule("name-length", { length: asText(input).length }).error }),
      description: text(),
      parameters: z.record(z.string(), z.unknown(), rule("not-object")).nullish(),
      trigger_type: oneOf(TRIGGER_TYPES).nullish(),
      origin: oneOf(ORIGINS).nullish(),
      on_call: oneOf(ON_CALL).nullish(),
      on_resolve: oneOf(ON_RESOLVE).nullish(),
      static_filler: text().nullish(),
      tags: z.array(z.string(rule("not-string")), rule("not-string-list")).nullish(),
      delivery: z
        .strictObject({ app_message: z.boolean(rule("not-boolean")).nullish(), api: api.nullish() }, rule("not-object"))
        .nullish(),
    },
    rule("not-object"),
  );
}

/** The shape of a tool for the public service. */
export const publicToolShape = lazy(() => tool(false));
/** The same where endpoints may be local: the emulator (design, section 1). */
export const localToolShape = lazy(() => tool(true));

/** The keys that may stand at a path, for the remedy of an unknown one. `value` is the object found there. */
export function keysAt(path: Path, value: unknown): readonly string[] {
  const shape = publicToolShape().shape;
  const delivery = shape.delivery.unwrap().unwrap().shape;
  const where = path.join(".");
  if (where === "") return Object.keys(shape);
  if (where === "delivery") return Object.keys(delivery);
  if (where === "delivery.api") return Object.keys(delivery.api.unwrap().unwrap().shape);
  const type = asText(member(value, "type"));
  return Object.hasOwn(AUTH_KEYS, type) ? (AUTH_KEYS[type] ?? []) : [];
}
