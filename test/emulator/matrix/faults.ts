import type { FaultRule } from "../../../src/emulator.ts";
import { closedPort } from "../../support/serve.ts";

/** How a request fails: through the emulator, or because there is no server. */
export interface MatrixFault {
  readonly name: string;
  readonly rule?: Pick<FaultRule, "fault" | "when">;
  /** Sends requests elsewhere instead. This fault lasts for the whole operation. */
  readonly baseUrl?: string;
  /** Ends when the client's patience ends, which is short, so that nothing waits. */
  readonly isSlow?: boolean;
}

const STATUSES = [400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504];
const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
/** Both forms of RFC 9110, section 10.2.3, and other texts. */
const RETRY_AFTER = { seconds: "2", "a date": inAnHour, "a negative": "-5", "a year": "31536000", nonsense: "soon" };

/** @param tlsUrl a server with an untrusted certificate */
export async function matrixFaults(tlsUrl: string): Promise<MatrixFault[]> {
  return [
    ...STATUSES.map((status): MatrixFault => ({ name: String(status), rule: { fault: { status } } })),
    ...[500, 504].map(
      (status): MatrixFault => ({ name: `${status}, but done`, rule: { fault: { status }, when: "after" } }),
    ),
    ...Object.entries(RETRY_AFTER).map(
      ([form, retryAfter]): MatrixFault => ({
        name: `429, Retry-After: ${form}`,
        rule: { fault: { status: 429, retryAfter } },
      }),
    ),
    { name: "503, Retry-After: seconds", rule: { fault: { status: 503, retryAfter: "2" } } },
    { name: "reset", rule: { fault: "reset" } },
    { name: "reset, but done", rule: { fault: "reset", when: "after" } },
    { name: "no answer", rule: { fault: "hang" }, isSlow: true },
    { name: "no answer, but done", rule: { fault: "hang", when: "after" }, isSlow: true },
    { name: "answer byte by byte", rule: { fault: "drip" }, isSlow: true },
    { name: "half an answer", rule: { fault: "truncated" } },
    { name: "garbage", rule: { fault: "garbage" } },
    { name: "garbage, but done", rule: { fault: "garbage", when: "after" } },
    { name: "empty", rule: { fault: "empty" } },
    { name: "empty, but done", rule: { fault: "empty", when: "after" } },
    { name: "HTML", rule: { fault: "html" } },
    { name: "HTML, but done", rule: { fault: "html", when: "after" } },
    { name: "right answer as text/plain", rule: { fault: "text" } },
    { name: "handled twice", rule: { fault: "twice" } },
    { name: "connection refused", baseUrl: `http://127.0.0.1:${await closedPort()}` },
    { name: "name doesn't resolve", baseUrl: "https://tavus.invalid" },
    { name: "certificate not trusted", baseUrl: tlsUrl },
  ];
}
