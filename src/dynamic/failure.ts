import type { JsonObject } from "../tavus-api/contract/index.ts";
import { isTavusError } from "../tavus-api/errors/index.ts";

/**
 * An error as the engine's host can bear it: an Error (it hangs on anything else), without a stack (it prints that), without a
 * secret. The host prints `${error}: ${error.stack}` beside the message that the engine shows at the resource; both are kept short.
 */
export function toEngineError(thrown: unknown, secrets: readonly string[]): Error {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const known = isTavusError(thrown) || thrown instanceof TypeError;
  const error = new Error(
    redact(known ? message : `Unexpected error in pulumi-tavus, please report it: ${message}`, secrets),
  );
  error.stack = "details at the resource";
  Object.defineProperty(error, "toString", { value: () => "pulumi-tavus", enumerable: false });
  return error;
}

/**
 * The resource exists, but not all was done. The engine stores id and properties and updates the resource at the next `up`. The properties
 * must hold `__provider`, or no later operation could find the code.
 */
export function partialFailure(
  id: string,
  properties: JsonObject,
  problems: readonly string[],
  secrets: readonly string[],
): Error {
  const reasons = problems.map((problem) => redact(problem, secrets));
  return Object.assign(toEngineError(new TypeError(reasons.join(" ")), secrets), { id, properties, reasons });
}

/** Replaces secrets, also where they are written in JSON or in a URL. Very short ones would destroy the text and protect nothing. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets.filter((candidate) => candidate.length >= 4))
    for (const form of new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]))
      clean = clean.replaceAll(form, "[secret]");
  return clean;
}
