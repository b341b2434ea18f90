import type { JsonObject } from "../contract/index.ts";
import type { Behavior } from "./behavior.ts";

/** An error response. Its text never contains a value from the request. */
export class HttpError extends Error {
  override name = "HttpError";
  readonly status: number;
  readonly members: JsonObject | undefined;

  constructor(status: number, message: string, members?: JsonObject) {
    super(message);
    this.status = status;
    this.members = members;
  }
}

/** Logs our own error for the developer. Prints only the stack, because `inspect` shows members such as the invalid URL. */
export function logInternal(error: unknown): void {
  console.error(error instanceof Error ? error.stack : "something was thrown that isn't an Error");
}

/** a tool or PAL that doesn't exist. */
export function missing(text: string, { missingStatus }: Behavior): HttpError {
  return new HttpError(missingStatus, `Bad Request. ${text}`);
}

/** the form of a 400 about tools. */
export const badRequest = (text: string): HttpError => new HttpError(400, `Bad Request. ${text}`);
