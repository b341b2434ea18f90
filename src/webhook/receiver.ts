import type { Action, ArgumentsOfAction } from "../action/action.ts";
import { mayHandleAgain } from "./again.ts";
import { type Authentication, assertAuth, authenticate, type ReceiverAuth } from "./authentication.ts";
import { BODY_MAX, readBody } from "./body.ts";
import { type Delivery, isEnvelope, parseDelivery } from "./delivery.ts";
import { digestOf } from "./digest.ts";
import { demand } from "./errors.ts";
import { type ConversationEvent, isEventBody, isExecuted, parseEvent } from "./event.ts";
import { keepRunning, toRequest, type WaitUntil, type WebRequest } from "./host.ts";
import { defined, tryJson } from "./json.ts";
import { PROBE_HEADER } from "./probe.ts";
import { textOf } from "./raw-body.ts";
import { findAction, type Route } from "./routing.ts";
import { assertGiven, findSecret, readSecrets, type Secrets } from "./secrets.ts";
import { memorySeen, type SeenStore } from "./seen.ts";

/**
 * What a handler gets in addition to the arguments.
 * @since 0.1.0
 */
export interface DeliveryContext {
  /** The name of the action's definition, even if the tool has another suffix in this environment. */
  readonly action: string;
  /**
   * Absent if the delivery doesn't carry it. With `hmac` it comes from Tavus's signed envelope, which may lack it (R-23); otherwise a
   * `PostCallAction` with `delivery.receiver` puts it into the URL. The event of the action always has it: `onEvent`.
   */
  readonly conversationId?: string;
  /** The id of this call of the tool. Only a signed envelope has it. */
  readonly toolCallId?: string;
  /** The parsed body. Undefined if the request had no body. */
  readonly body: unknown;
  /** The exact bytes, for example for an audit. */
  readonly rawBody: Uint8Array;
  /** The request. It is not enumerable, so that logging the context shows no credential. */
  readonly request: Request;
  /** The index of the secret that matched. During a rotation, 0 means that Tavus uses the new one. */
  readonly secretIndex?: number;
}

/**
 * What `onEvent` gets in addition to the event.
 * @since 0.1.0
 */
export interface EventContext {
  /** The request. It is not enumerable, so that logging the context shows no credential. */
  readonly request: Request;
  /** The name of the action's definition, if the event is about one of the receiver's actions. */
  readonly action?: string;
}

/**
 * A handler for each action, by the name of its definition.
 * @since 0.1.0
 */
export type ReceiverHandlers<Actions extends readonly Action[]> = {
  readonly [Name in Actions[number]["name"]]: (
    args: ArgumentsOfAction<Extract<Actions[number], { readonly name: Name }>>,
    context: DeliveryContext,
  ) => unknown;
};

/**
 * What a receiver handles, and how.
 * @since 0.1.0
 */
export interface ReceiverOptions<Actions extends readonly Action[]> {
  /** The definitions, made by `defineAction`. */
  readonly actions: Actions;
  /** The same type of authentication as in the tools' `auth`. */
  readonly auth: ReceiverAuth;
  /** One handler for each action, by its name. The receiver answers when the handler is done, and ignores its return value. */
  readonly on: ReceiverHandlers<Actions>;
  /** Remembers which deliveries have been handled. @default memorySeen() */
  readonly seen?: SeenStore;
  /**
   * Called for events of conversations, if this receiver is also their `callback_url`. Events are never signed (W-3).
   * @default events are answered with 200 and ignored
   */
  readonly onEvent?: (event: ConversationEvent, context: EventContext) => unknown;
  /** Requires this value as `?token=` of the `callback_url`, because events have no signature. @default anybody can send events */
  readonly eventToken?: Secrets;
  /**
   * The `nameSuffix` of the resources. The receiver then accepts only the tools `<action>_<suffix>` and `<action>`. With "" it accepts only
   * `<action>`.
   * @default any suffix: `<action>` and `<action>_<anything>`. If several actions fit, the longest name wins
   */
  readonly nameSuffix?: string;
  /** The largest body, in bytes. A larger one is answered with 413. @default 262144 */
  readonly maxBodyBytes?: number;
  /**
   * Milliseconds that a handler has before the receiver answers 202 and the handler continues in the background. Tavus waits for the tool's
   * `timeout`, 10 seconds by default. A later error goes to `onError`.
   * @default 8000
   */
  readonly answerWithinMs?: number;
  /**
   * Keeps a serverless host running while a slow handler continues, for example `after` of `next/server` or `waitUntil` of `@vercel/functions`.
   * @default `waitUntil` of the host's context. On a serverless host without one, the receiver waits for the handler
   */
  readonly waitUntil?: WaitUntil;
  /** Called for every failure, with the status of the answer. Log from here. @default failures are not logged */
  readonly onError?: (error: unknown, context: { readonly status: number; readonly request: Request }) => unknown;
}

