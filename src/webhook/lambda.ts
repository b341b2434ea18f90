import { AGAIN_HEADER } from "./again.ts";
import type { Receiver } from "./options.ts";
import { bytesOfBase64 } from "./raw-body.ts";

/**
 * The part of a Lambda event that {@link toLambdaHandler} reads. It fits events of a function URL or an HTTP API (format 2.0), of a REST API
 * (format 1.0), and of a load balancer.
 * @since 0.1.0
 */
export interface LambdaEvent {
  /** Headers by name. */
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  /** The body as a string. Null for a request without a body. */
  readonly body?: string | null | undefined;
  /** Whether `body` is base64. */
  readonly isBase64Encoded?: boolean | undefined;
  /** The path, in format 2.0. */
  readonly rawPath?: string | undefined;
  /** The query without `?`, in format 2.0. */
  readonly rawQueryString?: string | undefined;
  /** The origin of the request. */
  readonly requestContext?: {
    /** Only in format 2.0. */
    readonly http?: { readonly method: string };
    /** Only in events of load balancers. */
    readonly elb?: object | undefined;
    readonly stage?: string | undefined;
  };
  /** The method, in format 1.0 and in events of load balancers. */
  readonly httpMethod?: string | undefined;
  /** The path, in format 1.0 and in events of load balancers. */
  readonly path?: string | undefined;
  /** The query, in format 1.0 and in events of load balancers. */
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null | undefined;
  /** Headers with several values, in format 1.0 and in events of load balancers. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
  /** Query parameters with several values, in format 1.0 and in events of load balancers. */
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
}

/**
 * A response that function URLs, API Gateway, and load balancers all understand.
 * @since 0.1.0
 */
export interface LambdaResult {
  /** The HTTP status. */
  statusCode: number;
  /** Headers by name. */
  headers: Record<string, string>;
  /** The body as a string. */
  body: string;
  /** The body is never base64. */
  isBase64Encoded: false;
}

/**
 * Mounts a receiver on AWS Lambda, behind a function URL, API Gateway, or a load balancer. Lambda freezes a function after it has answered, so this
 * handler answers only when the action's handler is done. Set the function's timeout higher than the handler needs.
 * @param receive the result of {@link createReceiver}
 * @returns a Lambda handler. It rejects with a TypeError if the event isn't an HTTP request
 * @example export const handler = toLambdaHandler(receive);
 * @since 0.1.0
 */
export function toLambdaHandler(receive: Receiver): (event: LambdaEvent) => Promise<LambdaResult> {
  return async (event) => {
    const kept: Promise<unknown>[] = [];
    const early = await receive(requestOf(event), { waitUntil: (work: Promise<unknown>) => void kept.push(work) });
    // The work must end before the response.
    const [late] = (await Promise.all(kept)) as Response[];
    const response = late ?? early;
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
      isBase64Encoded: false,
    };
  };
}

function requestOf(event: LambdaEvent): Request {
  const method = event?.requestContext?.http?.method ?? event?.httpMethod;
  if (!method)
    throw new TypeError(
      "The event is not an HTTP request. Put a function URL, API Gateway or a load balancer before the function.",
    );
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers ?? event.multiValueHeaders ?? {}))
    if (value !== undefined) headers.set(name, `${value}`);
  // The URL below says localhost, but no client of a function is on localhost.
  headers.delete(AGAIN_HEADER);
  const { body, isBase64Encoded, path = "/", rawPath = path } = event;
  return new Request(`http://localhost${rawPath}?${queryOf(event)}`, {
    method,
    headers,
    body: /^(GET|HEAD)$/.test(method) ? null : isBase64Encoded ? bytesOfBase64(body ?? "") : (body ?? null),
  });
}

function queryOf(event: LambdaEvent): string {
  if (event.rawQueryString !== undefined) return event.rawQueryString;
  const several = event.multiValueQueryStringParameters ?? event.queryStringParameters ?? {};
  const pairs = Object.entries(several).flatMap(([name, values]) =>
    [values ?? []].flat().map((one): [string, string] => [name, `${one}`]),
  );
  // A load balancer passes names and values as they are in the URL. API Gateway decodes them.
  return event.requestContext?.elb ? pairs.map((pair) => pair.join("=")).join("&") : `${new URLSearchParams(pairs)}`;
}
