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
import { assertSecrets, findSecret, readSecrets, type Secrets } from "./secrets.ts";
import { memorySeen, type SeenStore } from "./seen.ts";

/** What a handler knows beside the arguments. */
export interface DeliveryContext {
  /** The definition's name, whatever the tool is called in this environment. */
  readonly action: string;
  /**
   * Absent if the delivery doesn't carry it. With `hmac` it comes from Tavus's signed envelope, which may lack it (R-23); otherwise a
   * `PostCallAction` with `delivery.receiver` puts it into the URL. The event of the action always has it: `onEvent`.
   */
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
  /**
   * The same as the `nameSuffix` of the resources: then only `<action>_<suffix>` and `<action>` are recognized; with "" only `<action>`.
   * @default any suffix: `<action>` and `<action>_<anything>`, of several the longest action
   */
  readonly nameSuffix?: string;
  /** Bytes of a body; larger ones are answered with 413. @default 262144 */
  readonly maxBodyBytes?: number;
  /**
   * Milliseconds for a handler until the answer is 202 and it goes on alone: Tavus waits for the tool's `timeout`, 10 s by default. An error
   * after that cannot be answered any more and goes to `onError`. @default 8000
   */
  readonly answerWithinMs?: number;
  /**
   * Keeps a serverless host running while a slow handler goes on: `after` of `next/server`, `waitUntil` of `@vercel/functions`.
   * @default `waitUntil` of what the host passes next to the request; on a serverless host without either, the receiver waits for the handler
   */
  readonly waitUntil?: WaitUntil;
  /** Told of everything that goes wrong, with the status that is answered. @default nothing is told */
  readonly onError?: (error: unknown, context: { readonly status: number; readonly request: Request }) => unknown;
}

/** What hosts pass next to the request, such as Cloudflare's `ctx`. */
export interface ExecutionContext {
  waitUntil?(work: Promise<unknown>): void;
}

/**
 * Takes a request and whatever the host passes next to it: `(request, env, ctx)` of Cloudflare Workers, `(request, context)` of Next.js and
 * Netlify, `(request, server)` of Bun, `(request, info)` of Deno. The first of these that has `waitUntil` keeps a slow handler running.
 * @throws TypeError if it gets no web-standard request, with what to write on that host
 */
export interface Receiver {
  (request: WebRequest, context: ExecutionContext): Promise<Response>;
  (request: WebRequest, ...context: readonly unknown[]): Promise<Response>;
  // The last one: Next.js up to version 15 looks at no other, and wants a `Request`.
  (request: Request, ...context: readonly unknown[]): Promise<Response>;
}

const METHODS = "POST, PUT, PATCH, GET, HEAD, DELETE, OPTIONS";

/**
 * A receiver of deliveries, and of events beside them: authenticates the raw bytes, finds the action, types the arguments, calls its handler
 * once for each conversation, and answers what Tavus understands.
 *
 * | answer | when |
 * | --- | --- |
 * | 200 | handled, or handled before, or an event, or a probe of `pulumi-tavus verify` |
 * | 202 | the handler takes longer than `answerWithinMs` and goes on |
 * | 204 | OPTIONS |
 * | 400, 413, 422 | not what the definition says; too large; rejected by the handler: a repeat would not help |
 * | 401, 404, 405 | wrong credentials; no such action; a method that deliveries do not have |
 * | 409 | the same delivery is being handled at this moment |
 * | 500, 503 | the handler failed, and the delivery counts as not seen, or the body was read before; no usable secret is set |
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
  const { actions, auth, onEvent, eventToken, nameSuffix, waitUntil } = options;
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
  demand(waitUntil === undefined || typeof waitUntil === "function", "the function waitUntil");
  if (new Set(actions.map(({ name }) => name)).size < actions.length) throw new TypeError("two actions have one name.");

  return async (given: WebRequest, ...contexts: readonly unknown[]) => {
    const request = toRequest(given);
    const response = await receive(request, contexts);
    // RFC 9110, section 9.3.2: the same without a body. Not every host drops it.
    return request.method === "HEAD" ? new Response(null, response) : response;
  };

  async function receive(request: Request, contexts: readonly unknown[]): Promise<Response> {
    const fail: Fail = (status, message, error = new Error(message)) => {
      // Whoever logs may fail too; that changes no answer.
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

    // The secret's absence, or an authorization server that cannot be asked: later it may be there.
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
    const key = mayHandleAgain(request, auth.type) ? undefined : await keyOf(action, delivery, rawBody);
    const work = once(key, handle, fail);
    const first = await within(work, answerWithinMs);
    if (first) return first;
    const problem = keepRunning(work, contexts, waitUntil);
    if (problem === undefined) return answer(202, { status: "being handled" });
    fail(202, "", problem);
    return work;
  }

  /** R-22: only what is signed is Tavus's envelope. Elsewhere a name in the body may be the caller's, and counts only if the path says nothing. */
  function routeOf(path: string, name: string | undefined): Route {
    const route = findAction(actions, path, auth.type === "hmac" ? name : undefined, nameSuffix);
    return route.action || name === undefined ? route : findAction(actions, path, name, nameSuffix);
  }

  function receiveEvent(event: ConversationEvent, request: Request, fail: Fail): Response | Promise<Response> {
    if (!onEvent) return answer(200, { status: "event dropped" });
    if (!isExecuted(event)) return once(undefined, () => onEvent(event, withRequest({}, request)), fail);
    const { action } = findAction(actions, "", event.toolName, nameSuffix);
    // U-21: callbacks may come twice; other kinds of events may well happen twice.
    const key = event.conversationId && `event/${event.conversationId}/${event.toolId || event.toolName}`;
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

/**
 * U-21: once for a conversation and an action. If the conversation is not known, once for the same bytes with the same call's id: whether Tavus
 * gives every call of an action an id of its own is not documented (R-23), and two calls must never be taken for one. Without either each stands alone.
 */
async function keyOf(
  { name }: Action,
  { conversationId, toolCallId }: Delivery,
  rawBody: Uint8Array,
): Promise<string | undefined> {
  if (conversationId !== undefined) return `${conversationId}/${name}`;
  return toolCallId && `call/${name}/${toolCallId}/${await digestOf(rawBody)}`;
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