/**
 * The context that a host passes in addition to the request, such as Cloudflare's `ctx`.
 * @since 0.1.0
 */
export interface ExecutionContext {
  /** Keeps the host running until the work is done. */
  waitUntil?(work: Promise<unknown>): void;
}

/**
 * Handles a request, and accepts the host's other arguments: `(request, env, ctx)` in Cloudflare Workers, `(request, context)` in Next.js and
 * Netlify, `(request, server)` in Bun, `(request, info)` in Deno. The first of these that has `waitUntil` keeps a slow handler running.
 *
 * It rejects with a TypeError if it gets no web-standard request. The message says what to write on that host.
 * @since 0.1.0
 */
export interface Receiver {
  (request: WebRequest, context: ExecutionContext): Promise<Response>;
  (request: WebRequest, ...context: readonly unknown[]): Promise<Response>;
  // The last overload: Next.js up to version 15 checks only this one, and requires a `Request`.
  (request: Request, ...context: readonly unknown[]): Promise<Response>;
}

const METHODS = "POST, PUT, PATCH, GET, HEAD, DELETE, OPTIONS";

/**
 * Makes a receiver of deliveries and events. It authenticates the raw bytes, finds the action, checks and types the arguments, and calls the action's
 * handler once for each conversation.
 *
 * | Answer | When |
 * | --- | --- |
 * | 200 | The delivery is handled, now or before. Also for an event, and for a probe of `pulumi-tavus verify`. |
 * | 202 | The handler takes longer than `answerWithinMs` and continues. |
 * | 204 | The method is OPTIONS. |
 * | 400 | The delivery doesn't fit the definition. |
 * | 401 | The credentials are missing or wrong. |
 * | 404 | No action fits. |
 * | 405 | Deliveries don't have this method. |
 * | 409 | The same delivery is being handled at this moment. |
 * | 413 | The body is larger than `maxBodyBytes`. |
 * | 422 | The handler threw {@link RejectedDelivery}. |
 * | 500 | The handler failed and the delivery counts as not handled, or something read the body before the receiver. |
 * | 503 | No usable secret is set, or the store `seen` fails. |
 * @param options the actions, their authentication, and their handlers
 * @throws {@link MissingSecretError} if a secret is missing or unusable
 * @throws TypeError if a definition or a handler is missing, or an option makes no sense
 * @example
 * ```ts
 * const receive = createReceiver({
 *   actions: [supportSummary],
 *   auth: { type: "hmac", secret: () => [process.env.HOOK_SECRET, process.env.HOOK_SECRET_OLD].filter(Boolean) },
 *   on: { support_summary: async ({ message }, { conversationId }) => saveNote(conversationId, message) },
 * });
 * app.all("/hooks/*", (c) => receive(c.req.raw));
 * ```
 * @since 0.1.0
 */
