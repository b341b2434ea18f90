import * as z from "zod/mini";
import { isLocalHost } from "./endpoint-host.ts";
import { type HeaderNameProblem, headerNameProblem } from "./header-name.ts";
import { MASK, NAME_MAX, NAME_PATTERN, TIMEOUT_MAX } from "./limits.ts";
import { quoting, rule } from "./rule.ts";
import { parseUrl } from "./url.ts";
import { asText } from "./value.ts";

// The valid values of a field, with a code for each way in which a value can be wrong.

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern looks for control characters
const CONTROL = /[\u0000-\u001f\u007f]/;
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, quoting("not-one-of", { values }));
export const text = () =>
  z.string(rule("required")).check(
    z.refine((value) => value.trim() !== "", rule("empty")),
    // The emulator's OpenAPI needs this, because zod can't derive it from the check.
    z.meta({ minLength: 1 }),
  );

const noControls = () => z.refine<string>((value) => !CONTROL.test(value), rule("control-character"));

/** Refuses strings that can't be a secret, apart from the empty string. */
const realSecret = () => [
  z.refine<string>((value) => value !== MASK, rule("mask")),
  noControls(),
  z.refine<string>((value) => !["undefined", "null", "[object Object]"].includes(value.trim()), rule("missing-value")),
];

export const secret = () => text().check(...realSecret());

export const textWithoutControls = () => text().check(noControls());

/** `URL` also accepts `https:/host` and `https:\\host`, whose host is part of the path for other parsers. */
const WITH_HOST = /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#]/i;
/** `URL` treats a backslash as a slash. Other parsers treat it as part of the host, or of the user name before the host. */
const BACKSLASH = /^[^?#]*\\/;
const endpointHost = (url: string): string => /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "";
const hasTemplatedHost = (url: string): boolean => /[{}]/.test(endpointHost(url));

/** D-10, K-5: an address that Tavus can call. */
export function endpointUrl(allowLocalEndpoints: boolean) {
  return text().check(
    z.refine((value) => !/\s/.test(value) && !CONTROL.test(value), rule("url-whitespace")),
    z.refine(
      (value) =>
        /\s/.test(value) ||
        (WITH_HOST.test(value) &&
          !BACKSLASH.test(value) &&
          (parseUrl(value) !== undefined || endpointHost(value).includes("{"))),
      rule("url-not-absolute"),
    ),
    z.refine((value) => {
      const url = parseUrl(value);
      if (url === undefined || url.protocol === "https:") return true;
      return allowLocalEndpoints && url.protocol === "http:" && (isLocalHost(url.hostname) || hasTemplatedHost(value));
    }, rule("url-not-https")),
    z.refine(
      // Also checks the encoded form, because %7B in a host means a brace.
      (value) => !/[{}]/.test(endpointHost(value) + (parseUrl(value)?.hostname ?? "")),
      rule("url-host-placeholder"),
    ),
    z.refine((value) => {
      const host = parseUrl(value)?.hostname;
      return host === undefined || allowLocalEndpoints || hasTemplatedHost(value) || !isLocalHost(host);
    }, rule("url-host-private")),
  );
}

const stringMap = () => z.record(z.string(), z.string(rule("not-string")), rule("not-string-map"));

export const headers = () =>
  stringMap().check(
    z.superRefine((map, context) => {
      const seen = new Set<string>();
      for (const [name, value] of Object.entries(map)) {
        const flag = (code: HeaderCode): void =>
          context.addIssue({ code: "custom", path: [name], message: rule(code).error });
        const lower = name.toLowerCase();
        const problem = headerNameProblem(name);
        if (problem !== undefined) flag(problem);
        if (lower.startsWith("x-tavus-")) flag("header-of-tavus");
        if (CONTROL.test(value)) flag("control-character");
        if (seen.has(lower)) flag("header-twice");
        seen.add(lower);
      }
    }),
  );

type HeaderCode = HeaderNameProblem | "header-of-tavus" | "control-character" | "header-twice";

export const queryParams = () =>
  stringMap().check(
    z.superRefine((map, context) => {
      if (Object.hasOwn(map, ""))
        context.addIssue({ code: "custom", path: [""], message: rule("query-name-empty").error });
    }),
  );

export const seconds = () =>
  z.number(rule("not-number")).check(
    z.refine((value) => value > 0 && value <= TIMEOUT_MAX, quoting("timeout", {})),
    z.meta({ exclusiveMinimum: 0, maximum: TIMEOUT_MAX }),
  );

export const jsonObject = () => z.record(z.string(), z.unknown(), rule("not-object"));

export const mediaType = () =>
  z
    .string(rule("not-string"))
    .check(z.regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;.*)?$/, quoting("media-type", {})), noControls());

export const textList = () => z.array(z.string(rule("not-string")), rule("not-string-list"));

/** K-4: a colon ends the user name. */
export const userName = () =>
  textWithoutControls().check(z.refine((value) => !value.includes(":"), rule("username-colon")));

/** RFC 7617 allows an empty password, and services that use a key as the user name require one. */
export const password = () => z.string(rule("required")).check(...realSecret());

export const scopes = () => z.string(rule("not-string")).check(noControls());

export const toolName = () =>
  text().check(
    z.regex(NAME_PATTERN, quoting("name-characters", {})),
    z.maxLength(NAME_MAX, { error: ({ input }) => rule("name-length", { length: asText(input).length }).error }),
  );

export const flag = () => z.boolean(rule("not-boolean"));
