import { getTestServer } from "@google-cloud/functions-framework/testing";
import express from "express";
import { fastify } from "fastify";
import Koa from "koa";
import { createReceiver, toNodeHandler } from "pulumi-tavus/webhook";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createExpressApp } from "../../../examples/hosts/express.ts";
import { createFastifyApp } from "../../../examples/hosts/fastify.ts";
import { createKoaApp } from "../../../examples/hosts/koa.ts";
import { createNodeServer } from "../../../examples/hosts/node.ts";
import { logOrders } from "../../../examples/receiver/actions.ts";
import { serve } from "../../support/serve.ts";
import { ANSWERS, BODY, deliver, headersOf, PATH, post, SECRET } from "./support/delivery.ts";

beforeEach(() => {
  vi.stubEnv("HOOK_SECRET", SECRET);
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation(() => {});
});

/** A receiver, and the errors that its `onError` got. */
function create() {
  const errors: string[] = [];
  const receive = createReceiver({
    actions: [logOrders],
    auth: { type: "hmac", secret: SECRET },
    on: { log_orders: () => {} },
    onError: (error, { status }) => void errors.push(`${status} ${error}`),
  });
  return { handle: toNodeHandler(receive), errors };
}

describe("the example for", () => {
  it("plain Node receives deliveries", async () => {
    const url = await serve(createNodeServer());
    expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
  });

  it("Express receives deliveries", async () => {
    const url = await serve(createExpressApp());
    expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
  });

  it("Fastify receives deliveries, and the other routes keep their parsers", async () => {
    const app = createFastifyApp();
    app.post("/other", async (request) => request.body);
    await app.ready();
    const url = await serve(app.server);
    expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
    const other = await fetch(`${url}/other`, { method: "POST", body: BODY, headers: headersOf() });
    expect(await other.json()).toEqual(JSON.parse(BODY));
  });

  it("Koa receives deliveries, and ignores other paths", async () => {
    const app = createKoaApp();
    app.use((context) => {
      context.body = "other";
    });
    const url = await serve(app.callback());
    expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
    expect(await (await fetch(`${url}/other`)).text()).toBe("other");
  });

  it("Google Cloud Functions receives deliveries", async () => {
    await import("../../../examples/hosts/cloud-functions.ts");
    const url = await serve(getTestServer("hooks"));
    expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
  });
});

describe("a body that a parser read before the receiver", () => {
  /** Reads the body as body parsers do. */
  async function read(request: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  it("in Fastify is a 500 that shows the parser to add", async () => {
    const { handle, errors } = create();
    const app = fastify();
    app.all("/hooks/:action", handle);
    await app.ready();
    const answer = await post(await serve(app.server));
    expect(answer.status).toBe(500);
    expect(answer.text).toContain("hooks.addContentTypeParser");
    expect(errors.join()).toContain("addContentTypeParser");
  });

  it("in Koa is a 500 that says where to mount the receiver", async () => {
    const { handle } = create();
    const app = new Koa();
    app.use(async (context, next) => {
      Object.assign(context.request, { body: JSON.parse(String(await read(context.req))) });
      await next();
    });
    app.use(handle);
    const answer = await post(await serve(app.callback()));
    expect(answer.status).toBe(500);
    expect(answer.text).toContain("before bodyParser()");
  });

  it("in Koa is read from rawBody, which its body parser keeps", async () => {
    const { handle } = create();
    const app = new Koa();
    app.use(async (context, next) => {
      const rawBody = String(await read(context.req));
      Object.assign(context.request, { rawBody, body: JSON.parse(rawBody) });
      await next();
    });
    app.use(handle);
    const url = await serve(app.callback());
    expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
  });

  it("in Express is a 500 that names express.json(), and onError hears it", async () => {
    const { handle, errors } = create();
    const url = await serve(express().use(express.json()).all(PATH, handle));
    const answer = await post(url);
    expect(answer.status).toBe(500);
    expect(answer.text).toContain("Mount the receiver before express.json()");
    expect(errors.join()).toContain("express.json()");
  });

  it("in Express is read from rawBody, as NestJS and Firebase keep it", async () => {
    const { handle } = create();
    const keep = (request: object, _response: object, rawBody: Buffer) => void Object.assign(request, { rawBody });
    const url = await serve(
      express()
        .use(express.json({ verify: keep }))
        .all(PATH, handle),
    );
    expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
  });

  it("in Express is still read if the parser left it because of its content type", async () => {
    const { handle } = create();
    // Express 4 leaves `{}` behind in this case.
    const url = await serve(
      express()
        .use(express.json({ type: "application/other" }))
        .use((request, _response, next) => {
          request.body ??= {};
          next();
        })
        .all(PATH, handle),
    );
    expect(await deliver((secret) => post(url, secret))).toEqual(ANSWERS);
  });

  it("in plain Node is a 500 that says what to pass", async () => {
    const { handle } = create();
    const url = await serve(async (request, response) => {
      await read(request);
      await handle(request, response);
    });
    const answer = await post(url);
    expect(answer.status).toBe(500);
    expect(answer.text).toContain("request.rawBody");
  });
});

describe("a probe without a body", () => {
  it.each<[string, () => Promise<string>]>([
    ["plain Node", () => serve(createNodeServer())],
    ["Express", () => serve(createExpressApp())],
    ["Koa", () => serve(createKoaApp().callback())],
    [
      "Fastify",
      async () => {
        const app = createFastifyApp();
        await app.ready();
        return serve(app.server);
      },
    ],
  ])("is answered by %s, with any method", async (_host, start) => {
    const url = (await start()) + PATH;
    const statuses = [];
    for (const method of ["HEAD", "OPTIONS", "GET", "DELETE"]) statuses.push((await fetch(url, { method })).status);
    expect(statuses).toEqual([401, 204, 401, 401]);
    expect((await fetch(url, { method: "POST" })).status).toBe(401);
  });
});

it("a body that is too large is answered with 413, even if it comes in chunks and has no length", async () => {
  const url = await serve(createNodeServer());
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      controller.enqueue(new Uint8Array(300_000));
      controller.close();
    },
  });
  const answer = await fetch(url + PATH, { method: "POST", body, duplex: "half" } as RequestInit);
  expect(answer.status).toBe(413);
});
