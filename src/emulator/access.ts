import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { isLoopbackHost } from "../contract/index.ts";
import { HttpError } from "./http-error.ts";
import { type Env, isApi } from "./request.ts";

/**
 * Who can reach the emulator, in addition to programs and its own page on this machine.
 * @since 0.1.0
 */
export interface Access {
  /** The address to listen on. @default "127.0.0.1" */
  readonly host?: string | undefined;
  /** Host names in requests that the emulator accepts, in addition to loopback names, for example the name of a container. @default none */
  readonly allowHosts?: readonly string[] | undefined;
  /** Origins whose pages can call the API with a key (CORS), such as `http://localhost:5173`. @default none */
  readonly allowOrigins?: readonly string[] | undefined;
}

const ANY_ADDRESS = ["0.0.0.0", "::"];

/** @throws Error with one line for the user */
export function checkAccess({ allowHosts = [], allowOrigins = [] }: Access): void {
  for (const name of allowHosts)
    if (!/^[a-z\d._-]+$|^\[[a-f\d:]+\]$/i.test(name) || URL.parse(`http://${name}`)?.hostname !== name.toLowerCase())
      throw new Error(
        `allowed host "${name}" is not a host name. Write it without scheme, port and path: tavus, my-space-7077.app.github.dev.`,
      );
  for (const origin of allowOrigins)
    if (!/^https?:/.test(origin) || URL.parse(origin)?.origin !== origin)
      throw new Error(
        `allowed origin "${origin}" is not an origin. Write ${originOf(origin) ?? "scheme, host and port: http://localhost:5173"}.`,
      );
}

/** An origin as browsers send it: without a path, without the default port, and in lower case. */
function originOf(address: string): string | undefined {
  const url = URL.parse(address);
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}

/** The address that programs on this machine use. */
export function localAddress({ host = "127.0.0.1" }: Access): string {
  if (ANY_ADDRESS.includes(host)) return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/**
 * Warnings about the access that the options open, one line for each.
 * @param access the access, as in {@link EmulatorOptions}
 * @example for (const warning of accessWarnings({ host: "0.0.0.0" })) console.warn(warning);
 * @since 0.1.0
 */
export function accessWarnings(access: Access): string[] {
  const { host, allowHosts = [], allowOrigins = [] } = access;
  const isOpen = host !== undefined && !isLoopbackHost(host);
  return [
    ...(isOpen
      ? [
          `--host ${host}: everyone who can reach this machine can read and change what the emulator's page shows, without a key.`,
        ]
      : []),
    ...allowHosts.map((name) => `--allow-host ${name}: requests that address the emulator as ${name} are answered.`),
    ...allowOrigins.map(
      (origin) => `--allow-origin ${origin}: pages of ${origin} that know a key can make every call.`,
    ),
  ];
}

/**
 * Blocks pages of other sites that try to reach this server through the browser. They may use the server's own name, or a name that resolves to this
 * machine. The user can allow exceptions.
 */
export function guardAccess({ host: address, allowHosts = [], allowOrigins = [] }: Access): MiddlewareHandler<Env> {
  const names = new Set(allowHosts.map((name) => name.toLowerCase()));
  if (address !== undefined && !ANY_ADDRESS.includes(address)) names.add(localAddress({ host: address }).toLowerCase());
  const isOwn = (hostname: string): boolean => isLoopbackHost(hostname) || names.has(hostname);
  return async (c, next) => {
    const header = c.req.header("host") ?? "";
    const origin = c.req.header("origin");
    const isInvited = origin !== undefined && allowOrigins.includes(origin) && isApi(c.req.path);
    // A forwarded port uses https.
    const isSame =
      origin === `http://${header}` || (origin?.startsWith("https://") && names.has(URL.parse(origin)?.hostname ?? ""));
    const isForeign = origin !== undefined && !isSame && !isInvited;
    // Another site can't read the answers, but could see whether they load. Links to the page are allowed.
    const isCrossSite = c.req.header("sec-fetch-site") === "cross-site" && !isInvited;
    const isLink = c.req.method === "GET" && c.req.header("sec-fetch-dest") === "document";
    if (!isOwn(URL.parse(`http://${header}`)?.hostname ?? ""))
      throw new HttpError(403, "The emulator answers on loopback names only. Allow another name with --allow-host.");
    if (isForeign || (isCrossSite && !isLink))
      throw new HttpError(
        403,
        "The emulator doesn't answer pages of other origins. Allow an origin with --allow-origin.",
      );
    await next();
    // Many responses contain foreign text, which browsers must not interpret as a page.
    c.header("x-content-type-options", "nosniff");
  };
}

export function corsFor({ allowOrigins = [] }: Access): MiddlewareHandler<Env> {
  const invite = cors({
    origin: (origin) => (allowOrigins.includes(origin) ? origin : undefined),
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: ["x-api-key", "content-type"],
    exposeHeaders: ["x-request-id"],
    maxAge: 600,
  });
  return async (c, next) => {
    const origin = c.req.header("origin");
    if (origin === undefined || !allowOrigins.includes(origin) || !isApi(c.req.path)) return next();
    if (c.req.method === "OPTIONS" && c.req.header("access-control-request-private-network") === "true")
      c.header("access-control-allow-private-network", "true");
    return invite(c, next);
  };
}
