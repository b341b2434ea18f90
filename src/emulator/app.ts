import { Readable } from "node:stream";
import { Hono } from "hono/tiny";
import { getPath } from "hono/utils/url";
import { EMULATOR_KEY, stringifyExact } from "../contract/index.ts";
import { type Access, corsFor, guardAccess } from "./access.ts";
import type { EmulatorOptions } from "./emulator.ts";
import { needsAnswer, spoil } from "./fault-answer.ts";
import { HttpError, logInternal } from "./http-error.ts";
import { pageRoutes } from "./page/index.ts";
import { type Env, isApi } from "./request.ts";
import { conversationRoutes } from "./routes/conversations.ts";
import { emulatorRoutes } from "./routes/emulator.ts";
import { palRoutes } from "./routes/pals.ts";
import { toolRoutes } from "./routes/tools.ts";
import { accountOf, type Change, type EmulatorServices, newId } from "./services.ts";

/**
 * A request that reached the emulator, without its body and its key.
 * @since 0.1.0
 */
export interface RequestRecord {
  /** The HTTP method. */
  readonly method: string;
  /** The path, without the query. */
  readonly path: string;
  /** The number of the account, counting the keys from 1. 0 for an unknown key. */
  readonly account: number;
  /** The status of the answer. 0 if a fault left the request without one. */
  readonly status: number;
}

export interface AppOptions {
  readonly services: EmulatorServices;
  readonly keys: readonly string[];
  readonly onRequest: (record: RequestRecord) => void;
  readonly fault?: EmulatorOptions["fault"];
  readonly access?: Access;
}

/** P-32: the path of a PAL's tools may end with a slash. */
function pathOf(request: Request): string {
  return getPath(request).replace(/^(\/v2\/(?:pals|personas)\/[^/]+\/tools)\/$/, "$1");
}

