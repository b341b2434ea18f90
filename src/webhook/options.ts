import type { Action, ArgumentsOfAction } from "../action/action.ts";
import { assertAuth, type ReceiverAuth } from "./authentication.ts";
import { demand } from "./errors.ts";
import type { ConversationEvent } from "./event.ts";
import type { WaitUntil, WebRequest } from "./host.ts";
import { assertGiven, type Secrets } from "./secrets.ts";
import type { SeenStore } from "./seen.ts";

/**
 * What a handler gets in addition to the arguments.
 * @since 0.1.0
 */
export interface DeliveryContext {
  /** The name of the action's definition, even if the tool has a different suffix in this environment. */
  readonly action: string;
  /**
   * Absent if the delivery doesn't carry it. With `hmac` it comes from Tavus's signed envelope, which may lack it. Otherwise, a
   * `PostCallAction` with `delivery.receiver` puts it into the URL. The event of the action always has it (`onEvent`).
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
  /** The largest body, in bytes. A larger body is answered with 413. @default 262144 */
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
  // This overload must be the last one. Next.js up to version 15 checks only the last overload, and requires a `Request`.
  (request: Request, ...context: readonly unknown[]): Promise<Response>;
}

/** The options of a receiver with any actions. */
export type AnyReceiverOptions = Omit<ReceiverOptions<readonly Action[]>, "on"> & {
  readonly on: Readonly<Record<string, (args: object, context: DeliveryContext) => unknown>>;
};

/** Refuses to create a receiver that would fail at every request, or accept everybody. */
export function assertOptions(options: AnyReceiverOptions): void {
  const { actions, on, seen, maxBodyBytes = 1, answerWithinMs = 0, waitUntil } = options;
  assertAuth(options.auth);
  // An option that is set but empty, such as an unset environment variable, must not count as omitted.
  if ("eventToken" in options) assertGiven(options.eventToken, "eventToken");
  demand(Array.isArray(actions), "the list actions");
  for (const action of actions) {
    demand(action?.validate, "a definition in actions");
    demand(typeof on?.[action.name] === "function", `on.${action.name}`);
  }
  demand(seen === undefined || seen.begin, "seen.begin");
  // A value that isn't a number, such as an unset environment variable, would mean no limit.
  demand(maxBodyBytes > 0, "maxBodyBytes");
  demand(answerWithinMs >= 0, "answerWithinMs");
  demand(waitUntil === undefined || typeof waitUntil === "function", "the function waitUntil");
  if (new Set(actions.map(({ name }) => name)).size < actions.length) throw new TypeError("two actions have one name.");
}
