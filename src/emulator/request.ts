import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { badRequest } from "./http-error.ts";

export interface Env {
  Bindings: HttpBindings;
  Variables: {
    /** The account that the API key stands for. */
    account: string;
  };
}

/** @throws HttpError 400 where the body is no JSON */
export async function bodyOf(c: Context<Env>): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    throw badRequest("The body is not JSON. (G-3)");
  }
}
