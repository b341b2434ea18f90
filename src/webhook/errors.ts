/**
 * The signature is missing or wrong: answer 401. The message is for people and holds neither secret nor body.
 * What it is not: a server without a secret, which is {@link MissingSecretError}.
 */
export class SignatureError extends Error {
  override name = "SignatureError";
}

/**
 * No usable secret is configured, so nothing can be verified, and nothing is accepted: it is missing, or has a line break at its end. A fault
 * of the receiver: answer 503.
 */
export class MissingSecretError extends Error {
  override name = "MissingSecretError";
}

/** A delivery or an event is not what the definition says. It names paths, never values: answer 400. */
export class ParseError extends Error {
  override name = "ParseError";
}

/** Something read the body before the receiver, so its exact bytes are lost. A fault of the set-up, with the remedy: answer 500. */
export class UnreadableBodyError extends Error {
  override name = "UnreadableBodyError";
}

/**
 * Thrown by a handler for what no repetition would help: answered with 422 and the message, and the delivery counts as not
 * handled. Everything else that a handler throws is answered with 500.
 * @example throw new RejectedDelivery("the ticket is closed");
 */
export class RejectedDelivery extends Error {
  override name = "RejectedDelivery";
}

/**
 * For JavaScript, where no compiler says what is missing.
 * @throws TypeError
 */
export function demand(given: unknown, what: string): void {
  if (!given) throw new TypeError(`${what} is missing.`);
}
