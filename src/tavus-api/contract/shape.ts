import * as z from "zod";
import { isLocalHost } from "./endpoint-host.ts";
import { headerNameProblem } from "./header-name.ts";
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
import { rule, VALUE } from "./rule.ts";
import { asText, isObject, member } from "./value.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;
/** How the remedy for a value begins that is none of a closed list. */
export const ONE_OF = "Use one of: ";
const oneOf = <const T extends readonly [string, ...string[]]>(id: string, values: T) =>
  z.enum(values, rule(id, `is ${VALUE}`, `${ONE_OF}${values.join(", ")}.`));
const text = (id: string, what: string) =>
  z
    .string(rule(id, "is required and must be a string", `Write ${what}.`))
    .refine((value) => value.trim() !== "", rule(id, "is empty", `Write ${what}.`))
    // What a check cannot say of itself, for the emulator's description.
    .meta({ minLength: 1 });

const secret = (what: string) => realSecret(text("K-10", what));

const withoutControls = (id: string, value: z.ZodString) =>
  value.refine((text) => !CONTROL.test(text), rule(id, "contains a line break or control character", "Trim it."));

/** What no secret is, whether or not it may be empty. */
const realSecret = (value: z.ZodString) =>
  withoutControls(
    "K-10",
    value.refine(
      (value) => value !== MASK,
      rule(
        "K-12",
        "is the mask that the API shows instead of a secret",
        "Write the real secret, from config.requireSecret, say.",
      ),
    ),
  ).refine(
    (value) => !["undefined", "null", "[object Object]"].includes(value.trim()),
    rule("K-10", "is the text of a missing value", "Check the setting or environment variable that it comes from."),
  );

