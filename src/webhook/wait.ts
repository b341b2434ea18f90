import { isLoopbackHost } from "../contract/endpoint-host.ts";
import { isEmulatorUrl } from "../tavus-api/base-url.ts";
import { demand } from "./errors.ts";
import { type ConversationEvent, isEventBody, isExecuted, type PostCallActionExecuted, parseEvent } from "./event.ts";
import { asText, defined, isObject, type JsonObject } from "./json.ts";

/**
 * What {@link waitForPostCallAction} waits for, and how long.
 * @since 0.1.0
 */
export interface WaitOptions {
  /** The conversation. */
  readonly conversationId: string;
  /** The tool's id. Give `toolId` or `toolName`. Prefer the id, because names can change. */
  readonly toolId?: string;
  /** The tool's name at Tavus. Ignored if there is a `toolId`. */
  readonly toolName?: string;
  /** The key of the Tavus account. */
  readonly apiKey: string;
  /** The address of the API: https, or http on this machine. @default "https://tavusapi.com" */
  readonly baseUrl?: string;
  /** Accepts http for an emulator on a private host, such as `http://emulator:8080` in Compose. @default false */
  readonly allowInsecureBaseUrl?: boolean;
  /** Milliseconds to wait. The event arrives 2 to 2.5 minutes after the end of a call (E-10). @default 300000 */
  readonly timeoutMs?: number;
  /** Stops the wait. @default none */
  readonly signal?: AbortSignal;
  /** Ends the conversation first. Otherwise it lasts until its participants have left (E-11). @default false */
  readonly end?: boolean;
  /** Sends the requests. @default the global fetch */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Waits between two requests, in milliseconds. @default a timer */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** The current time in milliseconds. @default Date.now */
  readonly now?: () => number;
}

/**
 * The result of {@link waitForPostCallAction}. `executed`: Tavus ran the action, and `event` says how it ended. `not_executed`: Tavus skipped the
 * action, or no event arrived in time. In both cases, nothing was sent (U-20).
 * @since 0.1.0
 */
export type WaitResult =
  | {
      /** The action ran. */
      readonly outcome: "executed";
      /** The action's event. */
      readonly event: PostCallActionExecuted;
    }
  | {
      /** The action did not run. */
      readonly outcome: "not_executed";
      /** Why it did not run, in a sentence. */
      readonly reason: string;
      /** The action's event, if Tavus skipped the action. */
      readonly event?: PostCallActionExecuted;
      /** The conversation's status at Tavus. `active` means that nobody has ended the call. */
      readonly conversationStatus?: string;
    };

const BASE_URL = "https://tavusapi.com";
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10_000;
/** Milliseconds to wait for one response. After that, the request is repeated. */
const REQUEST_LIMIT = 30_000;

/**
 * Waits until an action of a conversation has run. It polls the conversation with growing pauses, from 1 to 10 seconds. It ignores events of
 * other actions, and tries again after network errors, 429, and 5xx.
 * @throws Error if the API refuses the request (wrong key, unknown conversation) or can't be reached in time
 * @throws TypeError if an option is missing, or `baseUrl` is http and not allowed
 * @throws the reason of `signal` if it aborts
 * @example
 * ```ts
 * const result = await waitForPostCallAction({ conversationId, toolId, apiKey: process.env.TAVUS_API_KEY ?? "", end: true });
 * if (result.outcome === "executed") console.log(result.event.status);
 * ```
 * @since 0.1.0
 */
export async function waitForPostCallAction(options: WaitOptions): Promise<WaitResult> {
  const { toolId, toolName, timeoutMs = 300_000, signal, now = Date.now, sleep = timer } = options;
  demand(toolId || toolName, "toolId or toolName");
  const ask = createCaller(options);
  const deadline = now() + timeoutMs;
  let mustEnd = options.end === true;
  let status: string | undefined;
  let failure: string | undefined;
  let wasReached = false;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    signal?.throwIfAborted();
    if (mustEnd) mustEnd = (await ask("POST", "/end")).failure !== undefined;
    const { body, retryAfterMs, ...answer } = await ask("GET", "?verbose=true");
    failure = answer.failure;
    wasReached ||= failure === undefined;
    status = asText(body?.["status"]) ?? status;
    const event = eventsOf(body).find(
      (one) => isExecuted(one) && (toolId ? one.toolId === toolId : one.toolName === toolName),
    );
    if (event && isExecuted(event))
      return event.ran
        ? { outcome: "executed", event }
        : { outcome: "not_executed", reason: "the action was skipped", event };
    const left = deadline - now();
    if (left <= 0 && !wasReached) throw new Error(`the API is not reached: ${failure}.`);
    if (left <= 0)
      return defined({
        outcome: "not_executed" as const,
        reason:
          status === "active"
            ? "the conversation has not ended. End it with end: true."
            : `no event within ${timeoutMs / 1000} s. Only attached actions run, after calls with dialogue.${failure ? ` Last: ${failure}.` : ""}`,
        conversationStatus: status,
      });
    await sleep(Math.min(Math.max(pause, retryAfterMs), left), signal);
  }
}

interface Answer {
  readonly body?: JsonObject;
  readonly retryAfterMs: number;
  /** The reason why there is no event yet. */
  readonly failure?: string;
}

function createCaller({
  conversationId,
  apiKey,
  baseUrl = BASE_URL,
  allowInsecureBaseUrl = false,
  signal,
  fetch: call,
}: WaitOptions) {
  const base = new URL(baseUrl);
  const isSafe = base.protocol === "https:" || (base.protocol === "http:" && isLoopbackHost(base.hostname));
  if (!isSafe && !(allowInsecureBaseUrl && isEmulatorUrl(base)))
    throw new TypeError(
      "baseUrl is not https, so the API key would be sent unencrypted. Use https. For an emulator on a private host, set allowInsecureBaseUrl: true.",
    );
  demand(apiKey, "apiKey");
  const url = `${base.origin}${base.pathname.replace(/\/?$/, "")}/v2/conversations/${encodeURIComponent(conversationId)}`;
  return async (method: "GET" | "POST", path: string): Promise<Answer> => {
    // G-2. A redirect would send the key to another host.
    const limit = AbortSignal.timeout(REQUEST_LIMIT);
    const init = {
      method,
      headers: { "x-api-key": apiKey },
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    } as const;
    const what = `${method} ${url}${path} `;
    const response = await (call ?? fetch)(url + path, init).catch(() => undefined);
    signal?.throwIfAborted();
    // The API can't be reached, or failed temporarily.
    if (!response || response.status === 429 || response.status >= 500)
      return {
        retryAfterMs: Math.min(Number(response?.headers.get("retry-after")) * 1000 || 0, 60_000),
        failure: what + (response ? `answered ${response.status}` : "failed"),
      };
    // A call that has ended can't be ended again. The GET shows whether the conversation exists.
    if (!response.ok && !(path === "/end" && response.status === 400))
      throw new Error(`${what}answered ${response.status}. Are the API key and the conversation right?`);
    const body: unknown = await response.json().catch(() => undefined);
    return { body: isObject(body) ? body : {}, retryAfterMs: 0 };
  };
}

/** V-3: `events` can be null. Anything that isn't an event is skipped. */
function eventsOf(body: JsonObject | undefined): ConversationEvent[] {
  return [body?.["events"] ?? []]
    .flat()
    .map((event) => isObject(event) && { conversation_id: "", ...event })
    .filter(isEventBody)
    .map(parseEvent);
}

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timeout);
      reject(signal?.reason);
    };
    const timeout = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop);
  });
}
