import type { Account } from "../tavus-api/client.ts";
import type { Clock } from "../tavus-api/clock.ts";
import { isObject, parseTool, type Tool } from "../tavus-api/contract/index.ts";
import { serverText } from "../tavus-api/errors/server-text.ts";
import { Redactor } from "../tavus-api/redactor.ts";
import { Aborted, type Http, type HttpAnswer, type HttpFailure } from "../tavus-api/transport/http.ts";
import { classify, parseJson } from "../tavus-api/transport/outcome.ts";
import { parseRetryAfter } from "../tavus-api/transport/retry-after.ts";
import { VERSION } from "../tavus-api/version.ts";

/** An answer as it came: what a client makes of it is the question here. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  /** `undefined` where it is empty or no JSON. */
  readonly body: unknown;
  readonly text: string;
  /** The tool in it, where there is one. */
  readonly tool: Tool | undefined;
  /** It reads like "there is no such thing" (U-1). */
  readonly gone: boolean;
  /** `PATCH /v2/tools/t… answered 400: …`, for the report. */
  readonly said: string;
  readonly header: (name: string) => string | undefined;
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface WireOptions {
  readonly http: Http;
  readonly clock: Clock;
  /** Aborted: no further request, and those that may be dropped are dropped. */
  readonly signal: AbortSignal;
  /** Taken out of everything that a server says. */
  readonly secrets: readonly string[];
}

const ATTEMPTS = 4;
const PAUSE_MS = 1000;
const PAUSE_MAX_MS = 10_000;
const REQUEST_MS = 15_000;
/** How long a create under way is waited for after an interruption: dropped, it could leave a tool. */
const GRACE_MS = 3000;

/** The reason why nothing can be found out: no connection, no rights. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

/** Single requests to one account, one after the other. 429 and 5xx are asked again for what may be repeated. */
export class Wire {
  readonly #count: { requests: number };
  readonly #account: Account;
  readonly #options: WireOptions;
  readonly #redactor: Redactor;

  constructor(account: Account, options: WireOptions, count = { requests: 0 }) {
    this.#count = count;
    this.#account = account;
    this.#options = options;
    this.#redactor = new Redactor([account.apiKey, ...options.secrets]);
  }

  get requests(): number {
    return this.#count.requests;
  }

  /** The same account and connection with another end: for what has to be done after an interruption. */
  until(signal: AbortSignal): Wire {
    return new Wire(this.#account, { ...this.#options, signal }, this.#count);
  }

  /**
   * @throws Unreachable where no answer came, or the account may not ask; the signal's reason where that is aborted
   */
  async ask(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const { clock, signal } = this.#options;
    const query = new URLSearchParams(options.query).toString();
    const where = query === "" ? path : `${path}?${query}`;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      const result = await this.#exchange(method, where, options.body);
      const isCreate = method === "POST" && path === "/v2/tools";
      if (result.kind === "failure") {
        signal.throwIfAborted();
        if (attempt === ATTEMPTS || (isCreate && result.sent))
          throw new Unreachable(
            this.#redactor.redact(`${method} ${path} got no answer (${result.code}: ${result.message})`),
          );
      } else {
        const isThrottled = result.status === 429;
        const mayRepeat = isThrottled || (result.status >= 500 && !isCreate);
        if (!mayRepeat || attempt === ATTEMPTS) return this.#answer(method, path, result);
        const asked = parseRetryAfter(result.header("retry-after"), clock.now());
        await clock.sleep(Math.min(asked ?? PAUSE_MS, PAUSE_MAX_MS), signal);
        continue;
      }
      await clock.sleep(PAUSE_MS, signal);
    }
  }

  async #exchange(method: string, path: string, body: unknown): Promise<HttpAnswer | HttpFailure> {
    const { http, clock, signal } = this.#options;
    const abort = new AbortController();
    const stop = (): void => abort.abort(new Aborted("CANCELLED", "interrupted"));
    let stopGrace = (): void => {};
    const onAbort = (): void => {
      if (method === "POST") stopGrace = clock.after(GRACE_MS, stop);
      else stop();
    };
    const stopTimer = clock.after(REQUEST_MS, () => abort.abort(new Aborted("TIMEOUT", "no answer in time")));
    signal.addEventListener("abort", onAbort, { once: true });
    this.#count.requests += 1;
    try {
      return await http.exchange(
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
    } finally {
      stopTimer();
      stopGrace();
      signal.removeEventListener("abort", onAbort);
    }
  }

  #answer(method: string, path: string, http: HttpAnswer): Answer {
    const { status, text, header } = http;
    const words = serverText(text, this.#redactor);
    const ok = status >= 200 && status < 300;
    // An answer that is fine may be a page long, and says nothing here.
    const said = `${method} ${path} answered ${status}${ok || words === "" ? "" : `: ${words}`}`;
    if (status === 401 || status === 403) throw new Unreachable(said);
    const body = parseJson(text);
    const tool = ok && isObject(body) ? parseTool(body) : undefined;
    const isGone = classify(http, () => true, true).class === "gone";
    return { status, ok, body, text, tool, gone: isGone, said, header };
  }
}
