import { afterEach, describe, expect, it, vi } from "vitest";
import { create, SUMMARY_URL, signed } from "../../test/support/receiver.ts";
import type { Receiver } from "./options.ts";
import { CONVERSATION, SECRET } from "./testing/listen.ts";
import type { Options } from "./testing/start.ts";

/** Like Cloudflare's context: `waitUntil` is a method that only works on its object. */
class HostContext {
  readonly #kept: Promise<unknown>[] = [];
  waitUntil(work: Promise<unknown>): void {
    this.#kept.push(work);
  }
  get kept(): Promise<unknown>[] {
    return this.#kept;
  }
}

/** A receiver whose handler ends on demand, or when `onError` is called. */
function createSlow(options: Partial<Options> = {}) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const errors: string[] = [];
  const { receive } = create({
    answerWithinMs: 0,
    on: { support_summary: () => promise, log_note: () => {} },
    onError: (error) => {
      errors.push(String(error));
      resolve();
    },
    ...options,
  });
  return { receive, errors, finish: resolve };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

describe("waitUntil", () => {
  it.each<[string, (context: HostContext) => unknown[]]>([
    ["third argument, as Cloudflare Workers pass it", (context) => [{ HOOK_SECRET: SECRET }, context]],
    ["second argument, as Netlify passes it", (context) => [context]],
    ["second argument, next to an empty third one", (context) => [context, undefined]],
    ["third argument, after a missing second one", (context) => [null, context]],
  ])("is found in the %s, and is called on its object", async (_where, rest) => {
    const { receive, finish } = createSlow();
    const context = new HostContext();
    expect((await receive(signed(), ...rest(context))).status).toBe(202);
    finish();
    expect(context.kept).toHaveLength(1);
    expect((await (context.kept[0] as Promise<Response>)).status).toBe(200);
  });

  it("can be an option, such as Next.js's after and Vercel's waitUntil", async () => {
    const kept: Promise<unknown>[] = [];
    const { receive, finish } = createSlow({ waitUntil: (work) => void kept.push(work) });
    expect((await receive(signed(), { params: Promise.resolve({ action: "support_summary" }) })).status).toBe(202);
    finish();
    await Promise.all(kept);
    expect(await (await receive(signed())).json()).toEqual({ status: "handled before" });
  });

  it.each<[string, () => void]>([
    ["Cloudflare Workers", () => vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" })],
    ["AWS Lambda", () => vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "hooks")],
    ["Vercel", () => vi.stubEnv("VERCEL", "1")],
    ["Google Cloud Run", () => vi.stubEnv("K_SERVICE", "hooks")],
    ["Azure Functions", () => vi.stubEnv("FUNCTIONS_WORKER_RUNTIME", "node")],
  ])("is missing on %s, which stops after the answer: the receiver waits and reports it", async (_host, pretend) => {
    pretend();
    const { receive, errors } = createSlow();
    expect((await receive(signed(), {})).status).toBe(200);
    expect(errors.join()).toContain("waitUntil");
  });

  it("loses no work if it fails: the receiver waits for the handler", async () => {
    const { receive, errors } = createSlow({
      waitUntil: () => {
        throw new Error("outside a request");
      },
    });
    expect((await receive(signed())).status).toBe(200);
    expect(errors.join()).toContain("outside a request");
  });

  it("must be a function if it is given", () => {
    expect(() => create({ waitUntil: {} as never })).toThrow("waitUntil");
  });
});

describe("a request whose body was read before", () => {
  it.each<[string, (request: Request) => unknown]>([
    ["read", (request) => request.text()],
    ["locked by a reader", (request) => request.body?.getReader()],
  ])("%s gets a 500 with the reason, which onError receives", async (_how, spoil) => {
    const { receive, handled, errors } = create();
    const request = signed();
    await spoil(request);
    const answer = await receive(request);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain("request.clone()");
    expect(errors.join()).toContain("request.clone()");
    expect(handled).toEqual([]);
  });
});

describe("an argument that isn't a web-standard Request", () => {
  it.each<[string, unknown, string]>([
    ["Node's request", { method: "POST", url: "/", headers: {}, on: () => {}, socket: {} }, "toNodeHandler(receive)"],
    ["Fastify's request", { raw: {}, body: {}, headers: {} }, "toNodeHandler(receive)"],
    ["Koa's context", { req: {}, res: {}, request: {}, headers: {} }, "toNodeHandler(receive)"],
    ["an event of AWS Lambda", { version: "2.0", requestContext: {}, headers: {} }, "toLambdaHandler(receive)"],
    ["hono's context", { req: { raw: signed() } }, "receive(c.req.raw)"],
    ["an event of SvelteKit, Astro or Cloudflare Pages", { request: signed() }, "receive(context.request, context)"],
    ["nothing", undefined, "web-standard Request"],
    ["a string", "POST", "web-standard Request"],
  ])("is refused with what to write instead: %s", async (_what, given, remedy) => {
    const { receive } = create();
    const call = receive as (request: unknown) => Promise<Response>;
    await expect(call(given)).rejects.toThrow(TypeError);
    await expect(call(given)).rejects.toThrow(remedy);
  });

  it("can lack properties that only browsers have, as Azure's request does", async () => {
    const { receive, handled } = create();
    const { method, url, headers, body } = signed();
    expect((await receive({ method, url, headers, body })).status).toBe(200);
    expect(handled).toHaveLength(1);
  });
});

describe("a probe from the host", () => {
  const METHODS = "POST, PUT, PATCH, GET, HEAD, DELETE, OPTIONS";
  const send = (receive: Receiver, method: string) => receive(new Request(SUMMARY_URL, { method }));

  it("with OPTIONS is answered with the methods, without credentials or a handler", async () => {
    const { receive, handled, errors } = create();
    const answer = await send(receive, "OPTIONS");
    expect([answer.status, answer.headers.get("allow"), await answer.text()]).toEqual([204, METHODS, ""]);
    expect([handled, errors]).toEqual([[], []]);
  });

  it("with HEAD is answered like GET, without a body (D-19)", async () => {
    const open = create({ auth: { type: "none" } });
    const [head, get] = [await send(create().receive, "HEAD"), await send(create().receive, "GET")];
    expect([head.status, await head.text()]).toEqual([401, ""]);
    expect([get.status, head.headers.get("content-type")]).toEqual([401, get.headers.get("content-type")]);
    const query = new URLSearchParams({ message: "m", count: "1", tag: "t", tavus_conversation_id: CONVERSATION });
    const delivery = new Request(`https://a.dev/log_note?${query}`, { method: "HEAD" });
    expect((await open.receive(delivery)).status).toBe(200);
    expect(open.handled.map(({ args }) => args)).toEqual([{ message: "m", count: 1, tag: "t" }]);
  });

  it("with any other method is a 405 that lists the methods", async () => {
    const answer = await send(create().receive, "PROPFIND");
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, METHODS]);
  });
});
