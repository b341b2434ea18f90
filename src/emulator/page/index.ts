/**
 * The emulator for people: pages that its own server renders. No build step, nothing from elsewhere, every form works without JavaScript.
 * @module
 */
import { type Context, Hono } from "hono";
import { isHttpUrl } from "../../delivery/url.ts";
import { HttpError } from "../http-error.ts";
import { type Env, formOf, isApi } from "../request.ts";
import { findConversation } from "../routes/conversations.ts";
import { findTool, updateTool } from "../routes/tools.ts";
import { endConversation } from "../run/end.ts";
import { replayDelivery } from "../run/replay.ts";
import type { EmulatorServices } from "../services.ts";
import { parseCall } from "../transcript.ts";
import { startTrial } from "../trial.ts";
import { changeStream } from "./changes.ts";
import { conversationPage } from "./conversation.ts";
import { toPatch } from "./edit.ts";
import { pageUrl } from "./html.ts";
import { missingPage, type PageContext } from "./layout.ts";
import { overviewPage } from "./overview.ts";
import { SCRIPT } from "./script.ts";
import { pageHeaders, sameOriginForms } from "./security.ts";
import { STYLE } from "./style.ts";
import { toolPage } from "./tool.ts";

type Fields = Readonly<Record<string, string>>;

export function pageRoutes(services: EmulatorServices, accounts: readonly string[]): Hono<Env> {
  const app = new Hono<Env>();
  const contextOf = (c: Context<Env>): PageContext => {
    const account = c.req.query("account") ?? "1";
    if (!accounts.includes(account)) throw new HttpError(404, "There is no such account.");
    return { account, accounts, url: services.url() };
  };
  const wantsJson = (c: Context<Env>): boolean => c.req.header("accept") === "application/json";

  for (const path of ["/", "/tools/*", "/conversations/*", "/_page/*"]) app.use(path, pageHeaders, sameOriginForms);
  app.get("/", (c) => c.html(overviewPage(services, contextOf(c))));
  app.get("/_page/style.css", (c) => c.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get("/_page/script.js", (c) => c.body(SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }));
  app.get("/_page/changes", (c) => {
    c.header("content-type", "text/event-stream");
    // The stream of a HEAD would be read by nobody, and so never end.
    return c.req.method === "HEAD" ? c.body(null) : c.body(changeStream(services));
  });

  app.get("/conversations/:id", (c) => {
    const context = contextOf(c);
    const conversation = findConversation(services, context.account, c.req.param("id"));
    if (conversation === undefined)
      return c.html(missingPage(context, "There is no such conversation. It may have been deleted."), 404);
    return c.html(conversationPage(services, context, conversation));
  });
  app.get("/tools/:id", (c) => {
    const context = contextOf(c);
    const tool = findTool(services, context.account, c.req.param("id"));
    if (tool === undefined)
      return c.html(missingPage(context, "There is no such tool. It may have been deleted."), 404);
    return c.html(toolPage(services, context, tool));
  });

  app.post("/tools/:id", async (c) => {
    const [context, form] = [contextOf(c), await formOf(c)];
    const tool = findTool(services, context.account, c.req.param("id"));
    if (tool === undefined) throw new HttpError(404, "There is no such tool.");
    try {
      updateTool(services, context.account, tool.id, toPatch(tool, form));
    } catch (error) {
      // What was typed stays in the form, with what the API says of it.
      const rejected = { message: messageOf(error), values: form };
      return c.html(toolPage(services, context, tool, rejected), 400);
    }
    services.changed("tools");
    return c.redirect(pageUrl(`/tools/${tool.id}`, context.account), 303);
  });

  app.post("/_page/calls", async (c) => {
    const [context, form] = [contextOf(c), await formOf(c)];
    try {
      const { account } = context;
      const call = parseCall(form["transcript"] ?? "");
      const id = startTrial(services, account, {
        target: form["target"],
        ...call,
        ...(form["as"] && { as: form["as"] }),
      });
      void endConversation(services, account, id);
      if (wantsJson(c)) return c.json({ message: `The call has ended: conversation ${id}.` });
      return c.redirect(pageUrl(`/conversations/${id}`, account), 303);
    } catch (error) {
      return reject(c, context, error, form);
    }
  });

  app.post("/_page/replays", async (c) => {
    const [context, form] = [contextOf(c), await formOf(c)];
    try {
      const recorded = services.store.get("delivery", context.account, form["delivery"] ?? "");
      if (recorded === undefined) throw new HttpError(404, "There is no such delivery.");
      const to = form["to"]?.trim();
      if (to && !isHttpUrl(to)) throw new HttpError(400, "The endpoint is not an http or https URL.");
      const replay = await replayDelivery(services, context.account, recorded, to === "" ? undefined : to);
      if (replay === undefined) throw new HttpError(400, "Nothing was sent that could be sent again.");
      if (wantsJson(c)) return c.json({ message: `Sent again: ${String(replay["status"])}.` });
      return c.redirect(pageUrl(`/conversations/${String(replay["conversation_id"])}`, context.account), 303);
    } catch (error) {
      return reject(c, context, error, {});
    }
  });

  // Who mistypes an address in a browser has no key to show.
  app.use("*", (c, next) => {
    const isPage = c.req.header("accept")?.includes("text/html") && !isApi(c.req.path);
    if (!isPage || !["GET", "HEAD"].includes(c.req.method)) return next();
    return pageHeaders(c, async () => {
      c.res = await c.html(missingPage(contextOf(c), "There is no such page."), 404);
    });
  });

  function reject(c: Context<Env>, context: PageContext, error: unknown, values: Fields) {
    const message = messageOf(error);
    if (wantsJson(c)) return c.json({ message }, 400);
    return c.html(overviewPage(services, context, { message, values }), 400);
  }
  return app;
}

/** The API's own words, without the prefix that only programs need. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  return error.message.replace(/^Bad Request\. /, "");
}
