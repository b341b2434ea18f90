import { isCredentialName, withMaskedCredentials } from "../contract/credentials.ts";
import { SECRET_AUTH_FIELDS } from "../contract/fields.ts";
import { isObject, MASK } from "../contract/index.ts";
import { tryJson } from "../contract/json.ts";
import { asText, unescapeStep } from "../contract/value.ts";
import { isHttpUrl } from "../delivery/url.ts";
import { isTooDeep } from "./request.ts";
import { zoned } from "./services.ts";

/** One call of the API for the page. Secrets are masked before it is stored. */
export interface LoggedRequest {
  readonly number: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** The position of the key, counting from 1. 0 for an unknown key. */
  readonly account: number;
  /** The status of the response. 0 if none was sent. */
  readonly status: number;
  readonly durationMs: number;
  readonly userAgent: string;
  readonly fault?: string | undefined;
  /** The request's JSON. Undefined if there is no body. */
  readonly sent?: unknown;
  /** The response's JSON or text. Undefined if there is no body, and for a successful read. */
  readonly answer?: unknown;
}

/** The number of requests that a process keeps, because it can run for weeks. */
const REQUESTS_MAX = 500;
/** The maximum number of characters in a body. A definition has at most 10,000 (T-5). */
const BODY_MAX = 32_768;

export type RequestLog = ReturnType<typeof createRequestLog>;

/** The newest calls of the API, in memory only. */
export function createRequestLog() {
  let kept: LoggedRequest[] = [];
  let count = 0;
  return {
    add: (
      request: Omit<LoggedRequest, "number" | "at" | "sent" | "answer">,
      { sent, answer }: { sent: unknown; answer: string },
    ): void => {
      count += 1;
      // The body of a request without a valid key isn't stored.
      const body = request.account === 0 ? undefined : sent;
      kept.push({
        ...request,
        number: count,
        at: zoned(new Date()),
        ...(body !== undefined && { sent: shownBody(JSON.stringify(body)) }),
        ...(answer !== "" && { answer: shownBody(answer) }),
      });
      if (kept.length > REQUESTS_MAX) kept.shift();
    },
    /** Returns the newest requests first, including those with unknown keys. */
    newest: (account: string): LoggedRequest[] =>
      kept.filter((one) => one.account === Number(account) || one.account === 0).reverse(),
    /** @param account clears only requests of this account. @default everything */
    clear: (account?: string): void => {
      kept = account === undefined ? [] : kept.filter((one) => one.account !== Number(account));
    },
  };
}

function shownBody(body: string): unknown {
  const json = body.length > BODY_MAX ? undefined : tryJson(body);
  if (json === undefined)
    return body.length > BODY_MAX ? `${body.length} characters, which are too many to keep.` : body;
  return isTooDeep(json) ? "JSON that is nested too deeply to keep." : masked(json, "");
}

/** Masks secrets even if they are at a wrong position. The request is refused, but the secret is still secret. */
function masked(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, ""));
  // W-1: a callback_url can contain a token.
  if (typeof value === "string") return isHttpUrl(value) ? withMaskedCredentials(value) : value;
  if (!isObject(value)) return value;
  // The members of a JSON Patch.
  const steps = asText(value["path"]).split("/").map(unescapeStep);
  const isSecretPath = steps.some((step) => step === "auth" || step === "api_key") || isSecretName(steps.at(-1) ?? "");
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const isSecret = name === "value" ? key === "auth" || isSecretPath : isSecretName(name);
      // A parameter named "token" describes a token, and doesn't contain one.
      if (isSecret && !isObject(item)) return [name, MASK];
      return [name, masked(item, isSecretPath && name === "value" ? "auth" : name)];
    }),
  );
}

const isSecretName = (name: string): boolean => isCredentialName(name) || SECRET_AUTH_FIELDS.includes(name);
