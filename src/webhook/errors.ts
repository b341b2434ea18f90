/**
 * The signature is missing or wrong. Answer 401. The message contains neither the secret nor the body. If the receiver itself has no secret, the
 * error is a {@link MissingSecretError}.
 * @example
 * ```ts
 * try {
 *   await verifySignature(rawBody, header, secret);
 * } catch (error) {
 *   if (error instanceof SignatureError) return new Response(null, { status: 401 });
 *   throw error;
 * }
 * ```
 * @since 0.1.0
 */
export class SignatureError extends Error {
  override name = "SignatureError";
}

/**
 * The receiver has no usable secret, so it accepts nothing. The secret is missing, or it begins or ends with whitespace or a line break. This is a
 * mistake in the receiver's configuration. Answer 503.
 * @since 0.1.0
 */
export class MissingSecretError extends Error {
  override name = "MissingSecretError";
}

/**
 * A delivery doesn't fit its definition, or a body isn't an event. The message names paths, never values. Answer 400.
 * @since 0.1.0
 */
export class ParseError extends Error {
  override name = "ParseError";
}

/**
 * Something read the body before the receiver, so its exact bytes are lost. This is a configuration error. The message says how to fix it. Answer
 * 500.
 */
export class UnreadableBodyError extends Error {
  override name = "UnreadableBodyError";
}

/**
 * Throw it in a handler if sending the delivery again would not help. The receiver answers 422 with the message, and the delivery counts as
 * not handled. The receiver answers any other error of a handler with 500.
 * @example throw new RejectedDelivery("the ticket is closed");
 * @since 0.1.0
 */
export class RejectedDelivery extends Error {
  override name = "RejectedDelivery";
}

/** Checks options for JavaScript, where no compiler reports missing ones. */
export function demand(given: unknown, what: string): void {
  if (!given) throw new TypeError(`${what} is missing.`);
}

// The published package is minified, and a log also shows the class name.
const ERRORS = { SignatureError, MissingSecretError, ParseError, UnreadableBodyError, RejectedDelivery };
for (const [name, errorClass] of Object.entries(ERRORS)) Object.defineProperty(errorClass, "name", { value: name });
