import type { JsonObject } from "../contract/index.ts";
import type { Behavior } from "./behavior.ts";

/** An answer that is an error; the text never holds a value of the request. */
export class HttpError extends Error {
  override name = "HttpError";
  readonly status: number;
  /** Members of the body next to the text. */
  readonly members: JsonObject | undefined;

  constructor(status: number, message: string, members?: JsonObject) {
    super(message);
    this.status = status;
    this.members = members;
  }
}

/** Our own error, for the developer: the stack only, because `inspect` shows members such as the URL that was wrong. */
export function logInternal(error: unknown): void {
  console.error(error instanceof Error ? error.stack : "something was thrown that is no Error");
}

/** a tool or PAL that is not there. */
export function missing(text: string, { missingStatus }: Behavior): HttpError {
  return new HttpError(missingStatus, `Bad Request. ${text}`);
}

/** how the tools family writes a 400. */
export function badRequest(text: string): HttpError {
  return new HttpError(400, `Bad Request. ${text}`);
}
