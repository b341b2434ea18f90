import { createHmac } from "node:crypto";
import { join } from "node:path";
import { build } from "esbuild";
import express from "express";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createReceiver, type Receiver, toNodeHandler } from "../../../src/webhook.ts";
import { serve } from "../../support/serve.ts";
import { summary } from "./definition.ts";
import { startWorker } from "./support/workerd.ts";

const BODY = JSON.stringify({
  name: "support_summary",
  arguments: JSON.stringify({ channel: "C0SUPPORT", message: "Order 4711 – où?", count: 3 }),
  tool_call_id: "call_1",
  conversation_id: "c1",
});
const signatureOf = (secret: string): string => createHmac("sha256", secret).update(BODY).digest("hex");
const post = (url: string, secret: string) =>
  fetch(url, {
    method: "POST",
    body: BODY,
    headers: { "x-tavus-signature": signatureOf(secret), "content-type": "application/json" },
  });

/** For any web-standard runtime: importing a Node module would be a bundler error. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"],
  });
  expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
  return outputFiles[0]?.text ?? "";
}

describe("pulumi-tavus/webhook", () => {
  it("is at most 17 kB for a program with createReceiver, bundled and minified", async () => {
    const text = await bundle("receiver-alone.ts");
    expect(text).toContain("X-Tavus-Signature");
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(17_000);
  });

  it("is at most 24 kB with everything in it, and contains no Node module", async () => {
    const text = await bundle("../../../dist/webhook.js");
    expect(text).toContain("X-Tavus-Signature");
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(24_000);
  });

  it("runs in workerd, Cloudflare's runtime, with its definition", async () => {
    const url = await startWorker(join(import.meta.dirname, "worker.ts"));
    expect((await post(`${url}/hooks/support_summary`, "c4nary-secret")).status).toBe(200);
    expect(await (await post(`${url}/hooks/support_summary`, "c4nary-secret")).json()).toEqual({
      status: "handled before",
    });
    expect((await post(`${url}/hooks/support_summary`, "other")).status).toBe(401);
    expect(await (await fetch(`${url}/handled`)).json()).toEqual([
      { message: "Order 4711 – où?", count: 3, conversationId: "c1", secretIndex: 1 },
    ]);
  });
});

/** A receiver that remembers what it handled. */
function createRecorder(): { receive: Receiver; handled: object[] } {
  const handled: object[] = [];
  const receive = createReceiver({
    actions: [summary],
    auth: { type: "hmac", secret: "s3cret" },
    on: { support_summary: (args) => void handled.push(args) },
  });
  return { receive, handled };
}

describe("a receiver", () => {
  it("works as a route of hono", async () => {
    const { receive, handled } = createRecorder();
    const app = new Hono().all("/hooks/*", (c) => receive(c.req.raw));
    const request = { method: "POST", body: BODY, headers: { "x-tavus-signature": signatureOf("s3cret") } };
    expect((await app.request("/hooks/support_summary", request)).status).toBe(200);
    expect(handled).toHaveLength(1);
  });

  it.each<[string, (app: express.Express) => void]>([
    ["before any parser", () => {}],
    ["behind express.raw", (app) => void app.use(express.raw({ type: "*/*" }))],
    ["behind express.text", (app) => void app.use(express.text({ type: "*/*" }))],
  ])("is a handler of Express's %s, even below a router", async (_where, prepare) => {
    const { receive, handled } = createRecorder();
    const app = express();
    prepare(app);
    app.use("/hooks", express.Router().all("/:action", toNodeHandler(receive)));
    const url = await serve(app);
    expect((await post(`${url}/hooks/support_summary`, "s3cret")).status).toBe(200);
    expect((await post(`${url}/hooks/support_summary`, "wrong")).status).toBe(401);
    expect(handled).toHaveLength(1);
  });

  it("behind express.json says what is wrong, and accepts nothing (bug 1)", async () => {
    const { receive, handled } = createRecorder();
    const app = express();
    app.use(express.json());
    app.all("/hooks/:action", toNodeHandler(receive));
    const url = await serve(app);
    const answer = await post(`${url}/hooks/support_summary`, "s3cret");
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain("Mount the receiver before express.json()");
    expect(handled).toEqual([]);
  });
});
