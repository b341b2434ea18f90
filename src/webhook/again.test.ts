import { request } from "node:http";
import { expect, it } from "vitest";
import { create, posted, signed } from "../../test/support/receiver.ts";
import { AGAIN_HEADER } from "./again.ts";
import { toLambdaHandler } from "./lambda.ts";
import { ARGUMENTS, CONVERSATION, listen } from "./testing/listen.ts";

const TOKEN = { authorization: "Bearer t0ken" };
const PATH = `/hooks/support_summary?tavus_conversation_id=${CONVERSATION}`;
const BODY = JSON.stringify(ARGUMENTS);

const createBearer = () => create({ auth: { type: "bearer", token: "t0ken" } });
const JSON_TYPE = { "content-type": "application/json" };

/** The number of handled deliveries if the second of two identical ones has the header. */
async function handledOf(origin: string, headers: Record<string, string> = {}): Promise<number> {
  const { receive, handled } = createBearer();
  for (const asked of [{}, { [AGAIN_HEADER]: "1", ...headers }])
    expect((await receive(posted(BODY, origin + PATH, { ...JSON_TYPE, ...TOKEN, ...asked }))).status).toBe(200);
  return handled.length;
}

it("handles a delivery again on this machine if the header asks for it", async () => {
  for (const origin of ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])
    expect(await handledOf(origin)).toBe(2);
});

it("ignores the header under another name or behind a proxy", async () => {
  expect(await handledOf("https://support.acme.dev")).toBe(1);
  expect(await handledOf("http://192.168.0.7:3000")).toBe(1);
  for (const name of ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"])
    expect(await handledOf("http://localhost:3000", { [name]: "203.0.113.7" })).toBe(1);
});

it("ignores the header on a signed delivery, which an attacker may have recorded", async () => {
  const { receive, handled } = create();
  const url = "http://localhost:3000/hooks/support_summary";
  expect((await receive(signed({}, url))).status).toBe(200);
  const again = await receive(signed({}, url, { [AGAIN_HEADER]: "1" }));
  expect(await again.json()).toEqual({ status: "handled before" });
  expect(handled).toHaveLength(1);
});

it("still requires credentials", async () => {
  const { receive, handled } = createBearer();
  const response = await receive(posted(BODY, `http://localhost${PATH}`, { [AGAIN_HEADER]: "1", ...JSON_TYPE }));
  expect([response.status, handled]).toEqual([401, []]);
});

it("honors the header in Node only on a loopback host name", async () => {
  const { receive, handled } = createBearer();
  const { port } = new URL(await listen(receive));
  const deliver = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { ...JSON_TYPE, ...TOKEN, [AGAIN_HEADER]: "1", host };
      const sent = request({ host: "127.0.0.1", port, path: PATH, method: "POST", headers }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      });
      sent.on("error", reject).end(BODY);
    });
  // The first delivery is handled even if its header is ignored, because it isn't a repeat.
  for (const [host, count] of [
    ["support.acme.dev", 1],
    ["support.acme.dev", 1],
    [`localhost:${port}`, 2],
    [`127.0.0.1:${port}`, 3],
  ] as const) {
    expect(await deliver(host)).toBe(200);
    expect([host, handled.length]).toEqual([host, count]);
  }
});

it("never honors the header in a Lambda function", async () => {
  const { receive, handled } = createBearer();
  const handler = toLambdaHandler(receive);
  const event = {
    rawPath: "/hooks/support_summary",
    rawQueryString: `tavus_conversation_id=${CONVERSATION}`,
    headers: { ...JSON_TYPE, ...TOKEN, [AGAIN_HEADER]: "1" },
    requestContext: { http: { method: "POST" } },
    body: BODY,
  };
  expect((await handler(event)).statusCode).toBe(200);
  expect((await handler(event)).body).toBe('{"status":"handled before"}');
  expect(handled).toHaveLength(1);
});