export function createApp({ services, keys, onRequest, fault, access = {} }: AppOptions): Hono<Env> {
  const app = new Hono<Env>({ getPath: pathOf });

  // Like Tavus, the emulator keeps every digit of a large integer.
  app.use(async (c, next) => {
    const json = (value: unknown, status: 200 = 200): Response =>
      c.body(stringifyExact(value), status, { "content-type": "application/json" });
    c.json = json as unknown as typeof c.json;
    await next();
  });

  /** A fault can turn one request into two. The first of them doesn't get another fault. */
  const repeated = new WeakSet<Request>();
  app.use(async (c, next) => {
    const account = keys.indexOf(c.req.header("x-api-key") ?? "") + 1;
    const { method, path } = c.req;
    const started = performance.now();
    const planned = repeated.has(c.req.raw) ? undefined : fault?.({ method, path });
    const answer = planned?.answer;
    if (answer === "twice") {
      const { incoming } = c.env;
      const body = await incoming.toArray();
      // Handlers read the body from here (request.ts).
      const again = (): typeof incoming => Object.assign(Readable.from(body), { socket: incoming.socket }) as never;
      const first = new Request(c.req.raw.url, { method, headers: c.req.raw.headers });
      repeated.add(first);
      await app.fetch(first, { ...c.env, incoming: again() });
      c.env.incoming = again();
    }
    const isHandled = answer === undefined || planned?.when === "after" || needsAnswer(answer);
    if (isHandled) {
      c.set("account", accountOf(services, String(account)));
      await next();
      // G-9
      if (services.behavior.requestIds && isApi(path)) c.header("x-request-id", newId("r"));
    }
    if (answer !== undefined) c.res = await spoil(answer, isHandled ? c.res : undefined, c.env.incoming);
    // The page's own requests aren't counted as calls.
    const isLost = answer === "reset" || answer === "hang";
    const status = isLost ? 0 : c.res.status;
    if (isApi(path)) onRequest({ method, path, account, status });
    if (!path.startsWith("/v2/")) return;
    const isGoodRead = method === "GET" && status < 400;
    const isKept = !isLost && !needsAnswer(answer) && !isGoodRead;
    services.requests.add(
      {
        method,
        path: path + new URL(c.req.url).search,
        account,
        status,
        durationMs: Math.round(performance.now() - started),
        userAgent: c.req.header("user-agent") ?? "",
        fault:
          planned &&
          `${typeof answer === "string" ? answer : status}, ${isHandled ? "after" : "before"} it was handled`,
      },
      { sent: c.get("sent"), answer: isKept ? await c.res.clone().text() : "" },
    );
    services.changed("requests");
  });

  app.use(guardAccess(access));
  app.use(corsFor(access));
  app.get("/_emulator/health", (c) => c.json({ ok: true }));
  // Loads the document only on request, because programs don't need it.
  app.get("/_emulator/openapi.json", async (c) => {
    const { describeApi } = await import("./openapi/index.ts");
    return c.json(describeApi(services.behavior, services.url()));
  });
  app.route(
    "/",
    pageRoutes(
      services,
      // The default key is in the documentation. Other keys may be real.
      keys.map((key) => (key === EMULATOR_KEY ? key : "'your --key'")),
    ),
  );

  // G-2, X-4
  app.use(async (c, next) => {
    if (c.var.account.id === "0") return c.json({ message: "Invalid access token" }, 401);
    // The router ignores a slash at the end.
    return c.req.path.endsWith("/") ? c.notFound() : next();
  });
  const routes: readonly (readonly [path: string, changed: Change, Hono<Env>])[] = [
    ["/v2/tools", "tools", toolRoutes()],
    ["/v2/pals", "pals", palRoutes()],
    // G-14, P-9
    ["/v2/personas", "pals", palRoutes()],
    ["/v2/conversations", "conversations", conversationRoutes()],
  ];
  for (const [path, changed, calls] of routes) {
    app.use(`${path}/*`, async (c, next) => {
      await next();
      if (c.req.method !== "GET" && c.res.status < 400) services.changed(changed);
    });
    app.route(path, calls);
  }
  app.route("/_emulator", emulatorRoutes());

  explainMissing(app);
  app.onError((error, c) => {
    const status = error instanceof HttpError ? error.status : 500;
    const text = error instanceof HttpError ? error.message : "Internal error of the emulator";
    if (!(error instanceof HttpError)) logInternal(error);
    const shape = [400, 404, 409].includes(status) ? services.behavior.errorShape : "message";
    const members = error instanceof HttpError ? error.members : undefined;
    if (members === undefined && shape === "text") return c.text(text, status as 400);
    return c.json({ ...members, [shape === "text" ? "message" : shape]: text }, status as 400);
  });
  return app;
}

/** Says where to find the list of calls. If the path exists with other methods, the status is 405 (RFC 9110, section 15.5.6). */
function explainMissing(app: Hono<Env>): void {
  app.notFound((c) => {
    const { method, path } = c.req;
    // A request with a key is meant for the API, not for a page.
    const allowed = app.routes.filter(
      (route) => route.method !== "ALL" && isApi(route.path) && matches(route.path, path),
    );
    if (allowed.length === 0) {
      const message = `There is no call ${method} ${path} in this emulator. GET /_emulator/openapi.json lists its calls.`;
      return c.json({ message }, 404);
    }
    const methods = [...new Set(allowed.map((route) => route.method))];
    if (methods.includes("GET")) methods.push("HEAD");
    c.header("allow", methods.join(", "));
    if (method === "OPTIONS") return c.body(null, 204);
    return c.json({ message: `${method} is not a method of ${path}; it has ${methods.join(", ")}.` }, 405);
  });
}

function matches(route: string, path: string): boolean {
  const [expected, given] = [route.split("/"), path.split("/")];
  return (
    expected.length === given.length &&
    expected.every((step, i) => step === given[i] || (step.startsWith(":") && given[i] !== ""))
  );
}
