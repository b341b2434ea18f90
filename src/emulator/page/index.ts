/**
 * The emulator for people: pages that its own server renders. No build step, nothing from elsewhere, every form works without JavaScript.
 * @module
 */
import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { HttpError } from "../http-error.ts";
import { type Env, isApi } from "../request.ts";
import { findConversation } from "../routes/conversations.ts";
import { livePals } from "../routes/pals.ts";
import { findTool } from "../routes/tools.ts";
import type { EmulatorServices } from "../services.ts";
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

/** @param keys of the accounts, as the pages may show them */
export function pageRoutes(services: EmulatorServices, keys: readonly string[]): Hono<Env> {
  const app = new Hono<Env>();
  const accounts = keys.map((_, i) => String(i + 1));
  const contextOf = (c: Context<Env>): PageContext => {
    const { account = "1", ...query } = c.req.query();
    if (!accounts.includes(account)) throw new HttpError(404, "There is no such account.");
    return { account, accounts, key: keys[Number(account) - 1] ?? "", url: services.url(), query };
  };
  for (const path of PATHS) app.use(path, pageHeaders, sameOriginForms);
  const page = (path: string, show: (context: PageContext) => Html): void => {
    app.get(path, (c, next) => (isCall(c) ? next() : c.html(show(contextOf(c)))));
  };
  /** A page about one thing, or one that says that the thing is not there. */
  const pageAbout = <T>(
    path: string,
    find: (account: string, id: string) => T | undefined,
    show: (context: PageContext, found: T) => Html,
  ): void => {
    app.get(path, (c, next) => {
      if (isCall(c)) return next();
      const context = contextOf(c);
      const found = find(context.account, c.req.param("id") ?? "");
      if (found !== undefined) return c.html(show(context, found));
      return c.html(missingPage(context, "There is nothing at this address. It may have been deleted."), 404);
    });
  };

  page("/", (context) => overviewPage(services, context));
  page("/deliveries", (context) => deliveriesPage(services, context));
  page("/conversations", (context) => conversationsPage(services, context));
  page("/tools", (context) => toolsPage(services, context));
  page("/requests", (context) => requestsPage(services, context));
  pageAbout(
    "/deliveries/:id",
    (account, id) => services.store.get("delivery", account, deliveryIdOf(id)),
    (context, delivery) => deliveriesPage(services, context, delivery),
  );
  pageAbout(
    "/conversations/:id",
    (account, id) => findConversation(services, account, id),
    (context, conversation) => conversationPage(services, context, conversation),
  );
  pageAbout(
    "/tools/:id",
    (account, id) => findTool(services, account, id),
    (context, tool) => toolPage(services, context, tool),
  );
  pageAbout(
    "/pals/:id",
    (account, id) => livePals(services, account).find((pal) => pal.id === id),
    (context, pal) => palPage(services, context, pal),
  );
  app.get("/_page/style.css", (c) => c.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get("/_page/script.js", (c) => c.body(SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }));
  app.get("/_page/changes", (c) => {
    c.header("content-type", "text/event-stream");
    // The stream of a HEAD would be read by nobody, and so never end.
    return c.req.method === "HEAD" ? c.body(null) : c.body(changeStream(services));
  });
  app.post(SAMPLE_ENDPOINT, (c) => c.json(SAMPLE_ANSWER));
  app.route("/", formRoutes(services, contextOf));

  // Who mistypes an address in a browser has no key to show.
  app.use("*", (c, next) => {
    const isPage = c.req.header("accept")?.includes("text/html") && !isApi(c.req.path);
    if (!isPage || !["GET", "HEAD"].includes(c.req.method)) return next();
    return pageHeaders(c, async () => {
      c.res = await c.html(missingPage(contextOf(c), "There is no such page."), 404);
    });
  });
  return app;
}
