import type { Context, MiddlewareHandler } from "hono";
import { HttpError } from "../http-error.ts";
import type { Env } from "../request.ts";

/** Loads nothing from other hosts, runs no inline code, and can't be framed. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

export const pageHeaders: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  c.header("content-security-policy", POLICY);
  // With no-referrer, browsers would send forms with the origin "null".
  c.header("referrer-policy", "same-origin");
  c.header("cache-control", "no-store");
};

/**
 * Whether a request is a call without `/v2` in its path. Pages have similar paths, but browsers send no key with them, and a form on another site
 * can't add one.
 */
export const isCall = (c: Context<Env>): boolean => c.req.path !== "/" && c.req.header("x-api-key") !== undefined;

/** Forms need no key. Instead, only this page may send them. The browser reports where a form comes from, and no page can change that. */
export const sameOriginForms: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.method !== "GET" && c.req.method !== "HEAD" && !isCall(c)) {
    const isOwn = c.req.header("origin") !== undefined || c.req.header("sec-fetch-site") === "same-origin";
    if (!isOwn) throw new HttpError(403, "Forms are taken from the emulator's own page only.");
  }
  await next();
};
