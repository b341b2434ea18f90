import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { isObject, type JsonObject } from "../../contract/index.ts";
import { tryJson } from "../../contract/json.ts";
import { describeAgain } from "../../delivery/again.ts";
import { isAgain } from "../../delivery/record.ts";
import { isHttpUrl } from "../../delivery/url.ts";
import { readPairs } from "../domain/assignment.ts";
import type { Document } from "../domain/store.ts";
import { parseCall } from "../domain/transcript.ts";
import { HttpError } from "../http-error.ts";
import { type Env, formOf } from "../request.ts";
import { attachTools, createPal, deletePal, detachTool } from "../routes/pals.ts";
import { deleteTool, updateTool } from "../routes/tools.ts";
import { endConversation } from "../run/end.ts";
import { prepareReplay } from "../run/replay.ts";
import { applySeed } from "../seed.ts";
import type { Account } from "../services.ts";
import { readCall, startTrial } from "../trial.ts";
import { conversationPage } from "./conversation.ts";
import { deliveriesPage } from "./deliveries.ts";
import { deliveryPath } from "./delivery.ts";
import { toPatch } from "./edit.ts";
import { type Html, pageUrl } from "./html.ts";
import { NOTICES, type Notice, type PageContext, type Rejected, refusedPage } from "./layout.ts";
import { overviewPage } from "./overview.ts";
import { SAMPLE_FACE, sampleSeed } from "./sample.ts";
import { isCall } from "./security.ts";
import { toolPage } from "./tool.ts";
import { toolsPage } from "./tools.ts";

type Fields = Readonly<Record<string, string>>;

/** The result of a form: the page to show, and a message. */
interface Done {
  readonly path: string;
  readonly notice: Notice;
  /** For a script that stays on its page. */
  readonly message?: string;
  /** Whether the form was processed, but the outcome is a failure. */
  readonly isFailure?: boolean;
}

interface Form {
  readonly context: PageContext;
  readonly account: Account;
  /** The id in the path, if the form is about one object. */
  readonly id: string;
  readonly fields: Fields;
}

