import { AGAIN_HEADER } from "./again.ts";
import { bytesOfBase64 } from "./raw-body.ts";
import type { Receiver } from "./receiver.ts";

/** What is used of an event of a function URL or an HTTP API (format 2.0), of a REST API (format 1.0), or of a load balancer. */
export interface LambdaEvent {
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | undefined;
  /** Format 2.0. */
  readonly rawPath?: string | undefined;
  readonly rawQueryString?: string | undefined;
  readonly requestContext?: {
    readonly http?: { readonly method: string };
    /** Only of load balancers. */
    readonly elb?: object | undefined;
    readonly stage?: string | undefined;
  };
  /** Format 1.0 and load balancers. */
  readonly httpMethod?: string | undefined;
  readonly path?: string | undefined;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
}

/** An answer in the format that all of them understand. */
export interface LambdaResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded: false;
}

/**
 * A receiver for AWS Lambda, behind a function URL, API Gateway, or a load balancer, and for whatever sends the same events. Lambda freezes
 * a function that has answered, so this one answers when the handler is done: give the function more seconds than the handler needs.
 * @throws TypeError if the event is not one of HTTP
 * @example export const handler = toLambdaHandler(receive);
 */
export function toLambdaHandler(receive: Receiver): (event: LambdaEvent) => Promise<LambdaResult> {
  return async (event) => {
    const kept: Promise<unknown>[] = [];
    const early = await receive(requestOf(event), { waitUntil: (work: Promise<unknown>) => void kept.push(work) });
    // The receiver's work ends with its answer.
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
  // The URL below says localhost, which nobody in front of a function is.
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
  // A load balancer hands names and values over as they were in the URL; API Gateway decodes them.
  return event.requestContext?.elb ? pairs.map((pair) => pair.join("=")).join("&") : `${new URLSearchParams(pairs)}`;
}
