import type { SendResult } from "../../delivery/send.ts";

/**
 * The problems that can be simulated at the end of a call, each with a description. `timeout`, `down`, `500`, and `garbage` replace the endpoint,
 * which gets no request.
 * @example const names = Object.keys(VARIANTS);
 * @since 0.1.0
 */
export const VARIANTS = {
  timeout: "the endpoint does not answer in time",
  down: "the endpoint refuses the connection",
  "500": "the endpoint answers 500",
  garbage: "the endpoint answers 200 with bytes that aren't text",
  slow: "the endpoint is called, but its answer takes a while",
  skipped: "the action doesn't run: nothing is sent, and the event says skipped",
  twice: "the endpoint gets the same request a second time (R-31)",
  duplicate: "the event comes twice",
  late: "the event comes a while after the delivery",
  "out-of-order": "the event comes before the conversation's shutdown and transcript",
  missing: "the event never comes",
} as const;

/**
 * The name of a variant in {@link VARIANTS}.
 * @since 0.1.0
 */
export type Variant = keyof typeof VARIANTS;

export function isVariant(value: unknown): value is Variant {
  return typeof value === "string" && Object.hasOwn(VARIANTS, value);
}

/** Whether a variant replaces the endpoint, which then gets no request. */
export const isUnasked = (variant: Variant): boolean => variant === "skipped" || simulatedResult(variant) !== undefined;

const SIMULATED: Partial<Record<Variant, SendResult>> = {
  timeout: { outcome: "timeout" },
  down: { outcome: "failed", reason: "connect ECONNREFUSED" },
  "500": { outcome: "response", status: 500, headers: {}, body: "Internal Server Error" },
  garbage: { outcome: "response", status: 200, headers: {}, body: "\u0000\ufffd\u0007{]\ufffd" },
};

export const simulatedResult = (variant: Variant | undefined): SendResult | undefined => variant && SIMULATED[variant];