/** `URL` also takes `https:/host` and `https:\\host`, where a host would be taken for a path. */
const WITH_HOST = /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#]/i;
/** `URL` takes it for a slash, other parsers for a part of the host or of the user before it. */
const BACKSLASH = /^[^?#]*\\/;
const endpointHost = (url: string): string => /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "";
const hasTemplatedHost = (url: string): boolean => /[{}]/.test(endpointHost(url));

/** D-10, K-5: an address that Tavus may call. */
function endpointUrl(id: string, allowLocalEndpoints: boolean) {
  const parsed = (value: string): URL | undefined => (URL.canParse(value) ? new URL(value) : undefined);
  return text(id, "the endpoint's address, https://…")
    .refine(
      (value) => !/\s/.test(value) && !CONTROL.test(value),
      rule(id, "contains whitespace or a line break", "Trim the setting that it comes from."),
    )
    .refine(
      (value) =>
        /\s/.test(value) ||
        (WITH_HOST.test(value) &&
          !BACKSLASH.test(value) &&
          (parsed(value) !== undefined || endpointHost(value).includes("{"))),
      rule(id, "is not an absolute URL", "Write the whole address, https://host/path."),
    )
    .refine(
      (value) => {
        const url = parsed(value);
        if (url === undefined || url.protocol === "https:") return true;
        return (
          allowLocalEndpoints && url.protocol === "http:" && (isLocalHost(url.hostname) || hasTemplatedHost(value))
        );
      },
      rule(
        id,
        "is not https",
        "Write an https:// address. http works only with the emulator, and there only for a loopback or private host.",
      ),
    )
    .refine(
      // In its own writing as well: %7B is a brace there.
      (value) => !/[{}]/.test(endpointHost(value) + (parsed(value)?.hostname ?? "")),
      rule(
        id,
        "has a placeholder in its host",
        "Keep scheme, host and port fixed; placeholders belong in the path or the query.",
      ),
    )
    .refine(
      (value) => {
        const host = parsed(value)?.hostname;
        return host === undefined || allowLocalEndpoints || hasTemplatedHost(value) || !isLocalHost(host);
      },
      rule(
        id,
        "has a host that Tavus cannot reach: local, private or without a domain",
        "Write a public host name; for a local try use the emulator (npx pulumi-tavus dev).",
      ),
    );
}

const stringMap = (id: string, what: string) =>
  z.record(
    z.string(),
    z.string(rule(id, "is not a string", `Write the ${what} as a string.`)),
    rule(id, "is not an object of strings", `Write an object from ${what} name to string.`),
  );

const headers = () =>
  stringMap("D-14", "header").superRefine((map, context) => {
    const seen = new Map<string, string>();
    for (const [name, value] of Object.entries(map)) {
      const flag = (message: string, remedy: string): void =>
        context.addIssue({ code: "custom", path: [name], message: rule("D-14", message, remedy).error });
      const lower = name.toLowerCase();
      const problem = headerNameProblem(name);
      if (problem !== undefined) flag(problem.message, problem.remedy);
      if (lower.startsWith("x-tavus-"))
        flag("is reserved for Tavus", "Choose a name that does not begin with X-Tavus-.");
      if (CONTROL.test(value)) flag("contains a line break or control character", "Trim it.");
      if (seen.has(lower)) flag("is given twice: header names do not differ by case", "Keep one of the two.");
      seen.set(lower, name);
    }
  });

const queryParams = () =>
  stringMap("D-17", "query parameter").superRefine((map, context) => {
    for (const name of Object.keys(map))
      if (name === "")
        context.addIssue({
          code: "custom",
          path: [name],
          message: rule("D-17", "has an empty name", "Name it or remove it.").error,
        });
  });

function auth(allowLocalEndpoints: boolean) {
  const apiKey = z.strictObject({
    type: z.literal("api_key"),
    name: text("K-3", "the header's or query parameter's name"),
    value: secret("the key"),
    location: oneOf("K-3", API_KEY_LOCATIONS).nullish(),
  });
  return z.discriminatedUnion(
    "type",
    [
      z.strictObject({ type: z.literal("none") }),
      z.strictObject({ type: z.literal("bearer"), token: secret("the token") }),
      apiKey,
      z.strictObject({
        type: z.literal("basic"),
        username: withoutControls("K-4", text("K-4", "the user name")).refine(
          (value) => !value.includes(":"),
          rule(
            "K-4",
            "contains a colon, which ends the user name in basic authentication",
            "Choose a name without one.",
          ),
        ),
        // RFC 7617 allows an empty password; services that take a key as the user name want one.
        password: realSecret(z.string(rule("K-10", "is required and must be a string", "Write the password."))),
      }),
      z.strictObject({
        type: z.literal("oauth2_client_credentials"),
        token_url: endpointUrl("K-5", allowLocalEndpoints),
        client_id: withoutControls("K-5", text("K-5", "the client's id")),
        client_secret: secret("the client's secret"),
        scope: withoutControls(
          "K-5",
          z.string(rule("K-5", "is not a string", "Write the scopes in one string, separated by spaces.")),
        ).nullish(),
      }),
      z.strictObject({ type: z.literal("hmac"), secret: secret("the signing secret") }),
    ],
    {
      error: ({ input }) =>
        isObject(input)
          ? rule("D-15", `is ${VALUE}`, `${ONE_OF}${AUTH_TYPES.join(", ")}.`).error
          : rule("D-15", "is not an object", `Write { type: … } with one of: ${AUTH_TYPES.join(", ")}.`).error,
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

const TIMEOUT_REMEDY = `Write a number of seconds above 0, at most ${TIMEOUT_MAX}.`;

function tool(allowLocalEndpoints: boolean) {
  const api = z.strictObject(
    {
      url: endpointUrl("D-10", allowLocalEndpoints),
      method: oneOf("D-12", METHODS).nullish(),
      timeout: z
        .number(rule("D-13", "is not a number", TIMEOUT_REMEDY))
        .refine((value) => value > 0 && value <= TIMEOUT_MAX, rule("D-13", "is out of range", TIMEOUT_REMEDY))
        .meta({ exclusiveMinimum: 0, maximum: TIMEOUT_MAX })
        .nullish(),
      headers: headers().nullish(),
      query_params: queryParams().nullish(),
      body_template: z
        .record(
          z.string(),
          z.unknown(),
          rule("D-16", "is not an object", "Write a JSON object; its strings may hold {placeholders}."),
        )
        .nullish(),
      content_type: z
        .string(rule("D-18", "is not a string", "Write a media type, application/json."))
        .regex(
          /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;.*)?$/,
          rule("D-18", "is not a media type", "Write type/subtype, application/json."),
        )
        .refine((value) => !CONTROL.test(value), rule("D-18", "contains a line break or control character", "Trim it."))
        .nullish(),
      auth: auth(allowLocalEndpoints).nullish(),
    },
    rule("D-10", "is not an object", "Write { url: … }."),
  );
  return z.strictObject(
    {
      name: text("T-3", "a name")
        .regex(
          NAME_PATTERN,
          rule(
            "T-3",
            `is ${VALUE}, which has characters that a tool name can't have`,
            "Use letters, digits and underscores, and begin with a letter or an underscore.",
          ),
        )
        .max(NAME_MAX, rule("T-3", `is ${VALUE}, which is longer than ${NAME_MAX} characters`, "Shorten it.")),
      description: text("T-4", "what the tool is for"),
      parameters: z
        .record(
          z.string(),
          z.unknown(),
          rule("T-6", "is not an object", 'Write a JSON Schema, { type: "object", properties: … }.'),
        )
        .nullish(),
      trigger_type: oneOf("T-8", TRIGGER_TYPES).nullish(),
      origin: oneOf("T-9", ORIGINS).nullish(),
      on_call: oneOf("T-10", ON_CALL).nullish(),
      on_resolve: oneOf("T-11", ON_RESOLVE).nullish(),
      static_filler: text("T-12", "what is said while the tool runs").nullish(),
      tags: z
        .array(
          z.string(rule("T-17", "is not a string", "Write the tag as a string.")),
          rule("T-17", "is not a list of strings", 'Write a list, ["crm", "support"].'),
        )
        .nullish(),
      delivery: z
        .strictObject(
          {
            app_message: z.boolean(rule("D-1", "is not true or false", "Write true, or leave it out.")).nullish(),
            api: api.nullish(),
          },
          rule("T-13", "is not an object", "Write { api: { url: … } } or { app_message: true }."),
        )
        .nullish(),
    },
    rule("T-1", "is not an object", "Write a tool definition."),
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
