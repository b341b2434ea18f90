import { isObject, parseTool, type Tool } from "../../src/contract/index.ts";
import { tryJson } from "../../src/contract/json.ts";
import type { Account } from "../../src/tavus-api/client.ts";
import type { Clock } from "../../src/tavus-api/clock.ts";
import { serverText } from "../../src/tavus-api/errors/server-text.ts";
import { TOOLS } from "../../src/tavus-api/paths.ts";
import { Redactor } from "../../src/tavus-api/redactor.ts";
import { Aborted, type Http, type HttpAnswer, type HttpFailure } from "../../src/tavus-api/transport/http.ts";
import { classify } from "../../src/tavus-api/transport/outcome.ts";
import { formatDuration, parseRetryAfter } from "../../src/tavus-api/transport/retry-after.ts";
import { ServerClock } from "../../src/tavus-api/transport/server-clock.ts";
import { VERSION } from "../../src/tavus-api/version.ts";
import { Forbidden, NotSettled, TimeUp } from "./failure.ts";

/** An unprocessed response, because the question is how to interpret it. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  /** `undefined` if the body is empty or isn't JSON. */
  readonly body: unknown;
  readonly text: string;
  readonly tool: Tool | undefined;
  /** Whether the response looks like "not found" (U-1). */
  readonly gone: boolean;
  /** A summary for the report: `PATCH /v2/tools/t… answered 400: …`. */
  readonly said: string;
  readonly header: (name: string) => string | undefined;
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Called for each attempt that the server may have processed without responding. */
  readonly onLost?: () => void;
}

export interface WireOptions {
  readonly http: Http;
  readonly clock: Clock;
  /** Secrets to remove from every text of the server. */
  readonly secrets: readonly string[];
}

/** The end of a connection's work. After an abort, no further request is sent, and requests that can be dropped are dropped. */
interface End {
  readonly signal: AbortSignal;
  /** The time of the end. A wait that would last longer isn't started. */
  readonly at: number;
}

interface Shared {
  requests: number;
  readonly serverClock: ServerClock;
}

/** The number of attempts if the response doesn't say how long to wait. */
const ATTEMPTS = 4;
const PAUSE_MS = 1000;
const PAUSE_MAX_MS = 8000;
const REQUEST_MS = 15_000;
/** How long to wait for a running create after an interruption. Dropping it could leave a tool behind. */
const GRACE_MS = 3000;

/**
 * Sends single requests to one account, one after the other. Throttling and server errors don't answer a question, so it waits and never passes them
 * on (X-11).
 */
export class Wire {
  readonly #account: Account;
  readonly #options: WireOptions;
  readonly #end: End;
  readonly #shared: Shared;
  readonly #redactor: Redactor;

  constructor(account: Account, options: WireOptions, end?: End, shared?: Shared) {
    this.#account = account;
    this.#options = options;
    this.#end = end ?? { signal: new AbortController().signal, at: Number.POSITIVE_INFINITY };
    this.#shared = shared ?? { requests: 0, serverClock: new ServerClock(options.clock) };
    this.#redactor = new Redactor([account.apiKey, ...options.secrets]);
  }

  get requests(): number {
    return this.#shared.requests;
  }

