import type {
  ALBHandler,
  APIGatewayProxyHandler,
  APIGatewayProxyHandlerV2,
  LambdaFunctionURLHandler,
} from "aws-lambda";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type LambdaEvent, toLambdaHandler } from "./lambda.ts";
import { createReceiver } from "./receiver.ts";
import { ARGUMENTS, CONVERSATION, envelopeOf, SECRET, signatureOf } from "./testing/listen.ts";
import { actions, type Options } from "./testing/start.ts";

function create(options: Partial<Options> = {}) {
  const handled: [object, string | undefined][] = [];
  const record = (args: object, { conversationId }: { conversationId?: string }): void =>
    void handled.push([args, conversationId]);
  const receive = createReceiver({
    actions,
    auth: { type: "hmac", secret: SECRET },
    on: { support_summary: record, log_note: record },
    ...options,
  });
  return { handler: toLambdaHandler(receive), handled };
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
    const { handler, handled } = create();
    expect(await handler(event)).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '{"status":"handled"}',
      isBase64Encoded: false,
    });
    expect(handled).toEqual([[ARGUMENTS, CONVERSATION]]);
    expect((await handler({ ...event, body: "{}", isBase64Encoded: false })).statusCode).toBe(401);
  });

  it.each<[string, (query: URLSearchParams) => LambdaEvent]>([
    [
      "a function URL",
      (query) =>
        format2({
          rawPath: "/log_note",
          rawQueryString: `${query}`,
          requestContext: { http: { method: "GET" } },
          body: undefined,
        }),
    ],
    [
      "a REST API, decoded",
      (query) =>
        format1({
          httpMethod: "GET",
          path: "/log_note",
          multiValueQueryStringParameters: Object.fromEntries([...query].map(([name, value]) => [name, [value]])),
          body: null,
        }),
    ],
    [
      "a load balancer, as it was in the URL",
      (query) =>
        format1({
          httpMethod: "GET",
          path: "/log_note",
          requestContext: { elb: {} },
          queryStringParameters: Object.fromEntries(`${query}`.split("&").map((pair) => pair.split("="))),
          body: "",
        }),
    ],
  ])("reads the query of %s", async (_from, eventOf) => {
    const { handler, handled } = create({ auth: { type: "none" } });
    const query = new URLSearchParams({
      message: "50% & more",
      count: "1",
      tag: "où",
      tavus_conversation_id: CONVERSATION,
    });
    expect((await handler(eventOf(query))).statusCode).toBe(200);
    expect(handled).toEqual([[{ message: "50% & more", count: 1, tag: "où" }, CONVERSATION]]);
  });

  it("waits for a slow handler, because Lambda freezes after the answer", async () => {
    const late = Promise.withResolvers<void>();
    const { handler } = create({
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
    const { handler } = create();
    for (const event of [{}, { Records: [] }, { source: "aws.events" }, undefined])
      await expect(handler(event as LambdaEvent)).rejects.toThrow("Put a function URL");
  });

  it("has the types of each kind of handler", () => {
    const { handler } = create();
    expectTypeOf(handler).toExtend<APIGatewayProxyHandlerV2>();
    expectTypeOf(handler).toExtend<LambdaFunctionURLHandler>();
    expectTypeOf(handler).toExtend<APIGatewayProxyHandler>();
    expectTypeOf(handler).toExtend<ALBHandler>();
  });
});
