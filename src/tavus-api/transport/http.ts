import type { Dispatcher } from "undici";
import { isLoopbackHost } from "../../contract/index.ts";

export interface HttpRequest {
  readonly method: string;
  /** With the query, without the base URL. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

export interface HttpAnswer {
  readonly kind: "answer";
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly text: string;
}

export interface HttpFailure {
  readonly kind: "failure";
  /** Whether the request may have reached the server. */
  readonly sent: boolean;
  readonly code: string;
  readonly message: string;
}

/** One HTTP exchange. Failures are values, because the next step depends on them. */
export interface Http {
  exchange(request: HttpRequest, abort: AbortSignal): Promise<HttpAnswer | HttpFailure>;
  close(): Promise<void>;
}

/** The reason of an abort, as the code of the failure. */
export class Aborted extends Error {
  readonly code: string;

  constructor(code: "TIMEOUT" | "CANCELLED", message: string) {
    super(message);
    this.code = code;
  }
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Far larger than a page of 100 tools with 10,000 characters each (T-5). */
const RESPONSE_MAX_BYTES = 32 * 1024 * 1024;

/** {@link Http} with undici, which is loaded at the first request, because a program without requests should not pay for it. */
export class UndiciHttp implements Http {
  readonly #baseUrl: URL;
  #agent: Promise<Dispatcher> | undefined;

  constructor(baseUrl: URL) {
    this.#baseUrl = baseUrl;
  }

  async exchange(request: HttpRequest, abort: AbortSignal): Promise<HttpAnswer | HttpFailure> {
    this.#agent ??= openAgent(this.#baseUrl);
    return dispatch(await this.#agent, this.#baseUrl, request, abort);
  }

  async close(): Promise<void> {
    // No useful request is running anymore. A graceful close could wait for a connection that never succeeds.
    await (await this.#agent)?.destroy();
  }
}

async function openAgent(baseUrl: URL): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import("undici");
  const options = {
    // HTTP/1.1 makes it certain for each request whether it was sent.
    allowH2: false,
    pipelining: 1,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    // The deadline of the request is kept outside, on a clock that tests control.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: RESPONSE_MAX_BYTES,
  };
  const proxied = process.env["HTTPS_PROXY"] ?? process.env["https_proxy"];
  // A proxy is used only through a TLS tunnel, so that the key is never sent unencrypted, and never for this machine's own address.
  const throughProxy = proxied !== undefined && baseUrl.protocol === "https:" && !isLoopbackHost(baseUrl.hostname);
  return throughProxy ? new EnvHttpProxyAgent(options) : new Agent(options);
}

/**
 * `dispatch` instead of `request`, because only its handler reports when a request is about to be written. A reset before that moment can't have
 * created anything, no matter which code it has.
 */
function dispatch(agent: Dispatcher, baseUrl: URL, request: HttpRequest, abort: AbortSignal) {
  return new Promise<HttpAnswer | HttpFailure>((resolve) => {
    let sent = false;
    let answer: { status: number; header: HttpAnswer["header"] } | undefined;
    let controller: Dispatcher.DispatchController | undefined;
    const chunks: Buffer[] = [];
    const settle = (result: HttpAnswer | HttpFailure): void => {
      abort.removeEventListener("abort", onAbort);
      resolve(result);
    };
    const succeed = (): void => {
      if (answer !== undefined) settle({ kind: "answer", ...answer, text: Buffer.concat(chunks).toString("utf8") });
    };
    const fail = (error: unknown): void => {
      // A refusal with a truncated text is still a refusal. A truncated success isn't a success.
      if (answer !== undefined && answer.status >= 300) succeed();
      else settle({ kind: "failure", sent, ...describe(error) });
    };
    const onAbort = (): void => {
      const reason: unknown = abort.reason;
      controller?.abort(reason instanceof Error ? reason : new Error("aborted"));
      fail(reason);
    };
    if (abort.aborted) {
      onAbort();
      return;
    }
    abort.addEventListener("abort", onAbort, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        // Aborted while connecting: this prevents the request from being written later.
        if (abort.aborted) started.abort(abort.reason);
        else sent = true;
        controller = started;
      },
      onResponseStart(_controller, status, headers) {
        answer = { status, header: (name) => first(headers[name]) };
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd: succeed,
      onResponseError: (_controller, error) => fail(error),
    };
    try {
      const { method, headers, body } = request;
      const path = `${baseUrl.pathname.replace(/\/$/, "")}${request.path}`;
      agent.dispatch({ origin: baseUrl.origin, method, path, headers, body: body ?? null }, handler);
    } catch (error) {
      fail(error);
    }
  });
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: "UNKNOWN", message: String(error) };
  // Several addresses were tried (IPv4 and IPv6). The first failure has the reason.
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  const code = "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
  return { code, message: error.message };
}
