import type { Action, ArgumentsOfAction } from "../post-call-action/action.ts";
import { type Authentication, assertAuth, authenticate, type ReceiverAuth } from "./authentication.ts";
import { BODY_MAX, readBody } from "./body.ts";
import { type Delivery, isEnvelope, parseDelivery } from "./delivery.ts";
import { demand } from "./errors.ts";
import { type ConversationEvent, isEventBody, isExecuted, parseEvent } from "./event.ts";
import { defined, tryJson } from "./json.ts";
import { PROBE_HEADER } from "./probe.ts";
import { textOf } from "./raw-body.ts";
import { findAction } from "./routing.ts";
import { assertSecrets, findSecret, readSecrets, type Secrets } from "./secrets.ts";
import { memorySeen, type SeenStore } from "./seen.ts";

/** What a handler knows beside the arguments. */
export interface DeliveryContext {
  /** The definition's name, whatever the tool is called in this environment. */
  readonly action: string;
  /** Absent where the delivery does not say it. A `PostCallAction` with `delivery.receiver` always does. */
  readonly conversationId?: string;
  readonly toolCallId?: string;
  /** The parsed body. */
  readonly body: unknown;
  /** The exact bytes, for an audit. */
  readonly rawBody: Uint8Array;
  /** Not enumerable, so that a log of the context holds no credential. */
  readonly request: Request;
  /** Which of several secrets matched, by its place: during a rotation, 0 says that the new one has arrived at Tavus. */
  readonly secretIndex?: number;
}

export interface EventContext {
  readonly request: Request;
  /** The definition's name, where the event is about one of the receiver's actions. */
  readonly action?: string;
}

type Handlers<Actions extends readonly Action[]> = {
  readonly [Name in Actions[number]["name"]]: (
    args: ArgumentsOfAction<Extract<Actions[number], { readonly name: Name }>>,
    context: DeliveryContext,
  ) => unknown;
};

export interface ReceiverOptions<Actions extends readonly Action[]> {
  /** The definitions, made by `defineAction`. */
  readonly actions: Actions;
  /** The same kind as the tools' `auth`. */
  readonly auth: ReceiverAuth;
  /** One handler for each action, by its name. The answer is sent when it is done; what it returns is ignored. */
  readonly on: Handlers<Actions>;
  /** What has been handled. @default memory of this process */
  readonly seen?: SeenStore;
  /** For events of conversations, whose `callback_url` may be this receiver too. They are never signed (W-3). @default they are dropped with 200 */
  readonly onEvent?: (event: ConversationEvent, context: EventContext) => unknown;
  /** What `?token=` of the `callback_url` must be, for want of a signature. @default anybody may send events */
  readonly eventToken?: Secrets;
  /** The same as the `nameSuffix` of the resources: tools are called `<action>_<suffix>` then. */
  readonly nameSuffix?: string;
  /** Bytes of a body; larger ones are answered with 413. @default 262144 */
  readonly maxBodyBytes?: number;
  /**
   * Milliseconds for a handler until the answer is 202 and it goes on alone: Tavus waits for the tool's `timeout`, 10 s by default. An error
   * after that cannot be answered any more and goes to `onError`. @default 8000
   */
  readonly answerWithinMs?: number;
  /** Told of everything that goes wrong, with the status that is answered. @default nothing is told */
  readonly onError?: (error: unknown, context: { readonly status: number; readonly request: Request }) => unknown;
}

/** What runtimes give beside the request, such as Cloudflare's `ctx`. */
export interface ExecutionContext {
  waitUntil?(work: Promise<unknown>): void;
}

export type Receiver = (request: Request, context?: ExecutionContext) => Promise<Response>;

