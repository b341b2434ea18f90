import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { isDeeper } from "../contract/index.ts";
import { tryJson } from "../contract/json.ts";
import { badRequest, HttpError } from "./http-error.ts";

export interface Env {
  Bindings: HttpBindings;
  Variables: {
    /** The account that the API key stands for. */
    account: string;
    /** The body of the call, once it has been read. */
    sent: unknown;
  };
}

/** A call, which needs a key; otherwise it is a page. */
export const isApi = (path: string): boolean => /^\/(v2|_emulator)(\/|$)/.test(path);

/** Bytes of a body, and of what a JSON Patch may make. Definitions end at 10,000 characters (T-5); the transcript of a day fits. */
export const BODY_MAX = 1_048_576;
/** Levels of a body, and of what a JSON Patch may make: far above any real definition, and far below where recursion ends. */
export const DEPTH_MAX = 200;

/**
 * Read it before any document: what was read from the store before a pause may have changed after it.
 * @throws HttpError 400 if the body is no JSON, 413 if it is too large
 */
export async function bodyOf(c: Context<Env>): Promise<unknown> {
  const bytes = await read(c);
  if (bytes === undefined) throw new HttpError(413, `The body is larger than ${BODY_MAX} bytes.`);
  const body = tryJson(bytes.toString("utf8"));
  if (body === undefined) throw badRequest("The body is not JSON. (G-3)");
  if (isTooDeep(body)) throw badRequest(`The body is nested more than ${DEPTH_MAX} levels deep. (G-3)`);
  c.set("sent", body);
  return body;
}

/**
 * The fields of a form of the page.
 * @throws HttpError 413 if it is too large
 */
export async function formOf(c: Context<Env>): Promise<Record<string, string>> {
  const bytes = await read(c);
  if (bytes === undefined) throw new HttpError(413, `The form is larger than ${BODY_MAX} bytes.`);
  return Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
}

/**
 * The body; undefined if it is too large, as soon as that is known. What a client still writes then is read and dropped for a while by the
 * server, so that it finds the answer, and cut off after that.
 */
async function read({ req, env }: Context<Env>): Promise<Buffer | undefined> {
  if (Number(req.header("content-length") ?? 0) > BODY_MAX) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // The connection is still needed, for the answer.
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

/** Whether a value is nested deeper than any real definition is, so that reading it could end badly. */
export function isTooDeep(value: unknown): boolean {
  return isDeeper(value, DEPTH_MAX);
}
