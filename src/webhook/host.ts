import { isObject } from "./json.ts";

/**
 * The part of a request that the receiver reads. Every web-standard `Request` has it, and so has Azure's `HttpRequest`.
 * @since 0.1.0
 */
export type WebRequest = Pick<Request, "body" | "headers" | "method" | "url">;

/**
 * A function that keeps a serverless host running until the work is done, as Cloudflare's `ctx.waitUntil` does.
 * @since 0.1.0
 */
export type WaitUntil = (work: Promise<unknown>) => unknown;

/** The arguments that hosts pass instead of a `Request`, and what to write for each host. */
const REMEDIES: readonly (readonly [has: (given: object) => boolean, remedy: string])[] = [
  [(given) => "requestContext" in given, "On AWS Lambda, export toLambdaHandler(receive)."],
  [(given) => field(field(given, "req"), "raw") !== undefined, "In hono, call receive(c.req.raw)."],
  [
    (given) => "headers" in given || "req" in given,
    "In Node, Express, Fastify, and Koa, mount toNodeHandler(receive).",
  ],
  [(given) => "request" in given, "Call receive(context.request, context)."],
];

/** The request as a `Request`, for handlers. @throws TypeError with the remedy for the host */
export function toRequest(given: unknown): Request {
  if (typeof field(field(given, "headers"), "get") === "function") {
    const request = given as Request;
    if (request.signal) return request;
    const { body, headers, method, url } = request;
    return new Request(url, { body, headers, method, duplex: "half" } as RequestInit);
  }
  const [, remedy = ""] = (isObject(given) && REMEDIES.find(([has]) => has(given))) || [];
  throw new TypeError(`The receiver takes a web-standard Request. ${remedy}`.trim());
}

/**
 * Hands the work to the host. If the host stops after answering and nothing keeps it running, returns the reason.
 * @param contexts the host's other arguments
 */
export function keepRunning(
  work: Promise<unknown>,
  contexts: readonly unknown[],
  waitUntil: WaitUntil | undefined,
): unknown {
  const context = contexts.find((one) => typeof field(one, "waitUntil") === "function") as
    | { waitUntil: WaitUntil }
    | undefined;
  try {
    if (waitUntil) waitUntil(work);
    // Calls the method on its object, because hosts refuse the function alone.
    else if (context) context.waitUntil(work);
    else if (stopsAfterAnswer())
      return new Error(
        "This host stops when it has answered, so the receiver waited for the handler. Set the option waitUntil, or pass the host's context as the second or third argument.",
      );
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Environment variables that AWS Lambda (also on Vercel and Netlify), Vercel, Cloud Run, Cloud Functions, and Azure Functions set. */
const VARIABLES = ["AWS_LAMBDA_FUNCTION_NAME", "VERCEL", "K_SERVICE", "FUNCTIONS_WORKER_RUNTIME"];

function stopsAfterAnswer(): boolean {
  const { navigator, process, Deno } = globalThis as {
    navigator?: { userAgent?: string };
    process?: { env?: Record<string, string | undefined> };
    Deno?: unknown;
  };
  // Deno requires a permission to read a variable.
  return navigator?.userAgent === "Cloudflare-Workers" || (!Deno && VARIABLES.some((name) => process?.env?.[name]));
}

function field(given: unknown, name: string): unknown {
  return typeof given === "object" && given !== null ? (given as Record<string, unknown>)[name] : undefined;
}
