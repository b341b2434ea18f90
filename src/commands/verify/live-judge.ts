import { defineAction } from "../../action/definition.ts";
import { type ApiDelivery, isObject, type JsonObject, member } from "../../contract/index.ts";
import { Definition } from "../../definition/definition.ts";
import { keyParameter } from "../../delivery/authenticate.ts";
import { withMaskedUrls } from "../../delivery/outcome.ts";
import { findMismatch } from "../../emulator/filler/schema.ts";
import { argumentsOf, isExecuted, parseEvent } from "../../webhook/event.ts";
import { bodyText, DeliveryStatus } from "../run-report.ts";
import type { StackResource } from "../stack/index.ts";
import { resultsOf } from "./check.ts";
import type { LiveChat, LiveOptions } from "./live.ts";
import type { Quote } from "./quote.ts";
import type { LiveRun, VerifyCheck } from "./report.ts";
import { executedOf, hasDialogue } from "./runs.ts";

const live = resultsOf("live");

export interface LiveVerdict {
  readonly check: VerifyCheck;
  readonly run: LiveRun;
}

/** The result of an action in a chat: the arguments, the request, and the answer, or the most likely reason why no event came. */
export async function judgeLive(
  tool: StackResource,
  chat: LiveChat,
  { connect, isEmulator = false }: Pick<LiveOptions, "connect" | "isEmulator">,
  quote: Quote,
): Promise<LiveVerdict> {
  const { wire } = Definition.said(tool.inputs);
  const place = { palId: chat.palId, conversationId: chat.conversationId ?? null };
  if (chat.isOpen === true)
    return {
      check: live.fail(
        `conversation ${place.conversationId} could not be ended${isEmulator ? "" : ", so it is still charged"}`,
        `End it with POST /v2/conversations/${place.conversationId}/end.`,
      ),
      run: { ...place, status: "missing" },
    };
  const [event] = chat.conversation === undefined ? [] : executedOf(chat.conversation, tool.id, String(wire["name"]));
  if (event !== undefined) return judgeEvent(event, wire, place, chat, quote);
  return { check: await whyMissing(tool, chat, connect, quote), run: { ...place, status: "missing" } };
}

async function judgeEvent(
  event: JsonObject,
  wire: JsonObject,
  place: Pick<LiveRun, "palId" | "conversationId">,
  { waitedMs }: LiveChat,
  quote: Quote,
): Promise<LiveVerdict> {
  const api = member(wire["delivery"], "api") as ApiDelivery | undefined;
  const properties = event["properties"] as JsonObject;
  const { request, response, error } = withMaskedUrls(properties, keyParameter(api?.auth));
  const { data: status = "error" } = DeliveryStatus.safeParse(properties["status"]);
  const filled = await readFilled(wire, event);
  const run: LiveRun = {
    ...place,
    status,
    ...(filled?.arguments && { arguments: filled.arguments }),
    ...(isObject(request) && {
      request: {
        method: String(request["method"]),
        url: String(request["url"]),
        body: bodyText(request["body"]) ?? null,
      },
    }),
    ...(isObject(response) && {
      response: { httpStatus: Number(response["http_status"]), body: bodyText(response["body"]) ?? "" },
    }),
    ...(error !== undefined && error !== null && { error: bodyText(error) }),
  };
  const said = run.error === undefined ? "" : `: ${quote(run.error)}`;
  const http = run.response?.httpStatus;
  const verdict = (): VerifyCheck => {
    if (status === "skipped")
      return live.fail(`Tavus skipped it${said}`, "Check whether the tool has changed since, then try again.");
    if (status === "timeout")
      return live.fail("the endpoint did not answer Tavus in time", "Answer faster, or raise delivery.api.timeout.");
    if (status === "error" && http === undefined)
      return live.fail(
        `Tavus could not reach the endpoint${said}`,
        "Check that the service is running at delivery.api.url.",
      );
    if (http === 401 || http === 403)
      return live.fail(
        `the endpoint refuses Tavus's credentials (${http})`,
        "Give the service the same secret as delivery.api.auth.",
      );
    if (http === 404 || http === 405)
      return live.fail(
        `the endpoint doesn't know this address (${http})`,
        "Correct delivery.api.url, or deploy the receiver.",
      );
    if (status === "error") return live.fail(`the endpoint failed (${http}${said})`, "Check the service's log.");
    if (filled?.problem !== undefined)
      return live.fail(filled.problem, "Describe the format of the values in the parameters' descriptions.");
    return live.pass(
      `ran within ${Math.ceil(waitedMs / 1000)} s after the chat, and the endpoint answered ${http ?? "nothing"}`,
    );
  };
  return { check: verdict(), run };
}

