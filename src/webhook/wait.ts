import { isLoopbackHost } from "../contract/endpoint-host.ts";
import { isEmulatorUrl } from "../tavus-api/base-url.ts";
import { demand } from "./errors.ts";
import { type ConversationEvent, isEventBody, isExecuted, type PostCallActionExecuted, parseEvent } from "./event.ts";
import { asText, defined, isObject, type JsonObject } from "./json.ts";

export interface WaitOptions {
  readonly conversationId: string;
  /** The tool's id; names may change. One of the two is needed. */
  readonly toolId?: string;
  readonly toolName?: string;
  readonly apiKey: string;
  /** https, or http on this machine. @default "https://tavusapi.com" */
  readonly baseUrl?: string;
  /** Accept http to an emulator on a private host, such as `http://emulator:8080` in Compose. @default false */
  readonly allowInsecureBaseUrl?: boolean;
  /** Milliseconds. The event comes 2 to 2.5 minutes after the end of a call (E-10). @default 300000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** End the conversation first; else it lasts until its participants have left (E-11). @default false */
  readonly end?: boolean;
  /** @default the global fetch */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** @default a timer */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds. @default Date.now */
  readonly now?: () => number;
}

export type WaitResult =
  | { readonly outcome: "executed"; readonly event: PostCallActionExecuted }
  /** `skipped`, or no event in time: both mean that nothing was sent (U-20). */
  | {
      readonly outcome: "not_executed";
      readonly reason: string;
      readonly event?: PostCallActionExecuted;
      /** As Tavus says it; `active` means that nobody has ended the call. */
      readonly conversationStatus?: string;
    };

const BASE_URL = "https://tavusapi.com";
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10_000;
/** Milliseconds for one answer: a server that says nothing is asked again. */
const REQUEST_LIMIT = 30_000;

/**
 * Waits until an action of a conversation has run, by polling the verbose conversation with growing pauses. Events may be late, come twice or
 * never; another action's do not count. Errors of the network and 429 or 5xx are waited out.
 * @throws Error where the API refuses (wrong key, unknown conversation), was never reached in time, or the settings make no sense; the signal's
 * reason where it aborts
 * @example
 * ```ts
 * const result = await waitForPostCallAction({ conversationId, toolId, apiKey: process.env.TAVUS_API_KEY ?? "", end: true });
 * if (result.outcome === "executed") console.log(result.event.status);
 * ```
 */
export async function waitForPostCallAction(options: WaitOptions): Promise<WaitResult> {
  const { toolId, toolName, timeoutMs = 300_000, signal, now = Date.now, sleep = timer } = options;
  demand(toolId || toolName, "toolId or toolName");
  const ask = createCaller(options);
  const deadline = now() + timeoutMs;
  let mustEnd = options.end === true;
  let [status, failure, wasReached]: [string?, string?, boolean?] = [];
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
  /** Why there is nothing; later there may be. */
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
      "baseUrl is not https, so the API key would travel in clear. Use https. For an emulator on a private host, set allowInsecureBaseUrl: true.",
    );
  demand(apiKey, "apiKey");
  const url = `${base.origin}${base.pathname.replace(/\/?$/, "")}/v2/conversations/${encodeURIComponent(conversationId)}`;
  return async (method: "GET" | "POST", path: string): Promise<Answer> => {
    // G-2. A redirect would carry the key elsewhere.
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
    // Not reached, or not well: later it may be.
    if (!response || response.status === 429 || response.status >= 500)
      return {
        retryAfterMs: Math.min(Number(response?.headers.get("retry-after")) * 1000 || 0, 60_000),
        failure: what + (response ? `answered ${response.status}` : "failed"),
      };
    // A call that has ended cannot be ended; whether there is such a conversation, the GET says.
    if (!response.ok && !(path === "/end" && response.status === 400))
      throw new Error(`${what}answered ${response.status}. Are the API key and the conversation right?`);
    const body: unknown = await response.json().catch(() => undefined);
    return { body: isObject(body) ? body : {}, retryAfterMs: 0 };
  };
}

/** V-3: `events` may be null. What is no event is passed over. */
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
