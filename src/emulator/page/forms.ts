import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { isObject, type JsonObject } from "../../contract/index.ts";
import { tryJson } from "../../contract/json.ts";
import { describeAgain, isAgain } from "../../delivery/again.ts";
import { isHttpUrl } from "../../delivery/url.ts";
import { readCall } from "../call.ts";
import { readPairs } from "../domain/assignment.ts";
import { parseCall } from "../domain/transcript.ts";
import { HttpError } from "../http-error.ts";
import { type Env, formOf } from "../request.ts";
import { findConversation } from "../routes/conversations.ts";
import { attachTools, createPal, deletePal, detachTool } from "../routes/pals.ts";
import { deleteTool, findTool, updateTool } from "../routes/tools.ts";
import { endConversation } from "../run/end.ts";
import { prepareReplay } from "../run/replay.ts";
import { applySeed } from "../seed.ts";
import type { EmulatorServices } from "../services.ts";
import { startTrial } from "../trial.ts";
import { conversationPage } from "./conversation.ts";
import { deliveriesPage } from "./deliveries.ts";
import { deliveryPath } from "./delivery.ts";
import { toPatch } from "./edit.ts";
import { type Html, pageUrl } from "./html.ts";
import { type PageContext, type Rejected, refusedPage } from "./layout.ts";
import { type Notice, wordsOf } from "./notices.ts";
import { overviewPage } from "./overview.ts";
import { SAMPLE_FACE, sampleSeed } from "./sample.ts";
import { isCall } from "./security.ts";
import { toolPage } from "./tool.ts";
import { toolsPage } from "./tools.ts";

type Fields = Readonly<Record<string, string>>;

/** What a form did: where to see it, and in which words. */
interface Done {
  readonly path: string;
  readonly notice: Notice;
  /** For a script, which stays on its page. */
  readonly message?: string;
  /** What was asked for was done, but didn't go well. */
  readonly isFailure?: boolean;
}

interface Form {
  readonly c: Context<Env>;
  readonly context: PageContext;
  readonly fields: Fields;
}

