import { SignatureError } from "./errors.ts";
import { bytesOf, encode, type RawBody } from "./raw-body.ts";
import { assertSecrets, problemOf } from "./secrets.ts";

/**
 * Verifies `X-Tavus-Signature`: HMAC-SHA256 in hex over the raw body (R-20). The comparison takes the same time for every signature.
 * @param rawBody the body as it arrived. A parsed object is refused, because its bytes could differ
 * @param header the value of `X-Tavus-Signature`
 * @param secrets one secret, or the new and the old one during a rotation
 * @returns which secret matched, as its index in `secrets`
 * @throws {@link SignatureError} if no secret matches, or the header is missing or malformed
 * @throws {@link MissingSecretError} if `secrets` is empty: nothing is accepted without a secret
 * @throws TypeError if the body is a parsed object
 * @example
 * ```ts
 * const { secretIndex } = await verifySignature(await request.bytes(), request.headers.get("x-tavus-signature"), [current, previous]);
 * ```
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/llm-tool-auth
 * @since 0.1.0
 */
export async function verifySignature(
  rawBody: RawBody,
  header: string | null | undefined,
  secrets: string | readonly string[],
): Promise<{ readonly secretIndex: number }> {
  const all = assertSecrets(secrets, "the secret", true);
  const bytes = bytesOf(rawBody);
  if (bytes === undefined) throw new TypeError("verifySignature takes the raw body, not a parsed one.");
  if (!header) throw new SignatureError("the request has no X-Tavus-Signature");
  if (!/^[0-9a-f]{64}$/i.test(header)) throw new SignatureError("X-Tavus-Signature is not 64 hex digits");
  // The value of a hex digit in either case: its low four bits, plus nine for letters.
  const digit = (i: number): number => (header.charCodeAt(i) & 15) + 9 * (header.charCodeAt(i) >> 6);
  const given = new Uint8Array(32);
  for (let i = 0; i < 32; i += 1) given[i] = 16 * digit(2 * i) + digit(2 * i + 1);
  let secretIndex = -1;
  // Compares with all secrets, even after a match, so that the time doesn't reveal which secret is in use.
  for (const [i, secret] of all.entries())
    if ((await matches(bytes, given, secret)) && secretIndex < 0) secretIndex = i;
  if (secretIndex < 0) {
    const problem = all.map(problemOf).find(Boolean);
    throw new SignatureError(
      `X-Tavus-Signature matches no secret: ${problem ? `a secret ${problem}` : "compare the secrets, and verify the raw bytes of the body, not parsed JSON"}`,
    );
  }
  return { secretIndex };
}

/** Declares only the members that are used, because other runtimes don't have Node's types. */
interface NodeCrypto {
  createHmac(hash: string, key: string): { update(data: Uint8Array): { digest(): Uint8Array } };
  timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean;
}

/**
 * Node's own implementation is several times faster for bodies of this size. It isn't imported, so that bundles for other runtimes need no
 * replacement.
 */
const node = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process?.getBuiltinModule?.(
  "node:crypto",
) as NodeCrypto | undefined;

function matches(bytes: Uint8Array, given: Uint8Array<ArrayBuffer>, secret: string): boolean | Promise<boolean> {
  if (node !== undefined) return node.timingSafeEqual(node.createHmac("sha256", secret).update(bytes).digest(), given);
  const { subtle } = crypto;
  return subtle
    .importKey("raw", encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"])
    .then((key) => subtle.verify("HMAC", key, given, bytes as Uint8Array<ArrayBuffer>));
}
