import { onTestFinished } from "vitest";
import { Redactor } from "../redactor.ts";
import { RetryBudget } from "../transport/budget.ts";
import type { HttpAnswer, HttpFailure, HttpRequest } from "../transport/http.ts";
import { Limiter } from "../transport/limiter.ts";
import { ServerClock } from "../transport/server-clock.ts";
import { Session, type SessionParts } from "../transport/session.ts";
import { FakeClock } from "./fake-clock.ts";
import { quiet } from "./harness.ts";

/** An answer in the form of the transport, with header names in lower case. */
export const answer = (status: number, text = "", headers: Record<string, string> = {}): HttpAnswer => ({
  kind: "answer",
  status,
  text,
  header: (name) => headers[name],
});

export const failure = (code: string, sent: boolean): HttpFailure => ({ kind: "failure", code, sent, message: "why" });

type Exchange = (request: HttpRequest, abort: AbortSignal, count: number) => Promise<HttpAnswer | HttpFailure>;

/** A session without a network, whose parts a test can inspect. */
export function sessionOf(exchange: Exchange, given: Partial<SessionParts> = {}) {
  const clock = new FakeClock();
  const requests: HttpRequest[] = [];
  const parts: SessionParts = {
    origin: "https://api.test",
    headers: { "x-api-key": "k" },
    http: {
      exchange: (request, abort) => exchange(request, abort, requests.push(request)),
      close: async () => undefined,
    },
    clock,
    random: () => 0,
    limiter: new Limiter(4, clock),
    budget: new RetryBudget(),
    serverClock: new ServerClock(clock),
    redactor: new Redactor([]),
    cancellation: quiet,
    requestTimeoutMs: 30_000,
    callTimeoutMs: 120_000,
    ...given,
  };
  const session = new Session(parts);
  onTestFinished(() => session.close());
  return { session, clock, requests, parts };
}
