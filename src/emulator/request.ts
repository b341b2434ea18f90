import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { isDeeper } from "../contract/index.ts";
import { tryExactJson } from "../contract/json.ts";
import { badRequest, HttpError } from "./http-error.ts";
import type { Account } from "./services.ts";

export interface Env {
  Bindings: HttpBindings;
  Variables: {
    account: Account;
    /** The body of the call, after it has been read. */
    sent: unknown;
  };
}

/** Whether a path belongs to a call, which needs a key. All other paths belong to pages. */
export const isApi = (path: string): boolean => /^\/(v2|_emulator)(\/|$)/.test(path);

/**
 * The maximum number of bytes in a body, and in the result of a JSON Patch. Definitions have at most 10,000 characters (T-5), and the transcript of a
 * whole day fits.
 */
export const BODY_MAX = 1_048_576;
/**
 * The maximum nesting of a body, and of the result of a JSON Patch. It is far more than any real definition needs, and far less than recursion can
 * handle.
 */
export const DEPTH_MAX = 200;

/**
 * Call it before reading any document, because a document can change while this waits.
 * @throws HttpError 400 if the body isn't JSON, 413 if it is too large
 */
export async function bodyOf(c: Context<Env>): Promise<unknown> {
  const bytes = await read(c);
  if (bytes === undefined) throw new HttpError(413, `The body is larger than ${BODY_MAX} bytes.`);
  const body = tryExactJson(bytes.toString("utf8"));
  if (body === undefined) throw badRequest("The body is not JSON. (G-3)");
  if (isTooDeep(body)) throw badRequest(`The body is nested more than ${DEPTH_MAX} levels deep. (G-3)`);
  c.set("sent", body);
  return body;
}

/** The fields of the page's form. */
export async function formOf(c: Context<Env>): Promise<Record<string, string>> {
  const bytes = await read(c);
  if (bytes === undefined) throw new HttpError(413, `The form is larger than ${BODY_MAX} bytes.`);
  return Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
}

/**
 * The body. Undefined as soon as it is known to be too large. The server then reads and drops the client's data for a while, so that the client gets
 * the response. After that, it closes the connection.
 */
async function read({ req, env }: Context<Env>): Promise<Buffer | undefined> {
  if (Number(req.header("content-length") ?? 0) > BODY_MAX) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // The response still needs the connection.
    for await (const chunk of env.incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > BODY_MAX) return undefined;
      chunks.push(chunk);
    }
  } catch {
    throw badRequest("The body breaks off.");
  }
  return Buffer.concat(chunks);
}

/** Whether a value is nested more deeply than any real definition, so that reading it could fail. */
export const isTooDeep = (value: unknown): boolean => isDeeper(value, DEPTH_MAX);