export function createReceiver<const Actions extends readonly Action[]>(options: ReceiverOptions<Actions>): Receiver {
  const { actions, auth, onEvent, eventToken, nameSuffix, waitUntil } = options;
  const { seen = memorySeen(), maxBodyBytes = BODY_MAX, answerWithinMs = 8000, onError = () => {} } = options;
  const handlers = (options.on ?? {}) as unknown as Readonly<
    Record<string, (args: object, context: DeliveryContext) => unknown>
  >;
  assertAuth(auth);
  // An option that is set but empty, such as an unset environment variable, must not count as omitted.
  if ("eventToken" in options) assertGiven(eventToken, "eventToken");
  demand(Array.isArray(actions), "the list actions");
  for (const action of actions) {
    demand(action?.validate, "a definition in actions");
    demand(typeof handlers[action.name] === "function", `on.${action.name}`);
  }
  demand(seen.begin, "seen.begin");
  // A value that isn't a number, such as an unset environment variable, would mean no limit.
  demand(maxBodyBytes > 0, "maxBodyBytes");
  demand(answerWithinMs >= 0, "answerWithinMs");
  demand(waitUntil === undefined || typeof waitUntil === "function", "the function waitUntil");
  if (new Set(actions.map(({ name }) => name)).size < actions.length) throw new TypeError("two actions have one name.");

  return async (given: WebRequest, ...contexts: readonly unknown[]) => {
    const request = toRequest(given);
    const response = await receive(request, contexts);
    // RFC 9110, section 9.3.2: the same without a body. Not every host removes it.
    return request.method === "HEAD" ? new Response(null, response) : response;
  };

  async function receive(request: Request, contexts: readonly unknown[]): Promise<Response> {
    const fail: Fail = (status, message, error = new Error(message)) => {
      // The logger may fail, too. That doesn't change the answer.
      void (async () => onError(error, withRequest({ status }, request)))().catch(() => {});
      return answer(status, { error: message });
    };
    const [contentType, url] = [request.headers.get("content-type"), new URL(request.url)];
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow: METHODS } });
    if (!METHODS.split(", ").includes(request.method)) {
      const refusal = fail(405, "method not allowed");
      refusal.headers.set("allow", METHODS);
      return refusal;
    }
    let rawBody: Uint8Array | undefined;
    try {
      rawBody = await readBody(request, maxBodyBytes);
    } catch (error) {
      return refuse(fail, error, "UnreadableBodyError", 500, 400, "the body breaks off");
    }
    if (!rawBody) return fail(413, `the body is larger than ${maxBodyBytes} bytes`);

    // The secret is missing, or the authorization server can't be reached. Both can be temporary.
    const unproven = (error: unknown) =>
      refuse(fail, error, "MissingSecretError", 503, 503, "credentials cannot be checked now");
    let proof: Authentication;
    try {
      proof = await authenticate(auth, request, rawBody);
    } catch (error) {
      return unproven(error);
    }
    const body = tryJson(textOf(rawBody));
    const route = routeOf(url.pathname, isEnvelope(body) ? body.name : undefined);
    // W-3: events have no credentials. A request that has them and goes to an action's path is a delivery whose arguments look like an event.
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
    // `pulumi-tavus verify --probe`: the address and the credentials are right, and there is nothing to handle.
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
    const key = mayHandleAgain(request, auth.type) ? undefined : await keyOf(action, delivery, rawBody);
    const work = once(key, handle, fail);
    const first = await within(work, answerWithinMs);
    if (first) return first;
    const problem = keepRunning(work, contexts, waitUntil);
    if (problem === undefined) return answer(202, { status: "being handled" });
    fail(202, "", problem);
    return work;
  }

  /** R-22: only a signed body is Tavus's envelope. In any other body, a name can be the caller's, and counts only if the path names no action. */
  function routeOf(path: string, name: string | undefined): Route {
    const route = findAction(actions, path, auth.type === "hmac" ? name : undefined, nameSuffix);
    return route.action || name === undefined ? route : findAction(actions, path, name, nameSuffix);
  }

  function receiveEvent(event: ConversationEvent, request: Request, fail: Fail): Response | Promise<Response> {
    if (!onEvent) return answer(200, { status: "event dropped" });
    if (!isExecuted(event)) return once(undefined, () => onEvent(event, withRequest({}, request)), fail);
    const { action } = findAction(actions, "", event.toolName, nameSuffix);
    // U-21: a callback can arrive twice. Other kinds of events can really happen twice.
    const key = event.conversationId && `event/${event.conversationId}/${event.toolId || event.toolName}`;
    return once(key, () => onEvent(event, withRequest(defined({ action: action?.name }), request)), fail);
  }

  /** Does the work unless it was done before. Without a key, always does it. */
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
      // The work is done, even if the store fails. A repeat is better than reporting the delivery as failed.
      fail(200, "", error);
    }
    return answer(200, { status: "handled" });
  }
}

type Fail = (status: number, message: string, error?: unknown) => Response;

/** Errors whose names are meant for the sender keep their message. All others don't. */
function refuse(
  fail: Fail,
  error: unknown,
  told: string,
  status: number,
  otherStatus: number,
  message: string,
): Response {
  // By name, because a program can load both the module and its CommonJS build.
  return error instanceof Error && error.name === told
    ? fail(status, error.message, error)
    : fail(otherStatus, message, error);
}

/**
 * U-21: once for a conversation and an action. If the conversation isn't known, once for the same bytes with the same call id. Tavus doesn't document
 * whether each call of an action has its own id (R-23), and two calls must never be mistaken for one. Without either, each delivery is handled.
 */
async function keyOf(
  { name }: Action,
  { conversationId, toolCallId }: Delivery,
  rawBody: Uint8Array,
): Promise<string | undefined> {
  if (conversationId !== undefined) return `${conversationId}/${name}`;
  return toolCallId && `call/${name}/${toolCallId}/${await digestOf(rawBody)}`;
}

/** Undefined if the time runs out first. */
function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout>;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}

/** The request has credentials in its headers, so it isn't enumerable: logging the context doesn't show it. */
function withRequest<T extends object>(context: T, request: Request): T & { readonly request: Request } {
  return Object.defineProperty(context, "request", { value: request }) as T & { readonly request: Request };
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status });
}

/** RFC 9110, section 11.6.1: the accepted schemes. */
function unauthorized(response: Response, { type }: ReceiverAuth): Response {
  const challenge = type === "basic" ? 'Basic realm="deliveries", charset="UTF-8"' : "Bearer";
  if (type !== "api_key" && type !== "hmac") response.headers.set("www-authenticate", challenge);
  return response;
}