/**
 * A receiver of deliveries, and of events beside them: authenticates the raw bytes, finds the action, types the arguments, calls its handler
 * once for each conversation, and answers what Tavus understands.
 *
 * | answer | when |
 * | --- | --- |
 * | 200 | handled, or handled before, or an event, or a probe of `pulumi-tavus verify` |
 * | 202 | the handler takes longer than `answerWithinMs` and goes on |
 * | 400, 413, 422 | not what the definition says; too large; rejected by the handler: a repeat would not help |
 * | 401, 404, 405 | wrong credentials; no such action; a method that deliveries do not have |
 * | 409 | the same delivery is being handled at this moment |
 * | 500, 503 | the handler failed, and the delivery counts as not seen; no secret is set |
 * @throws MissingSecretError, TypeError where the receiver could not work: without secret, with a missing handler
 * @example
 * ```ts
 * const receive = createReceiver({
 *   actions: [supportSummary],
 *   auth: { type: "hmac", secret: () => [process.env.HOOK_SECRET, process.env.HOOK_SECRET_OLD].filter(Boolean) },
 *   on: { support_summary: async ({ message }, { conversationId }) => saveNote(conversationId, message) },
 * });
 * app.all("/hooks/*", (c) => receive(c.req.raw));
 * ```
 */
export function createReceiver<const Actions extends readonly Action[]>(options: ReceiverOptions<Actions>): Receiver {
  const { actions, auth, onEvent, eventToken, nameSuffix } = options;
  const { seen = memorySeen(), maxBodyBytes = BODY_MAX, answerWithinMs = 8000, onError = () => {} } = options;
  const handlers = (options.on ?? {}) as unknown as Readonly<
    Record<string, (args: object, context: DeliveryContext) => unknown>
  >;
  assertAuth(auth);
  // Given but unset, as an environment variable may be, is not the same as not given.
  if ("eventToken" in options && typeof eventToken !== "function") assertSecrets(eventToken, "eventToken");
  demand(Array.isArray(actions), "the list actions");
  for (const action of actions) {
    demand(action?.validate, "a definition in actions");
    demand(typeof handlers[action.name] === "function", `on.${action.name}`);
  }
  demand(seen.begin, "seen.begin");
  // What is no number, as an unset variable of the environment, would be no limit.
  demand(maxBodyBytes > 0, "maxBodyBytes");
  demand(answerWithinMs >= 0, "answerWithinMs");
  if (new Set(actions.map(({ name }) => name)).size < actions.length) throw new TypeError("two actions have one name.");

  return async (request, context) => {
    const fail: Fail = (status, message, error = new Error(message)) => {
      // Whoever logs may fail too; that changes no answer.
      void (async () => onError(error, withRequest({ status }, request)))().catch(() => {});
      return answer(status, { error: message });
    };
    const [contentType, url] = [request.headers.get("content-type"), new URL(request.url)];
    // D-19. Not the contract's list: this file has to stay small, and a test compares the two.
    if (!/^(POST|PUT|PATCH|GET|HEAD|DELETE)$/.test(request.method)) return fail(405, "method not allowed");
    let rawBody: Uint8Array | undefined;
    try {
      rawBody = await readBody(request, maxBodyBytes);
    } catch (error) {
      return fail(400, "the body breaks off", error);
    }
    if (!rawBody) return fail(413, `the body is larger than ${maxBodyBytes} bytes`);

    // The secret's absence, or an authorisation server that cannot be asked: later it may be there.
    const unproven = (error: unknown) =>
      refuse(fail, error, "MissingSecretError", 503, 503, "credentials cannot be checked now");
    let proof: Authentication;
    try {
      proof = await authenticate(auth, request, rawBody);
    } catch (error) {
      return unproven(error);
    }
    const body = tryJson(textOf(rawBody));
    const route = findAction(actions, url.pathname, isEnvelope(body) ? body.name : undefined, nameSuffix);
    // W-3: events come without credentials. With them, and to an action's own path, it is a delivery whose arguments look like an event.
    if (isEventBody(body) && (!proof.ok || auth.type === "none" || !route.action)) {
      try {
        const given = url.searchParams.get("token") ?? "";
        if (eventToken && findSecret(given, await readSecrets(eventToken, "eventToken")) < 0)
          return fail(401, "the event token is wrong");
      } catch (error) {
        return unproven(error);
      }
      return receiveEvent(parseEvent(body), request, fail);
    }
    if (!proof.ok) return unauthorized(fail(401, proof.reason), auth);
    if (!route.action) return fail(404, route.reason);

    const { action } = route;
    // `pulumi-tavus verify --probe`: the way here and the credentials are right, and nothing has happened that anybody wants handled.
    if (request.headers.get(PROBE_HEADER)) return answer(200, { probe: "ok", action: action.name });
    let delivery: Delivery;
    try {
      delivery = parseDelivery(action, rawBody, { url: request.url, contentType }) as Delivery;
    } catch (error) {
      return refuse(fail, error, "ParseError", 400, 500, "the receiver failed");
    }
    const { arguments: args, toolName: _, ...known } = delivery;
    const { secretIndex } = proof;
    const handle = () =>
      handlers[action.name]?.(
        args,
        withRequest(defined({ action: action.name, ...known, rawBody, secretIndex }), request),
      );
    const work = once(keyOf(action, delivery), handle, fail);
    const first = await within(work, answerWithinMs);
    if (first) return first;
    // Not as a function of its own: runtimes want it called on their object.
    context?.waitUntil?.(work);
    return answer(202, { status: "being handled" });
  };

  function receiveEvent(event: ConversationEvent, request: Request, fail: Fail): Response | Promise<Response> {
    if (!onEvent) return answer(200, { status: "event dropped" });
    if (!isExecuted(event)) return once(undefined, () => onEvent(event, withRequest({}, request)), fail);
    const { action } = findAction(actions, "", event.toolName, nameSuffix);
    // U-21: callbacks may come twice; other kinds of events may well happen twice.
    const key = `event/${event.conversationId}/${event.toolId || event.toolName}`;
    return once(key, () => onEvent(event, withRequest(defined({ action: action?.name }), request)), fail);
  }

  /** Does the work unless it has been done; without a key always. */
  async function once(key: string | undefined, work: () => unknown, fail: Fail): Promise<Response> {
    try {
      const state = key ? await seen.begin(key) : "new";
      if (state === "done") return answer(200, { status: "handled before" });
      if (state === "running") return fail(409, "the same is being handled");
    } catch (error) {
      return fail(503, "the seen store cannot be asked now", error);
    }
    try {
      await work();
    } catch (error) {
      if (key) await seen.forget(key).catch(() => {});
      return refuse(fail, error, "RejectedDelivery", 422, 500, "handler failed");
    }
    try {
      if (key) await seen.done(key);
    } catch (error) {
      // The effect is there, whatever the store says: a repeat is better than a delivery that is reported as failed.
      fail(200, "", error);
    }
    return answer(200, { status: "handled" });
  }
}