/** The arguments in a recorded request, and whether they match the declared schema. `undefined` if the request doesn't show them. */
async function readFilled(
  wire: JsonObject,
  event: JsonObject,
): Promise<{ arguments?: JsonObject; problem?: string } | undefined> {
  const parsed = parseEvent({ conversation_id: "", message_type: "application", ...event });
  if (!isExecuted(parsed) || parsed.request === undefined || !isObject(wire["parameters"])) return undefined;
  const api = member(wire["delivery"], "api");
  const [, query = ""] = String(member(api, "url")).split(/\?(.*)/s);
  const template = member(api, "body_template");
  const parameters = member(api, "query_params");
  let action: ReturnType<typeof defineAction>;
  try {
    action = defineAction({
      name: String(wire["name"]),
      description: String(wire["description"]),
      parameters: wire["parameters"] as never,
      ...(isObject(template) && { body: () => template as never }),
      query: () =>
        ({ ...Object.fromEntries(new URLSearchParams(query)), ...(isObject(parameters) && parameters) }) as never,
    }) as ReturnType<typeof defineAction>;
  } catch {
    // The tool is older than a rule. It runs, but can't be declared like this anymore.
    return undefined;
  }
  try {
    const filled = argumentsOf(action, parsed).arguments as JsonObject;
    // Arguments that a template leaves out aren't visible. Arguments that must be visible were checked above.
    const problem = await findMismatch({ ...wire["parameters"], required: [] }, filled);
    return { arguments: filled, ...(problem !== undefined && { problem: `${MISFIT}: ${problem}` }) };
  } catch (error) {
    return { problem: `${MISFIT}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

const MISFIT = "the arguments that Tavus filled in don't fit";

async function whyMissing(
  tool: StackResource,
  { palId, conversationId, conversation, failure, wasAnswered, waitedMs }: LiveChat,
  connect: LiveOptions["connect"],
  quote: Quote,
): Promise<VerifyCheck> {
  if (conversationId === undefined)
    return live.fail(
      `the chat with PAL ${palId} could not be started: ${quote(failure ?? "it was interrupted")}`,
      "Check that the account may start conversations, and has credit left.",
    );
  if (failure !== undefined)
    return live.fail(
      `conversation ${conversationId} broke off: ${quote(failure)}`,
      "Run it again. If it fails again, ask Tavus.",
    );
  if (conversation?.status !== "ended")
    return live.fail(
      `conversation ${conversationId} is ${conversation?.status ?? "nowhere"}, although its end was requested: actions run after the end (E-11)`,
      "Wait longer with --wait, or end it with POST /v2/conversations/{id}/end.",
    );
  // Uses a new client, because the client from before the chat may have an old list.
  const client = connect(tool);
  const attached = await client.readPalTools(palId).catch(() => undefined);
  await client.close();
  if (attached !== undefined && !attached.some(({ tool_id: id }) => id === tool.id))
    return live.fail(
      `the tool is no longer attached to PAL ${palId}`,
      "Run pulumi up --refresh, which attaches it again.",
    );
  const dialogue = hasDialogue(conversation);
  if (dialogue === false || (dialogue === undefined && !wasAnswered))
    return live.fail(
      `Tavus recorded no dialogue in conversation ${conversationId}, so nothing runs (E-2)`,
      "The PAL may have joined too late to hear the script. Run it again.",
    );
  const waited = `no event within ${Math.round(waitedMs / 1000)} s after conversation ${conversationId}`;
  if (dialogue === undefined)
    return live.fail(`${waited}, and no transcript either`, "Tavus may be slow: wait longer with --wait 15m.");
  return live.fail(
    `${waited}, which had a dialogue`,
    "Wait longer with --wait 15m. If still nothing comes, Tavus may not run actions after a chat (V-7): make a call, then check with --since 1h.",
  );
}