/** The forms of the pages. Each leads to a page that says what was done; a script gets the same as JSON. */
export function formRoutes(services: EmulatorServices, contextOf: (c: Context<Env>) => PageContext): Hono<Env> {
  const app = new Hono<Env>();
  const form = (
    path: string,
    work: (form: Form) => Done | Promise<Done>,
    rejectedPage: (form: Form, rejected: Rejected) => Html = ({ context }, { message }) =>
      refusedPage(context, message),
  ): void => {
    app.post(path, async (c, next) => {
      if (isCall(c)) return next();
      const wantsJson = c.req.header("accept") === "application/json";
      const given: Form = { c, context: contextOf(c), fields: await formOf(c) };
      const { account } = given.context;
      try {
        const { path, notice, message, isFailure = false } = await work(given);
        if (wantsJson) return c.json({ message, isFailure, href: pageUrl(path, account) });
        return c.redirect(pageUrl(path, account, { done: notice }), 303);
      } catch (error) {
        const message = messageOf(error);
        if (wantsJson) return c.json({ message }, 400);
        // What was typed stays in the form, with what the API says of it.
        return c.html(rejectedPage(given, { message, values: given.fields }), 400);
      }
    });
  };

  form(
    "/_page/calls",
    ({ context: { account }, fields }) => {
      const id = startTrial(services, account, trialOf(fields));
      void endConversation(services, account, id);
      return {
        path: `/conversations/${id}`,
        notice: callEnded(services),
        message: wordsOf(callEnded(services)),
      };
    },
    ({ context }, rejected) => overviewPage(services, context, rejected),
  );
  form(
    "/conversations/:id/end",
    ({ c, context: { account }, fields }) => {
      const conversation = conversationOf(c, account);
      const { id } = conversation;
      if (conversation["ended"] === true) throw new HttpError(400, "The conversation has ended already.");
      const { transcript } = fields;
      if (transcript !== undefined)
        services.store.put("conversation", account, { ...conversation, ...readCall(parseCall(transcript)) });
      void endConversation(services, account, id);
      return { path: `/conversations/${id}`, notice: callEnded(services) };
    },
    ({ c, context }, rejected) => {
      const conversation = conversationOf(c, context.account);
      if (conversation["ended"] === true) return refusedPage(context, rejected.message);
      return conversationPage(services, context, conversation, rejected);
    },
  );
  form(
    "/_page/replays",
    async ({ context: { account }, fields }) => {
      const recorded = services.store.get("delivery", account, fields["delivery"] ?? "");
      if (recorded === undefined) throw new HttpError(404, "There is no such delivery.");
      const to = fields["to"]?.trim() || undefined;
      checkEndpoint(to);
      const send = prepareReplay(services, account, recorded, {
        to,
        again: fields["again"] === "yes",
        allowPublic: fields["public"] === "yes",
      });
      const replay = await send?.();
      if (replay === undefined) throw new HttpError(400, "Nothing was sent that could be sent again.");
      const again = isAgain(replay["again"]) ? ` ${describeAgain(replay["again"])}` : "";
      const message = `Sent again: ${String(replay["status"])}.${again}`;
      const isFailure = replay["status"] !== "success";
      return { path: deliveryPath(replay.id), notice: "replayed", message, isFailure };
    },
    ({ context, fields }, rejected) =>
      deliveriesPage(
        services,
        context,
        services.store.get("delivery", context.account, fields["delivery"] ?? ""),
        rejected,
      ),
  );
  form(
    "/tools/:id",
    ({ c, context: { account }, fields }) => {
      const tool = toolOf(c, account);
      const { unchanged } = updateTool(services, account, tool.id, toPatch(tool, fields));
      services.changed("tools");
      return { path: `/tools/${tool.id}`, notice: unchanged ? "tool-unchanged" : "tool-saved" };
    },
    ({ c, context }, rejected) => toolPage(services, context, toolOf(c, context.account), rejected),
  );
  form("/tools/:id/delete", ({ c, context: { account } }) => {
    deleteTool(services, account, c.req.param("id") ?? "");
    for (const what of ["tools", "pals"] as const) services.changed(what);
    return { path: "/tools", notice: "tool-deleted" };
  });
  form(
    "/pals",
    ({ context: { account }, fields }) => {
      const { pal_name = "", system_prompt = "" } = fields;
      const pal = createPal(services, account, { pal_name, system_prompt, default_face_id: SAMPLE_FACE });
      services.changed("pals");
      return { path: `/pals/${pal.id}`, notice: "pal-created" };
    },
    ({ context }, rejected) => toolsPage(services, context, rejected),
  );
  form("/pals/:id/delete", ({ c, context: { account } }) => {
    deletePal(services, account, c.req.param("id") ?? "");
    services.changed("pals");
    return { path: "/tools", notice: "pal-deleted" };
  });
  form("/_page/attach", ({ context: { account }, fields }) => {
    const { tool = "", pal = "" } = fields;
    attachTools(services, account, pal, [tool]);
    services.changed("pals");
    return { path: backOf(fields), notice: "attached" };
  });
  form("/_page/detach", ({ context: { account }, fields }) => {
    const { tool = "", pal = "" } = fields;
    detachTool(services, account, pal, tool);
    services.changed("pals");
    return { path: backOf(fields), notice: "detached" };
  });
  form("/_page/sample", ({ context: { account } }) => {
    applySeed(services, account, sampleSeed(services));
    for (const what of ["tools", "pals"] as const) services.changed(what);
    return { path: "/", notice: "sample" };
  });

  function conversationOf(c: Context<Env>, account: string) {
    const conversation = findConversation(services, account, c.req.param("id") ?? "");
    if (conversation === undefined) throw new HttpError(404, "There is no such conversation.");
    return conversation;
  }
  function toolOf(c: Context<Env>, account: string) {
    const tool = findTool(services, account, c.req.param("id") ?? "");
    if (tool === undefined) throw new HttpError(404, "There is no such tool.");
    return tool;
  }
  return app;
}

const callEnded = ({ delayMs }: EmulatorServices): Notice => (delayMs() > 0 ? "call-ended-early" : "call-ended");

const backOf = ({ tool = "", pal = "", back }: Fields): string =>
  back === "tool" ? `/tools/${encodeURIComponent(tool)}` : `/pals/${encodeURIComponent(pal)}`;

/** What the form of a call says, as a trial takes it. An empty field is one that nobody filled in. */
function trialOf(fields: Fields): JsonObject {
  const { transcript = "", set = "", ...others } = fields;
  const { perception_analysis: analysis, ...call } = parseCall(transcript);
  checkEndpoint(others["to"]?.trim());
  const names = ["target", "as", "to", "callback_url", "perception_analysis"];
  const given = names.map((name) => [name, others[name]?.trim()]).filter(([, value]) => value);
  return {
    ...(analysis !== undefined && { perception_analysis: analysis }),
    ...call,
    ...Object.fromEntries(given),
    ...(set.trim() !== "" && { set: readSet(set) }),
  };
}

function checkEndpoint(to: string | undefined): void {
  if (to && !isHttpUrl(to))
    throw new HttpError(
      400,
      `The endpoint is not an http or https URL. Write all of it, such as http://localhost:3000/hook.`,
    );
}

/** `name=value` in each line, or a JSON object. */
function readSet(text: string): JsonObject {
  const json = tryJson(text);
  if (isObject(json)) return json;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return readPairs(lines, (line) => new HttpError(400, `The fixed argument "${line}" is not name=value.`));
}

/** The API's own words as sentences, each problem in a line, without the prefix that only programs need. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  return error.message
    .replace(/^Bad Request\. /, "")
    .replace(/^not sent:/, "Not sent:")
    .replaceAll(/(\([A-Z]-\d+\)) /g, "$1\n");
}
