/**
 * The emulator's web pages, which its own server renders. They need no build step and load nothing from other hosts. Every form works without
 * JavaScript.
 * @module
 */
import type { Context } from "hono";
import { Hono } from "hono/tiny";
import type { Document, Kind } from "../domain/store.ts";
import { HttpError } from "../http-error.ts";
import { type Env, isApi } from "../request.ts";
import { accountOf, type EmulatorServices } from "../services.ts";
import { changeStream } from "./changes.ts";
import { conversationPage } from "./conversation.ts";
import { conversationsPage } from "./conversations.ts";
import { deliveriesPage } from "./deliveries.ts";
import { deliveryIdOf } from "./delivery.ts";
import { formRoutes } from "./forms.ts";
import type { Html } from "./html.ts";
import { missingPage, type PageContext } from "./layout.ts";
import { overviewPage } from "./overview.ts";
import { palPage } from "./pal.ts";
import { requestsPage } from "./requests.ts";
import { SAMPLE_ANSWER, SAMPLE_ENDPOINT } from "./sample.ts";
import { SCRIPT } from "./script.ts";
import { isCall, pageHeaders, sameOriginForms } from "./security.ts";
import { STYLE } from "./style.ts";
import { toolPage } from "./tool.ts";
import { toolsPage } from "./tools.ts";

const PATHS = ["/", "/deliveries/*", "/conversations/*", "/tools/*", "/pals/*", "/requests", "/_page/*"];

/** @param keys the accounts' keys, in a form that the pages may show */
export function pageRoutes(services: EmulatorServices, keys: readonly string[]): Hono<Env> {
  const app = new Hono<Env>();
  const accounts = keys.map((_, i) => String(i + 1));
  const contextOf = (c: Context<Env>): PageContext => {
    const { account = "1", ...query } = c.req.query();
    if (!accounts.includes(account)) throw new HttpError(404, "There is no such account.");
    return { account: accountOf(services, account), accounts, key: keys[Number(account) - 1] ?? "", query };
  };
  for (const path of PATHS) app.use(path, pageHeaders, sameOriginForms);
  const page = (path: string, show: (context: PageContext) => Html): void => {
    app.get(path, (c, next) => (isCall(c) ? next() : c.html(show(contextOf(c)))));
  };
  /** A page about one object, or a page that says that the object doesn't exist. */
  const pageAbout = (path: string, kind: Kind, show: (context: PageContext, found: Document) => Html): void => {
    app.get(path, (c, next) => {
      if (isCall(c)) return next();
      const context = contextOf(c);
      const id = c.req.param("id") ?? "";
      const found = context.account.store.find(kind, kind === "delivery" ? deliveryIdOf(id) : id);
      if (found !== undefined) return c.html(show(context, found));
      return c.html(missingPage(context, "There is nothing at this address. It may have been deleted."), 404);
    });
  };

  page("/", overviewPage);
  page("/deliveries", deliveriesPage);
  page("/conversations", conversationsPage);
  page("/tools", toolsPage);
  page("/requests", requestsPage);
  pageAbout("/deliveries/:id", "delivery", deliveriesPage);
  pageAbout("/conversations/:id", "conversation", conversationPage);
  pageAbout("/tools/:id", "tool", toolPage);
  pageAbout("/pals/:id", "pal", palPage);
  app.get("/_page/style.css", (c) => c.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get("/_page/script.js", (c) => c.body(SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }));
  app.get("/_page/changes", (c) => {
    c.header("content-type", "text/event-stream");
    // Nobody would read the stream of a HEAD request, so it would never end.
    return c.req.method === "HEAD" ? c.body(null) : c.body(changeStream(services));
  });
  app.post(SAMPLE_ENDPOINT, (c) => c.json(SAMPLE_ANSWER));
  app.route("/", formRoutes(contextOf));

  // A mistyped address in a browser is sent without a key.
  app.use("*", (c, next) => {
    const isPage = c.req.header("accept")?.includes("text/html") && !isApi(c.req.path);
    if (!isPage || !["GET", "HEAD"].includes(c.req.method)) return next();
    return pageHeaders(c, async () => {
      c.res = await c.html(missingPage(contextOf(c), "There is no such page."), 404);
    });
  });
  return app;
}
