import type {
  ALBHandler,
  APIGatewayProxyHandler,
  APIGatewayProxyHandlerV2,
  LambdaFunctionURLHandler,
} from "aws-lambda";
import { describe, expect, expectTypeOf, it } from "vitest";
import { create } from "../../test/support/receiver.ts";
import { type LambdaEvent, toLambdaHandler } from "./lambda.ts";
import { ARGUMENTS, CONVERSATION, envelopeOf, signatureOf } from "./testing/listen.ts";
import type { Options } from "./testing/start.ts";

function start(options: Partial<Options> = {}) {
  const { receive, handled } = create(options);
  const seen = () => handled.map(({ args, context }) => [args, context.conversationId]);
  return { handler: toLambdaHandler(receive), seen };
}

const BODY = envelopeOf(ARGUMENTS);
const HEADERS = { "content-type": "application/json", "x-tavus-signature": signatureOf(BODY) };
const format2 = (fields: object = {}): LambdaEvent => ({
  rawPath: "/hooks/support_summary",
  rawQueryString: "",
  headers: HEADERS,
  requestContext: { http: { method: "POST" } },
  body: BODY,
  isBase64Encoded: false,
  ...fields,
});
const format1 = (fields: object = {}): LambdaEvent => ({
  httpMethod: "POST",
  path: "/hooks/support_summary",
  headers: { "Content-Type": "application/json", "X-Tavus-Signature": signatureOf(BODY) },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  body: BODY,
  isBase64Encoded: false,
  ...fields,
});
const GET = { httpMethod: "GET", path: "/log_note" };
const base64 = { body: Buffer.from(BODY).toString("base64"), isBase64Encoded: true };

describe("toLambdaHandler", () => {
  it.each<[string, LambdaEvent]>([
    ["a function URL or an HTTP API", format2()],
    ["a function URL, with a body in base64", format2(base64)],
    ["a REST API", format1()],
    ["a REST API, with a body in base64", format1(base64)],
    [
      "a load balancer that keeps several values",
      format1({
        headers: undefined,
        multiValueHeaders: { "x-tavus-signature": [signatureOf(BODY)] },
        requestContext: { elb: {} },
      }),
    ],
  ])("accepts a signed delivery from %s, and refuses a changed body", async (_from, event) => {
    const { handler, seen } = start();
    expect(await handler(event)).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '{"status":"handled"}',
      isBase64Encoded: false,
    });
    expect(seen()).toEqual([[ARGUMENTS, CONVERSATION]]);
    expect((await handler({ ...event, body: "{}", isBase64Encoded: false })).statusCode).toBe(401);
  });

  it.each<[string, (query: URLSearchParams) => LambdaEvent]>([
    [
      "a function URL",
      (query) => {
        const requestContext = { http: { method: "GET" } };
        return format2({ rawPath: "/log_note", rawQueryString: `${query}`, requestContext, body: undefined });
      },
    ],
    [
      "a REST API, decoded",
      (query) => {
        const values = Object.fromEntries([...query].map(([name, value]) => [name, [value]]));
        return format1({ ...GET, multiValueQueryStringParameters: values, body: null });
      },
    ],
    [
      "a load balancer, as it was in the URL",
      (query) => {
        const values = Object.fromEntries(`${query}`.split("&").map((pair) => pair.split("=")));
        return format1({ ...GET, requestContext: { elb: {} }, queryStringParameters: values, body: "" });
      },
    ],
  ])("reads the query of %s", async (_from, eventOf) => {
    const { handler, seen } = start({ auth: { type: "none" } });
    const given = { message: "50% & more", count: "1", tag: "où", tavus_conversation_id: CONVERSATION };
    expect((await handler(eventOf(new URLSearchParams(given)))).statusCode).toBe(200);
    expect(seen()).toEqual([[{ message: "50% & more", count: 1, tag: "où" }, CONVERSATION]]);
  });

  it("waits for a slow handler, because Lambda freezes after the answer", async () => {
    const late = Promise.withResolvers<void>();
    const { handler } = start({
      answerWithinMs: 0,
      on: {
        support_summary: async () => {
          setImmediate(() => setImmediate(late.resolve));
          await late.promise;
          throw new Error("away");
        },
        log_note: () => {},
      },
    });
    expect(await handler(format2())).toMatchObject({ statusCode: 500, body: '{"error":"handler failed"}' });
  });

  it("refuses an event that isn't HTTP, with the remedy", async () => {
    const { handler } = start();
    for (const event of [{}, { Records: [] }, { source: "aws.events" }, undefined])
      await expect(handler(event as LambdaEvent)).rejects.toThrow("Put a function URL");
  });

  it("has the types of each kind of handler", () => {
    const { handler } = start();
    expectTypeOf(handler).toExtend<APIGatewayProxyHandlerV2>();
    expectTypeOf(handler).toExtend<LambdaFunctionURLHandler>();
    expectTypeOf(handler).toExtend<APIGatewayProxyHandler>();
    expectTypeOf(handler).toExtend<ALBHandler>();
  });
});
