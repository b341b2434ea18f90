const KINDS = ["reset", "hang", "drip", "truncated", "garbage", "empty", "html", "text", "twice"] satisfies FaultKind[];

/**
 * A way in which a request fails.
 *
 * - `reset`: the connection breaks.
 * - `hang`: there is no answer.
 * - `drip`: the answer arrives byte by byte.
 * - `truncated`: only half of the answer arrives.
 * - `garbage`, `empty`, `html`: the answer is 200 with a wrong body.
 * - `text`: the right answer arrives as text/plain.
 * - `twice`: the request is handled twice, as if a proxy repeated it. The client gets the second answer.
 * @since 0.1.0
 */
export type FaultKind = "reset" | "hang" | "drip" | "truncated" | "garbage" | "empty" | "html" | "text" | "twice";

/**
 * An answer that the client gets instead of the correct one.
 * @since 0.1.0
 */
export interface FaultAnswer {
  /** The HTTP status, 200 to 599. */
  readonly status: number;
  /** The header `Retry-After`, sent unchanged: `2`, a date, or nonsense. @default no header */
  readonly retryAfter?: string;
  /** The body, as text or as JSON. @default an error in the emulator's shape */
  readonly body?: unknown;
}

/**
 * Which requests fail, and how. Rules are plain JSON, so they can come from a file.
 * @example const rule: FaultRule = { method: "POST", path: "/v2/tools", nth: 2, fault: { status: 503, retryAfter: "1" } };
 * @since 0.1.0
 */
export interface FaultRule {
  /** The HTTP method. @default every method */
  readonly method?: string;
  /** The path, with `*` for one segment: `/v2/pals/*` + `/tools`. @default every path of the API */
  readonly path?: string;
  /** Which matching request fails, counting from 1. @default 1 */
  readonly nth?: number;
  /** How many matching requests fail from there on. @default 1 */
  readonly times?: number | "all";
  /** Whether the request fails before or after the emulator has handled it. @default "before" */
  readonly when?: "before" | "after";
  /** How the request fails. */
  readonly fault: FaultKind | FaultAnswer;
}

/**
 * How one request fails.
 * @since 0.1.0
 */
export interface Fault {
  /** Whether the request fails before or after the emulator has handled it. */
  readonly when: "before" | "after";
  /** The client's answer, or the reason why there is none. */
  readonly answer: Response | FaultKind;
}

type Plan = (request: { method: string; path: string }) => Fault | undefined;

/** The first matching rule decides. @throws Error with one line if a rule makes no sense */
export function planFaults(rules: readonly FaultRule[]): Plan {
  const counted = rules.map((rule, i) => ({ ...checkRule(rule, i), count: 0 }));
  return (request) => {
    let fault: Fault | undefined;
    for (const rule of counted) {
      if (!matches(rule, request)) continue;
      rule.count += 1;
      const { count, nth = 1, times = 1 } = rule;
      if (fault === undefined && count >= nth && (times === "all" || count < nth + times)) fault = toFault(rule);
    }
    return fault;
  };
}

const RULE_KEYS = ["method", "path", "nth", "times", "when", "fault"];
const ANSWER_KEYS = ["status", "retryAfter", "body"];

function checkRule(rule: FaultRule, i: number): FaultRule {
  // A misspelled rule never applies, so a test that relies on it would prove nothing.
  checkKeys(rule, RULE_KEYS, `faults[${i}]`);
  const { fault, when = "before", nth = 1, times = 1 } = rule;
  const isKind = typeof fault === "string" && KINDS.includes(fault);
  const isAnswer = typeof fault === "object" && fault !== null && isWhole(fault.status, 200) && fault.status <= 599;
  if (!isKind && !isAnswer)
    throw new Error(`faults[${i}].fault is { "status": 200 to 599 }, or one of ${KINDS.join(", ")}.`);
  if (isAnswer) checkKeys(fault, ANSWER_KEYS, `faults[${i}].fault`);
  if (rule.path !== undefined && !/^\/v2\/[^?#\s]+$/.test(rule.path))
    throw new Error(`faults[${i}].path is not a path of the API. Begin it with /v2/, and write * for one part.`);
  if (when !== "before" && when !== "after") throw new Error(`faults[${i}].when is before or after.`);
  if (!isWhole(nth, 1)) throw new Error(`faults[${i}].nth is a whole number from 1.`);
  if (times !== "all" && !isWhole(times, 1)) throw new Error(`faults[${i}].times is a whole number from 1, or all.`);
  return rule;
}

function checkKeys(value: object, known: readonly string[], where: string): void {
  const strange = Object.keys(value).find((key) => !known.includes(key));
  if (strange !== undefined)
    throw new Error(`${where} has ${strange}, which is unknown. It may have ${known.join(", ")}.`);
}

const isWhole = (value: unknown, from: number): boolean => Number.isInteger(value) && Number(value) >= from;

function matches({ method, path }: FaultRule, request: { method: string; path: string }): boolean {
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  if (path === undefined) return request.path.startsWith("/v2/");
  const [wanted, given] = [path.split("/"), request.path.split("/")];
  return wanted.length === given.length && wanted.every((part, i) => part === "*" || part === given[i]);
}

function toFault({ fault, when = "before" }: FaultRule): Fault {
  if (typeof fault === "string") return { when, answer: fault };
  const { status, retryAfter, body = { error: `Planned ${status}` } } = fault;
  const headers = {
    "content-type": "application/json",
    ...(retryAfter !== undefined && { "retry-after": retryAfter }),
  };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  // Some statuses have no body.
  return { when, answer: new Response([204, 205, 304].includes(status) ? null : text, { status, headers }) };
}