type Fail = (status: number, message: string, error?: unknown) => Response;

/** Errors of a name that is made for the caller are told with their own words, all others without. */
function refuse(
  fail: Fail,
  error: unknown,
  told: string,
  status: number,
  otherStatus: number,
  message: string,
): Response {
  // By its name: a program may have the module and its CommonJS twin.
  return error instanceof Error && error.name === told
    ? fail(status, error.message, error)
    : fail(otherStatus, message, error);
}

/** U-21: once for a conversation and an action; where the conversation is not known, once for a call's id; without either each stands alone. */
function keyOf({ name }: Action, { conversationId, toolCallId }: Delivery): string | undefined {
  if (conversationId !== undefined) return `${conversationId}/${name}`;
  return toolCallId && `call/${toolCallId}`;
}

/** Undefined where the time is over first. */
function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout>;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}

/** Whoever logs a context logs no credential: the request, whose headers have them, is there but not listed. */
function withRequest<T extends object>(context: T, request: Request): T & { readonly request: Request } {
  return Object.defineProperty(context, "request", { value: request }) as T & { readonly request: Request };
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status });
}

/** RFC 9110, section 11.6.1: what would be accepted. */
function unauthorized(response: Response, { type }: ReceiverAuth): Response {
  const challenge = type === "basic" ? 'Basic realm="deliveries", charset="UTF-8"' : "Bearer";
  if (type !== "api_key" && type !== "hmac") response.headers.set("www-authenticate", challenge);
  return response;
}