  /** The same account and connection with an earlier end: after this time, or when this signal aborts. */
  until(ms: number, signal?: AbortSignal): { wire: Wire; stop: () => void } {
    const { clock } = this.#options;
    const limit = new AbortController();
    const stop = clock.after(ms, () => limit.abort(new TimeUp(`it took ${formatDuration(ms)}`)));
    const signals = [this.#end.signal, limit.signal, ...(signal === undefined ? [] : [signal])];
    const end = { signal: AbortSignal.any(signals), at: Math.min(this.#end.at, clock.now() + ms) };
    return { wire: new Wire(this.#account, this.#options, end, this.#shared), stop };
  }

  pause(): Promise<void> {
    return this.#options.clock.sleep(PAUSE_MS, this.#end.signal);
  }

  /**
   * @throws NotSettled if no response came, the server has an error, or the key isn't allowed to ask
   * @throws TimeUp if the account may only be asked again after the time is up
   * @throws the reason of the end
   */
  async ask(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const { clock } = this.#options;
    const { signal, at } = this.#end;
    const query = new URLSearchParams(options.query).toString();
    const where = query === "" ? path : `${path}?${query}`;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      const result = await this.#exchange(method, where, options.body);
      const trouble = troubleOf(result);
      if (trouble === undefined && result.kind === "answer") return this.#answer(method, path, result);
      const wasLost = trouble === "unanswered" || trouble === "of the server";
      if (wasLost) options.onLost?.();
      signal.throwIfAborted();

      const said = this.#said(method, path, result);
      const isThrottled = trouble === "throttled";
      // A create may have succeeded, so its caller looks for the tool first (U-10).
      const mayRepeat = isThrottled || (attempt < ATTEMPTS && !(wasLost && method === "POST" && path === TOOLS));
      if (!mayRepeat) throw new NotSettled(said);
      const asked =
        result.kind === "failure"
          ? undefined
          : parseRetryAfter(result.header("retry-after"), this.#shared.serverClock.now());
      const pause = Math.max(asked ?? 0, result.kind === "failure" ? PAUSE_MS : pauseBefore(attempt));
      if (clock.now() + pause >= at) {
        const reason = `${said}, to be asked again in ${formatDuration(pause)}`;
        // The account is throttled, so all other questions would be throttled, too.
        throw isThrottled ? new TimeUp(reason) : new NotSettled(reason);
      }
      await clock.sleep(pause, signal);
    }
  }

  async #exchange(method: string, path: string, body: unknown): Promise<HttpAnswer | HttpFailure> {
    const { http, clock } = this.#options;
    const { signal } = this.#end;
    const abort = new AbortController();
    const stop = (): void => abort.abort(new Aborted("CANCELLED", "interrupted"));
    let stopGrace = (): void => {};
    const onAbort = (): void => {
      if (method === "POST") stopGrace = clock.after(GRACE_MS, stop);
      else stop();
    };
    const stopTimer = clock.after(REQUEST_MS, () => abort.abort(new Aborted("TIMEOUT", "no answer in time")));
    signal.addEventListener("abort", onAbort, { once: true });
    this.#shared.requests += 1;
    try {
      const result = await http.exchange(
        {
          method,
          path,
          headers: {
            "x-api-key": this.#account.apiKey,
            accept: "application/json",
            "user-agent": `pulumi-tavus/${VERSION} contract`,
            ...(body !== undefined && { "content-type": "application/json" }),
          },
          body: body === undefined ? undefined : JSON.stringify(body),
        },
        abort.signal,
      );
      if (result.kind === "answer") this.#shared.serverClock.observe(result.header("date"));
      return result;
    } finally {
      stopTimer();
      stopGrace();
      signal.removeEventListener("abort", onAbort);
    }
  }

  #answer(method: string, path: string, http: HttpAnswer): Answer {
    const { status, text, header } = http;
    const ok = isFine(http);
    const said = this.#said(method, path, http);
    if (status === 401 || status === 403) throw new Forbidden(said);
    const body = tryJson(text);
    const tool = ok && isObject(body) ? parseTool(body) : undefined;
    const isGone = classify(http, () => true, true).class === "gone";
    return { status, ok, body, text, tool, gone: isGone, said, header };
  }

  #said(method: string, path: string, result: HttpAnswer | HttpFailure): string {
    if (result.kind === "failure")
      return this.#redactor.redact(`${method} ${path} got no answer (${result.code}: ${result.message})`);
    const words = serverText(result.text, this.#redactor);
    // A successful response can be a page long, and its text adds nothing here.
    return `${method} ${path} answered ${result.status}${isFine(result) || words === "" ? "" : `: ${words}`}`;
  }
}

const isFine = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;
const pauseBefore = (attempt: number): number => Math.min(PAUSE_MS * 2 ** (attempt - 1), PAUSE_MAX_MS);

/** Why a response doesn't answer the question. */
function troubleOf(
  result: HttpAnswer | HttpFailure,
): "unsent" | "unanswered" | "throttled" | "of the server" | undefined {
  if (result.kind === "failure") return result.sent ? "unanswered" : "unsent";
  const outcome = classify(result, () => true, true).class;
  if (outcome === "throttled") return "throttled";
  return outcome === "serverError" ? "of the server" : undefined;
}
