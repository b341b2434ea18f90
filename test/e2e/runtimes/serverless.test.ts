import {
  app as azure,
  type HttpFunctionOptions,
  HttpRequest,
  HttpResponse,
  type InvocationContext,
} from "@azure/functions";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import { createReceiver, toLambdaHandler } from "pulumi-tavus/webhook";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { app as hono } from "../../../examples/hosts/hono.ts";
import { handler as lambda } from "../../../examples/hosts/lambda.ts";
import netlify from "../../../examples/hosts/netlify.ts";
import { POST as vercel } from "../../../examples/hosts/vercel.ts";
import { POST as next } from "../../../examples/nextjs/app/hooks/[action]/route.ts";
import { logOrders } from "../../../examples/receiver/actions.ts";
import { ANSWERS, BODY, deliver, headersOf, PATH, requestOf, SECRET } from "./support/delivery.ts";

beforeEach(() => {
  vi.stubEnv("HOOK_SECRET", SECRET);
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation(() => {});
});

const read = async (answer: Pick<Response, "status" | "text">) => ({
  status: answer.status,
  text: await answer.text(),
});

describe("the example for", () => {
  it("hono receives deliveries", async () => {
    expect(await deliver(async (secret) => read(await hono.request(requestOf(secret))))).toEqual(ANSWERS);
  });

  it("Next.js receives deliveries", async () => {
    const context = { params: Promise.resolve({ action: "log_orders" }) };
    expect(await deliver(async (secret) => read(await next(requestOf(secret), context)))).toEqual(ANSWERS);
  });

  it("Netlify receives deliveries", async () => {
    const context = { params: { action: "log_orders" }, waitUntil: () => {} };
    expect(await deliver(async (secret) => read(await netlify(requestOf(secret), context)))).toEqual(ANSWERS);
  });

  it("Vercel receives deliveries", async () => {
    expect(await deliver(async (secret) => read(await vercel(requestOf(secret))))).toEqual(ANSWERS);
  });

  it("AWS Lambda receives deliveries", async () => {
    const send = async (secret: string) => {
      const event = {
        version: "2.0",
        rawPath: PATH,
        rawQueryString: "",
        headers: headersOf(secret),
        requestContext: { http: { method: "POST", path: PATH } },
        body: Buffer.from(BODY).toString("base64"),
        isBase64Encoded: true,
      } as unknown as LambdaFunctionURLEvent;
      const result = await lambda(event, {} as never, () => {});
      if (typeof result !== "object") throw new Error("no result");
      return { status: result.statusCode ?? 0, text: result.body ?? "" };
    };
    expect(await deliver(send)).toEqual(ANSWERS);
  });

  it("Azure Functions receives deliveries", async () => {
    const registered: HttpFunctionOptions[] = [];
    vi.spyOn(azure, "http").mockImplementation((_name, options) => void registered.push(options));
    await import("../../../examples/hosts/azure-functions.ts");
    const send = async (secret: string) => {
      const request = new HttpRequest({
        method: "POST",
        url: `https://support.azurewebsites.net${PATH}`,
        headers: headersOf(secret),
        body: { string: BODY },
      });
      const answer = await registered[0]?.handler(request, {} as InvocationContext);
      // How Azure converts a handler's result.
      return read(new HttpResponse(answer));
    };
    expect(await deliver(send)).toEqual(ANSWERS);
  });
});

describe("a slow handler", () => {
  /** A receiver whose handler ends on demand. */
  function createSlow(waitUntil?: (work: Promise<unknown>) => unknown) {
    const { promise, resolve: finish } = Promise.withResolvers<void>();
    const receive = createReceiver({
      actions: [logOrders],
      auth: { type: "none" },
      answerWithinMs: 0,
      on: { log_orders: () => promise },
      ...(waitUntil && { waitUntil }),
    });
    return { receive, finish };
  }

  it("on Vercel is passed to waitUntil of @vercel/functions", async () => {
    const kept: Promise<unknown>[] = [];
    // Where Vercel's runtime keeps the request's context.
    const key = Symbol.for("@vercel/request-context");
    Object.assign(globalThis, {
      [key]: { get: () => ({ waitUntil: (work: Promise<unknown>) => void kept.push(work) }) },
    });
    const { waitUntil } = await import("@vercel/functions");
    const { receive, finish } = createSlow(waitUntil);
    expect((await receive(requestOf())).status).toBe(202);
    finish();
    expect(((await kept[0]) as Response).status).toBe(200);
    Reflect.deleteProperty(globalThis, key);
  });

  it("on AWS Lambda is waited for, because Lambda freezes after the answer", async () => {
    const { receive, finish } = createSlow();
    const answer = toLambdaHandler((request, ...context) => {
      // The receiver is working: its answer waits for the handler.
      setImmediate(finish);
      return receive(request, ...context);
    })({ requestContext: { http: { method: "POST" } }, rawPath: PATH, headers: headersOf(), body: BODY });
    expect(await answer).toMatchObject({ statusCode: 200, body: '{"status":"handled"}' });
  });
});
