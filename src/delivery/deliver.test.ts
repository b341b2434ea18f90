import { describe, expect, it } from "vitest";
import { startReceiver } from "../emulator/testing/start.ts";
import { deliver } from "./deliver.ts";
import type { DeliveryRequest } from "./request.ts";
import { type ClientAuthentication, createTokenCache, type OAuth2 } from "./tokens.ts";

/** An endpoint and its token endpoint, with the tokens t1, t2, … and its own clock. */
async function start({
  accept = () => true,
  expiresIn,
  style = "basic",
  tokenAnswer,
}: {
  accept?: (authorization: string) => boolean;
  expiresIn?: number;
  style?: ClientAuthentication;
  tokenAnswer?: { status: number; body: string };
} = {}) {
  let issued = 0;
  const identity = await startReceiver((_request, response) => {
    if (tokenAnswer !== undefined) return response.writeHead(tokenAnswer.status).end(tokenAnswer.body);
    issued += 1;
    return response.end(JSON.stringify({ access_token: `t${issued}`, token_type: "Bearer", expires_in: expiresIn }));
  });
  const endpoint = await startReceiver((request, response) =>
    response.writeHead(accept(String(request.headers.authorization)) ? 200 : 401).end("done"),
  );
  let now = 0;
  const tokens = createTokenCache(() => now, style);
  const auth: OAuth2 = {
    type: "oauth2_client_credentials",
    token_url: `${identity.url}/token`,
    client_id: "id:1",
    client_secret: "c4nary secret",
    scope: "notes write",
  };
  const request: DeliveryRequest = { method: "POST", url: `${endpoint.url}/n`, headers: {}, body: "{}" };
  const run = () => deliver(request, auth, { tokens, timeoutMs: 5000, allowNonPublic: true });
  const wait = (seconds: number): void => {
    now += seconds * 1000;
  };
  return { identity: identity.received, endpoint: endpoint.received, run, wait };
}

const authorizations = (received: readonly { headers: Readonly<Record<string, unknown>> }[]): unknown[] =>
  received.map(({ headers }) => headers["authorization"]);

describe("a delivery with oauth2_client_credentials (K-5)", () => {
  it("requests a token once, even for several deliveries at the same time", async () => {
    const { identity, endpoint, run } = await start();
    const delivered = await Promise.all([run(), run(), run()]);
    expect(delivered[0]).toMatchObject({ result: { outcome: "response", status: 200 }, secrets: ["t1"] });
    expect(authorizations(endpoint)).toEqual(["Bearer t1", "Bearer t1", "Bearer t1"]);
    expect(identity).toHaveLength(1);
    expect(identity[0]).toMatchObject({
      method: "POST",
      url: "/token",
      body: "grant_type=client_credentials&scope=notes+write",
      headers: {
        authorization: `Basic ${Buffer.from("id%3A1:c4nary+secret").toString("base64")}`,
        "content-type": "application/x-www-form-urlencoded",
      },
    });
  });

  it("can authenticate in the form, as some token endpoints require", async () => {
    const { identity, run } = await start({ style: "form" });
    await run();
    expect(Object.fromEntries(new URLSearchParams(identity[0]?.body))).toEqual({
      grant_type: "client_credentials",
      scope: "notes write",
      client_id: "id:1",
      client_secret: "c4nary secret",
    });
    expect(identity[0]?.headers["authorization"]).toBeUndefined();
  });

  it("fetches a new token before the old one expires", async () => {
    const { endpoint, run, wait } = await start({ expiresIn: 100 });
    await run();
    wait(89);
    await run();
    wait(1);
    await run();
    expect(authorizations(endpoint)).toEqual(["Bearer t1", "Bearer t1", "Bearer t2"]);
  });

  it("retries once with a new token after a 401, and not again", async () => {
    const once = await start({ accept: (authorization) => authorization === "Bearer t2" });
    expect(await once.run()).toMatchObject({ result: { status: 200 }, secrets: ["t1", "t2"] });
    expect(authorizations(once.endpoint)).toEqual(["Bearer t1", "Bearer t2"]);
    const never = await start({ accept: () => false });
    expect((await never.run()).result).toMatchObject({ outcome: "response", status: 401 });
    expect(authorizations(never.endpoint)).toEqual(["Bearer t1", "Bearer t2"]);
  });

  it.each([
    [{ status: 401, body: "c4nary secret is wrong" }, "no access token: the token endpoint answered 401"],
    [{ status: 200, body: "<html>" }, "no access token: the token endpoint's answer has no access_token"],
    [
      { status: 200, body: '{"access_token":"a\\nb"}' },
      "no access token: the token endpoint's answer has no access_token",
    ],
  ])("sends nothing without a token: %j", async (tokenAnswer, reason) => {
    const { identity, endpoint, run } = await start({ tokenAnswer });
    expect((await run()).result).toEqual({ outcome: "failed", reason });
    await run();
    expect(endpoint).toEqual([]);
    // A failure isn't cached.
    expect(identity).toHaveLength(2);
  });
});

describe("a signed delivery", () => {
  it("is sent once, or again with the same bytes after a 5xx if that is enabled (R-31)", async () => {
    const { url, received } = await startReceiver((_request, response) => response.writeHead(503).end());
    const request: DeliveryRequest = { method: "POST", url, headers: {}, body: '{"a":1}' };
    const options = { tokens: createTokenCache(() => 0), timeoutMs: 5000, allowNonPublic: true };
    await deliver(request, { type: "hmac", secret: "s" }, options);
    expect(received).toHaveLength(1);
    await deliver(request, { type: "hmac", secret: "s" }, { ...options, retrySigned5xx: true });
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ body, headers }) => `${body} ${headers["x-tavus-signature"]}`)).size).toBe(1);
  });
});
