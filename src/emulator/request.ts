import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { isDeeper } from "../tavus-api/contract/index.ts";
import { badRequest, HttpError } from "./http-error.ts";

export interface Env {
  Bindings: HttpBindings;
  Variables: {
    /** The account that the API key stands for. */
    account: string;
  };
}

/** A call, which needs a key; else it is a page. */
export const isApi = (path: string): boolean => /^\/(v2|_emulator)(\/|$)/.test(path);

/** Bytes of a body. Definitions end at 10,000 characters (T-5); the transcript of a day fits. */
const BODY_MAX = 1_048_576;
/** Levels of a body: far above any real definition, and far below where recursion ends. */
const DEPTH_MAX = 200;

/**
 * Read it before any document: what was read from the store before a pause may have changed after it.
 * @throws HttpError 400 where the body is no JSON, 413 where it is too large
 */
export async function bodyOf(c: Context<Env>): Promise<unknown> {
  const bytes = await read(c.env.incoming);
  if (bytes === undefined) throw new HttpError(413, `The body is larger than ${BODY_MAX} bytes.`);
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString("utf8"));
  } catch {
    // Without the parser's own text, which quotes the body.
    throw badRequest("The body is not JSON. (G-3)");
  }
  if (isTooDeep(body)) throw badRequest(`The body is nested more than ${DEPTH_MAX} levels deep. (G-3)`);
  return body;
}

/**
 * The fields of a form of the page.
 * @throws HttpError 413 where it is too large
 */
export async function formOf(c: Context<Env>): Promise<Record<string, string>> {
  const bytes = await read(c.env.incoming);
  if (bytes === undefined) throw new HttpError(413, `The form is larger than ${BODY_MAX} bytes.`);
  return Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
}

/** A body that is too large is read to its end all the same: a client that is still writing would not read the answer. */
async function read(incoming: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming) {
      size += chunk.byteLength;
      if (size <= BODY_MAX) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    throw badRequest("The body breaks off.");
  }
  return size > BODY_MAX ? undefined : Buffer.concat(chunks);
}

/** Whether a value is nested deeper than any real definition is, so that reading it could end badly. */
export function isTooDeep(value: unknown): boolean {
  return isDeeper(value, DEPTH_MAX);
}