/** The forms of the pages. Each form leads to a page with the result. A script gets the same result as JSON. */
export function formRoutes(contextOf: (c: Context<Env>) => PageContext): Hono<Env> {
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
      const context = contextOf(c);
      const { account } = context;
      const given: Form = { context, account, id: c.req.param("id") ?? "", fields: await formOf(c) };
      try {
        const { path, notice, message, isFailure = false } = await work(given);
        if (wantsJson) return c.json({ message, isFailure, href: pageUrl(path, account) });
        return c.redirect(pageUrl(path, account, { done: notice }), 303);
      } catch (error) {
        const message = messageOf(error);
        if (wantsJson) return c.json({ message }, 400);
        // The form keeps the user's input, and shows the API's message.
        return c.html(rejectedPage(given, { message, values: given.fields }), 400);
      }
    });
  };

  form(
    "/_page/calls",
    ({ account, fields }) => {
      const id = startTrial(account, trialOf(fields));
      void endConversation(account, id);
      const notice = callEnded(account);
      return { path: `/conversations/${id}`, notice, message: NOTICES[notice] };
    },
    ({ context }, rejected) => overviewPage(context, rejected),
  );
  form(
    "/conversations/:id/end",
    (given) => {
      const { account, id, fields } = given;
      const conversation = find("conversation", given);
      if (conversation["ended"] === true) throw new HttpError(400, "The conversation has ended already.");
      const { transcript } = fields;
      if (transcript !== undefined)
        account.store.put("conversation", { ...conversation, ...readCall(parseCall(transcript)) });
      void endConversation(account, id);
      return { path: `/conversations/${id}`, notice: callEnded(account) };
    },
    (given, rejected) => {
      const conversation = find("conversation", given);
      if (conversation["ended"] === true) return refusedPage(given.context, rejected.message);
      return conversationPage(given.context, conversation, rejected);
    },
  );
  form(
    "/_page/replays",
    async ({ account, fields }) => {
      const recorded = account.store.get("delivery", fields["delivery"] ?? "");
      if (recorded === undefined) throw new HttpError(404, "There is no such delivery.");
      const to = fields["to"]?.trim() || undefined;
      checkEndpoint(to);
      const [again, allowPublic] = [fields["again"] === "yes", fields["public"] === "yes"];
      const replay = await prepareReplay(account, recorded, { to, again, allowPublic })?.();
      if (replay === undefined) throw new HttpError(400, "Nothing was sent that could be sent again.");
      const how = isAgain(replay["again"]) ? ` ${describeAgain(replay["again"])}` : "";
      const message = `Sent again: ${String(replay["status"])}.${how}`;
      const isFailure = replay["status"] !== "success";
      return { path: deliveryPath(replay.id), notice: "replayed", message, isFailure };
    },
    ({ context, account, fields }, rejected) =>
      deliveriesPage(context, account.store.get("delivery", fields["delivery"] ?? ""), rejected),
  );
  form(
    "/tools/:id",
    (given) => {
      const { account, id, fields } = given;
      const { unchanged } = updateTool(account, id, toPatch(find("tool", given), fields));
      account.changed("tools");
      return { path: `/tools/${id}`, notice: unchanged ? "tool-unchanged" : "tool-saved" };
    },
    (given, rejected) => toolPage(given.context, find("tool", given), rejected),
  );
  form("/tools/:id/delete", ({ account, id }) => {
    deleteTool(account, id);
    account.changed("tools", "pals");
    return { path: "/tools", notice: "tool-deleted" };
  });
  form(
    "/pals",
    ({ account, fields: { pal_name = "", system_prompt = "" } }) => {
      const pal = createPal(account, { pal_name, system_prompt, default_face_id: SAMPLE_FACE });
      account.changed("pals");
      return { path: `/pals/${pal.id}`, notice: "pal-created" };
    },
    ({ context }, rejected) => toolsPage(context, rejected),
  );
  form("/pals/:id/delete", ({ account, id }) => {
    deletePal(account, id);
    account.changed("pals");
    return { path: "/tools", notice: "pal-deleted" };
  });
  form("/_page/attach", ({ account, fields }) => {
    attachTools(account, fields["pal"] ?? "", [fields["tool"] ?? ""]);
    account.changed("pals");
    return { path: backOf(fields), notice: "attached" };
  });
  form("/_page/detach", ({ account, fields }) => {
    detachTool(account, fields["pal"] ?? "", fields["tool"] ?? "");
    account.changed("pals");
    return { path: backOf(fields), notice: "detached" };
  });
  form("/_page/sample", ({ account }) => {
    applySeed(account, sampleSeed(account.url()));
    account.changed("tools", "pals");
    return { path: "/", notice: "sample" };
  });
  return app;
}

function find(kind: "conversation" | "tool", { account, id }: Form): Document {
  const found = account.store.find(kind, id);
  if (found === undefined) throw new HttpError(404, `There is no such ${kind}.`);
  return found;
}

const callEnded = ({ delayMs }: Account): Notice => (delayMs() > 0 ? "call-ended-early" : "call-ended");

const backOf = ({ tool = "", pal = "", back }: Fields): string =>
  back === "tool" ? `/tools/${encodeURIComponent(tool)}` : `/pals/${encodeURIComponent(pal)}`;

/** Converts the call form to the body of a trial. An empty field counts as missing. */
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

/** `name=value` on each line, or a JSON object. */
function readSet(text: string): JsonObject {
  const json = tryJson(text);
  if (isObject(json)) return json;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return readPairs(lines, (line) => new HttpError(400, `The fixed argument "${line}" is not name=value.`));
}

/** The API's message as sentences, with one problem on each line. Removes the prefix that only programs need. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  return error.message
    .replace(/^Bad Request\. /, "")
    .replace(/^not sent:/, "Not sent:")
    .replaceAll(/(\([A-Z]-\d+\)) /g, "$1\n");
}
