import * as z from "zod";
import { isLocalHost } from "./endpoint-host.ts";
import { headerNameProblem } from "./header-name.ts";
import { MASK, NAME_MAX, NAME_PATTERN, TIMEOUT_MAX } from "./limits.ts";
import { rule, VALUE } from "./rule.ts";
import { parseUrl } from "./url.ts";

// What a value of a field may be, with the rule of the contract for each way in which it can be wrong.

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;
/** How the remedy for a value begins that is none of a closed list. */
export const ONE_OF = "Use one of: ";
export const oneOf = <const T extends readonly [string, ...string[]]>(id: string, values: T) =>
  z.enum(values, rule(id, `is ${VALUE}`, `${ONE_OF}${values.join(", ")}.`));
export const text = (id: string, what: string) =>
  z
    .string(rule(id, "is required and must be a string", `Write ${what}.`))
    .refine((value) => value.trim() !== "", rule(id, "is empty", `Write ${what}.`))
    // What a check cannot say of itself, for the emulator's description.
    .meta({ minLength: 1 });

export const secret = (what: string) => realSecret(text("K-10", what));

export const withoutControls = (id: string, value: z.ZodString) =>
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
export function endpointUrl(id: string, allowLocalEndpoints: boolean) {
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
          (parseUrl(value) !== undefined || endpointHost(value).includes("{"))),
      rule(id, "is not an absolute URL", "Write the whole address, https://host/path."),
    )
    .refine(
      (value) => {
        const url = parseUrl(value);
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
      (value) => !/[{}]/.test(endpointHost(value) + (parseUrl(value)?.hostname ?? "")),
      rule(
        id,
        "has a placeholder in its host",
        "Keep scheme, host and port fixed; placeholders belong in the path or the query.",
      ),
    )
    .refine(
      (value) => {
        const host = parseUrl(value)?.hostname;
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

export const headers = () =>
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

export const queryParams = () =>
  stringMap("D-17", "query parameter").superRefine((map, context) => {
    for (const name of Object.keys(map))
      if (name === "")
        context.addIssue({
          code: "custom",
          path: [name],
          message: rule("D-17", "has an empty name", "Name it or remove it.").error,
        });
  });

export const seconds = () => {
  const remedy = `Write a number of seconds above 0, at most ${TIMEOUT_MAX}.`;
  return z
    .number(rule("D-13", "is not a number", remedy))
    .refine((value) => value > 0 && value <= TIMEOUT_MAX, rule("D-13", "is out of range", remedy))
    .meta({ exclusiveMinimum: 0, maximum: TIMEOUT_MAX });
};

export const jsonObject = (id: string, remedy: string) =>
  z.record(z.string(), z.unknown(), rule(id, "is not an object", remedy));

export const mediaType = () =>
  withoutControls(
    "D-18",
    z
      .string(rule("D-18", "is not a string", "Write a media type, application/json."))
      .regex(
        /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;.*)?$/,
        rule("D-18", "is not a media type", "Write type/subtype, application/json."),
      ),
  );

export const textList = () =>
  z.array(
    z.string(rule("T-17", "is not a string", "Write the tag as a string.")),
    rule("T-17", "is not a list of strings", 'Write a list, ["crm", "support"].'),
  );

/** K-4: a colon ends the user name. */
export const userName = () =>
  withoutControls("K-4", text("K-4", "the user name")).refine(
    (value) => !value.includes(":"),
    rule("K-4", "contains a colon, which ends the user name in basic authentication", "Choose a name without one."),
  );

/** RFC 7617 allows an empty password; services that take a key as the user name want one. */
export const password = () =>
  realSecret(z.string(rule("K-10", "is required and must be a string", "Write the password.")));

export const scopes = () =>
  withoutControls(
    "K-5",
    z.string(rule("K-5", "is not a string", "Write the scopes in one string, separated by spaces.")),
  );

export const toolName = () =>
  text("T-3", "a name")
    .regex(
      NAME_PATTERN,
      rule(
        "T-3",
        `is ${VALUE}, which has characters that a tool name can't have`,
        "Use letters, digits and underscores, and begin with a letter or an underscore.",
      ),
    )
    .max(NAME_MAX, rule("T-3", `is ${VALUE}, which is longer than ${NAME_MAX} characters`, "Shorten it."));

export const flag = (id: string) => z.boolean(rule(id, "is not true or false", "Write true, or leave it out."));
