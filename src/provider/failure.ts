import type { JsonObject } from "../contract/index.ts";
import { explainError } from "../messages/index.ts";
import { isApiError, isTavusError } from "../tavus-api/errors/index.ts";
import { Redactor } from "../tavus-api/redactor.ts";

const OLD_KEY =
  " refresh and destroy use the key of the last up. If it has changed since, run them with --run-program.";

/**
 * Turns an error into one that the engine's host can show: an Error (the host hangs on anything else), without secrets and without a stack trace.
 * The host prints `${error}: ${error.stack}` next to the message that the engine shows for the resource, so both are short.
 * @param options `runsNoProgram`: the operation is a destroy or a refresh
 */
export function toEngineError(
  thrown: unknown,
  secrets: readonly string[],
  { runsNoProgram = false }: { readonly runsNoProgram?: boolean } = {},
): Error {
  const isOldKey = runsNoProgram && isApiError(thrown) && thrown.status === 401;
  const message = `${explainError(thrown)}${isOldKey ? OLD_KEY : ""}`;
  const known = isTavusError(thrown) || thrown instanceof TypeError;
  const error = new Error(
    new Redactor(secrets).redact(known ? message : `Unexpected error in pulumi-tavus, please report it: ${message}`),
  );
  error.stack = "see the error of the resource";
  Object.defineProperty(error, "toString", { value: () => "pulumi-tavus", enumerable: false });
  return error;
}

/**
 * Reports a resource that exists but isn't finished. The engine stores its id and properties, and updates it at the next `up`. The properties must
 * contain `__provider`, because later operations find the code through it.
 */
export function partialFailure(
  id: string,
  properties: JsonObject,
  problems: readonly string[],
  secrets: readonly string[],
): Error {
  const redactor = new Redactor(secrets);
  const reasons = problems.map((problem) => redactor.redact(problem));
  return Object.assign(toEngineError(new TypeError(reasons.join(" ")), secrets), { id, properties, reasons });
}
