import { demand, SignatureError } from "./errors.ts";
import { bytesOfBase64, textOf } from "./raw-body.ts";
import { assertGiven, assertSecrets, findSecret, readSecrets, type Secrets } from "./secrets.ts";
import { verifySignature } from "./signature.ts";

/**
 * How a delivery proves that it comes from Tavus. Use the same type and the same secret as in the tool's `auth`. Each secret can be one string, a
 * list during a rotation, or a function: see {@link Secrets}.
 *
 * - `none`: anybody can deliver. Use it only if Tavus alone can reach the receiver.
 * - `bearer`: the token after `Authorization: Bearer`.
 * - `api_key`: the value of the header or query parameter `name`.
 * - `basic`: user name and password of `Authorization: Basic`.
 * - `oauth2_client_credentials`: an access token of your authorization server. `verifyToken` looks it up, or verifies it as a JWT with audience and
 *   expiry.
 * - `hmac`: the signature in `X-Tavus-Signature`. It is the only type that also protects the body.
 * @example const auth: ReceiverAuth = { type: "hmac", secret: () => [process.env.HOOK_SECRET ?? ""] };
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/llm-tool-auth
 * @since 0.1.0
 */
export type ReceiverAuth =
  | { readonly type: "none" }
  | { readonly type: "bearer"; readonly token: Secrets }
  | {
      readonly type: "api_key";
      readonly name: string;
      readonly value: Secrets;
      /** @default "header" */
      readonly location?: "header" | "query";
    }
  | { readonly type: "basic"; readonly username: string; readonly password: Secrets }
  | {
      readonly type: "oauth2_client_credentials";
      /** Whether the token is valid. */
      readonly verifyToken: (token: string, request: Request) => boolean | Promise<boolean>;
    }
  | { readonly type: "hmac"; readonly secret: Secrets };

export type Authentication =
  | {
      readonly ok: true;
      /** The index of the secret that matched. Absent if there is no secret. */
      readonly secretIndex?: number;
    }
  | { readonly ok: false; readonly reason: string };

/** Refuses to create a receiver that could never accept a delivery, or would accept everybody. */
export function assertAuth(auth: ReceiverAuth): void {
  demand(auth, "auth");
  if (auth.type === "none") return;
  if (auth.type === "oauth2_client_credentials") {
    demand(typeof auth.verifyToken === "function", "auth.verifyToken");
    return;
  }
  const [what, secrets] = secretsOf(auth);
  assertGiven(secrets, what);
}

type WithSecrets = Exclude<ReceiverAuth, { type: "none" | "oauth2_client_credentials" }>;

/** The secret field of each type, and the other field that the type needs. */
const FIELDS: Readonly<Record<WithSecrets["type"], readonly [secret: string, other?: string]>> = {
  bearer: ["token"],
  api_key: ["value", "name"],
  basic: ["password", "username"],
  hmac: ["secret"],
};

function secretsOf(auth: WithSecrets): [what: string, Secrets] {
  const [field, other] = FIELDS[auth.type] ?? [];
  if (!field) throw new TypeError('auth.type is unknown. Write { type: "none" } to accept everybody.');
  const given = auth as unknown as Readonly<Record<string, Secrets>>;
  if (other) {
    demand(given[other], `auth.${other}`);
    assertSecrets(given[other], `auth.${other}`);
  }
  return [`auth.${field}`, given[field] as Secrets];
}

/** @throws MissingSecretError if the secret is missing when the receiver reads it */
export async function authenticate(auth: ReceiverAuth, request: Request, body: Uint8Array): Promise<Authentication> {
  if (auth.type === "none") return { ok: true };
  const given = credentialsOf(auth, request);
  if (auth.type === "oauth2_client_credentials")
    return given && (await auth.verifyToken(given, request)) === true ? { ok: true } : wrong(given);
  const [what, source] = secretsOf(auth);
  const secrets = await readSecrets(source, what);
  if (auth.type === "hmac") return authenticateSigned(given, body, secrets);
  const secretIndex = findSecret(given ?? "", secrets);
  return secretIndex < 0 ? wrong(given) : { ok: true, secretIndex };
}

function wrong(given: string | undefined): Authentication {
  return { ok: false, reason: `the credentials are ${given ? "wrong" : "missing"}` };
}

async function authenticateSigned(
  header: string | undefined,
  body: Uint8Array,
  secrets: readonly string[],
): Promise<Authentication> {
  // The signature of an empty body is always the same, so it would prove nothing about the query.
  if (body.length === 0) return { ok: false, reason: "a request without a body cannot be signed" };
  try {
    return { ok: true, ...(await verifySignature(body, header, secrets)) };
  } catch (error) {
    if (error instanceof SignatureError) return { ok: false, reason: error.message };
    throw error;
  }
}

/** The credentials in the request, if it has any of this type. */
function credentialsOf(auth: Exclude<ReceiverAuth, { type: "none" }>, { headers, url }: Request): string | undefined {
  const [, scheme = "", rest = ""] = /^(\S+) +(.+)/s.exec(headers.get("authorization") ?? "") ?? [];
  switch (auth.type) {
    case "api_key":
      return (auth.location === "query" ? new URL(url).searchParams : headers).get(auth.name) ?? undefined;
    case "hmac":
      return headers.get("x-tavus-signature") ?? undefined;
    case "basic": {
      const [user, password] = [`${auth.username}:`, /^basic$/i.test(scheme) ? fromBase64(rest) : ""];
      return password.startsWith(user) ? password.slice(user.length) : undefined;
    }
    default:
      return /^bearer$/i.test(scheme) ? rest : undefined;
  }
}

/** RFC 7617, in UTF-8. */
function fromBase64(text: string): string {
  try {
    return textOf(bytesOfBase64(text));
  } catch {
    return "";
  }
}
