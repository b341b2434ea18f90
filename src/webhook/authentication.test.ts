import { afterEach, describe, expect, it, vi } from "vitest";
import { create } from "../../test/support/receiver.ts";
import { MissingSecretError } from "./errors.ts";
import { ARGUMENTS, CONVERSATION, envelopeOf, SECRET, signatureOf } from "./testing/listen.ts";
import { type Options, start } from "./testing/start.ts";

describe("a signed delivery", () => {
  it("reaches the handler typed, with its conversation, in any form of body (bugs 1, 9, 14)", async () => {
    const { handled, sendSigned } = await start();
    // Contains whitespace and escapes that another JSON serializer wouldn't produce.
    const body = envelopeOf(ARGUMENTS).replace("{", "{  ").replace("–", "\\u2013");
    expect(await sendSigned(body)).toMatchObject({ status: 200, text: '{"status":"handled"}' });
    expect(handled).toHaveLength(1);
    expect(handled[0]?.args).toEqual(ARGUMENTS);
    expect(handled[0]?.context).toMatchObject({
      action: "support_summary",
      conversationId: CONVERSATION,
      toolCallId: "call_1",
      secretIndex: 0,
    });
    expect(new TextDecoder().decode(handled[0]?.context.rawBody)).toBe(body);
  });

  it.each<[string, (body: string) => Record<string, string>, string]>([
    ["without a signature", () => ({}), "the request has no X-Tavus-Signature"],
    ["with another secret's", (body) => ({ "X-Tavus-Signature": signatureOf(body, "other") }), "matches no secret"],
    [
      "over the reserialized body (bug 1)",
      (body) => ({ "X-Tavus-Signature": signatureOf(JSON.stringify(JSON.parse(body), null, 1)) }),
      "verify the raw bytes of the body, not parsed JSON",
    ],
    [
      "with a prefix (bug 2)",
      (body) => ({ "X-Tavus-Signature": `sha256=${signatureOf(body)}` }),
      "is not 64 hex digits",
    ],
    [
      "that is too short (bug 8)",
      (body) => ({ "X-Tavus-Signature": signatureOf(body).slice(2) }),
      "is not 64 hex digits",
    ],
    [
      "over a timestamp and the body (bug 3)",
      (body) => ({ "X-Tavus-Signature": signatureOf(`1.${body}`), "X-Tavus-Timestamp": "1" }),
      "matches no secret",
    ],
    [
      "in a header that Tavus doesn't send (bug 7)",
      (body) => ({ "X-Signature": signatureOf(body) }),
      "has no X-Tavus-Signature",
    ],
    ["with the secret itself", () => ({ "X-Tavus-Webhook-Secret": SECRET }), "has no X-Tavus-Signature"],
  ])("%s is a 401, and nothing is handled", async (_what, headers, text) => {
    const { handled, errors, send } = await start();
    const body = envelopeOf(ARGUMENTS);
    const answer = await send(body, headers(body));
    expect(answer.status).toBe(401);
    expect(answer.text).toContain(text);
    expect(errors).toHaveLength(1);
    expect(JSON.stringify([answer, errors])).not.toContain(SECRET);
    expect(handled).toEqual([]);
  });

  it("accepts both secrets during a rotation, reports which one matched, and later refuses the old one", async () => {
    const rotating = await start({ auth: { type: "hmac", secret: ["new-secret", SECRET] } });
    const body = envelopeOf(ARGUMENTS);
    expect((await rotating.sendSigned(body)).status).toBe(200);
    const other = envelopeOf(ARGUMENTS, { conversation_id: "c2" });
    expect((await rotating.send(other, { "x-tavus-signature": signatureOf(other, "new-secret") })).status).toBe(200);
    expect(rotating.handled.map(({ context }) => context.secretIndex)).toEqual([1, 0]);
    const after = await start({ auth: { type: "hmac", secret: "new-secret" } });
    expect((await after.sendSigned(body)).status).toBe(401);
  });

  it("refuses a GET with 401, because it has no body to sign and anybody could repeat it with another query", async () => {
    const { send, handled } = await start();
    const headers = { "X-Tavus-Signature": signatureOf("") };
    const answer = await send(undefined, headers, { method: "GET", path: "/hooks/support_summary?message=forged" });
    expect(answer).toMatchObject({ status: 401, text: '{"error":"a request without a body cannot be signed"}' });
    expect(handled).toEqual([]);
  });
});

describe("without a secret", () => {
  it.each(["", [], [""], undefined, [undefined]])("refuses to create a receiver: %j (bug 4)", (secret) => {
    const make = (auth: Options["auth"]) => () => create({ auth });
    const missing = secret as unknown as string;
    expect(make({ type: "hmac", secret: missing })).toThrow(MissingSecretError);
    expect(make({ type: "hmac", secret: missing })).toThrow(
      "auth.secret is not set. Nothing is accepted without it. Set it or, if it only exists when requests arrive and not in a build, pass a function that returns it.",
    );
    expect(make({ type: "bearer", token: missing })).toThrow("auth.token is not set");
    expect(make({ type: "basic", username: "u", password: missing })).toThrow("auth.password is not set");
    expect(make({ type: "api_key", name: "X-Key", value: missing })).toThrow("auth.value is not set");
  });

  it("answers 503 to each delivery if the secret comes from a function and is missing", async () => {
    const secrets: { current?: string } = {};
    const { handled, sendSigned } = await start({ auth: { type: "hmac", secret: () => secrets.current ?? "" } });
    expect(await sendSigned(envelopeOf(ARGUMENTS))).toMatchObject({
      status: 503,
      text: '{"error":"auth.secret is not set. Nothing is accepted without it."}',
    });
    secrets.current = SECRET;
    expect((await sendSigned(envelopeOf(ARGUMENTS))).status).toBe(200);
    expect(handled).toHaveLength(1);
  });

  it("refuses an unknown auth type, and a missing verifier", () => {
    const make = (auth: object | undefined) => () => create({ auth: auth as Options["auth"] });
    expect(make({})).toThrow('Write { type: "none" } to accept everybody.');
    expect(make({ type: "oauth2_client_credentials" })).toThrow("auth.verifyToken is missing.");
    expect(make(undefined)).toThrow(new TypeError("auth is missing."));
    expect(make({ type: "api_key", value: SECRET })).toThrow(new TypeError("auth.name is missing."));
    expect(make({ type: "basic", password: SECRET })).toThrow(new TypeError("auth.username is missing."));
  });
});

describe("the other authentication types", () => {
  const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString("base64")}` });
  const verifyToken = (token: string) => token === SECRET;
  const OTHER = "0".repeat(SECRET.length);
  it.each<[string, Options["auth"], Record<string, string>, Record<string, string>, string | null]>([
    [
      "bearer",
      { type: "bearer", token: ["new", SECRET] },
      { Authorization: `Bearer ${SECRET}` },
      { Authorization: `Bearer ${SECRET}x` },
      "Bearer",
    ],
    [
      "basic",
      { type: "basic", username: "ü", password: SECRET },
      basic(`ü:${SECRET}`),
      basic(`x:${SECRET}`),
      'Basic realm="deliveries", charset="UTF-8"',
    ],
    [
      "api_key",
      { type: "api_key", name: "X-Hook-Key", value: SECRET },
      { "x-hook-key": SECRET },
      { "x-hook-key": "c4nary" },
      null,
    ],
    [
      "oauth2",
      { type: "oauth2_client_credentials", verifyToken },
      { authorization: `bearer ${SECRET}` },
      { authorization: "bearer x" },
      "Bearer",
    ],
  ])("%s accepts the right credentials and refuses others with 401", async (kind, auth, right, wrong, challenge) => {
    const { handled, send, errors } = await start({ auth });
    const body = JSON.stringify(ARGUMENTS);
    const [name = "", value = ""] = Object.entries(right)[0] ?? [];
    for (const [headers, what] of [
      [{}, "missing"],
      [wrong, kind === "basic" ? "missing" : "wrong"],
      // As long as the correct secret, so that only the content differs.
      [{ [name]: kind === "basic" ? basic(`ü:${OTHER}`).Authorization : value.replace(SECRET, OTHER) }, "wrong"],
      [{ authorization: "Basic %%%" }, "missing"],
      ...(name === "x-hook-key"
        ? []
        : [`x${value}`, value.replace(" ", "x "), `Other ${value}`].map((other) => [{ [name]: other }, "missing"])),
    ] as [Record<string, string>, string][]) {
      const answer = await send(body, headers);
      expect(answer).toMatchObject({ status: 401, text: `{"error":"the credentials are ${what}"}` });
      expect(answer.headers.get("www-authenticate")).toBe(challenge);
      expect(answer.text).not.toContain("c4nary");
    }
    expect(JSON.stringify(errors)).not.toContain(SECRET);
    expect(handled).toEqual([]);
    // RFC 9110, section 11.4: the scheme can be followed by any number of spaces.
    expect((await send(body, { [name]: value.replace(" ", "   ") })).status).toBe(200);
    expect(handled[0]?.args).toEqual(ARGUMENTS);
  });

  it("accept a key in the query, and anybody with type none", async () => {
    const inQuery = await start({ auth: { type: "api_key", name: "key", value: SECRET, location: "query" } });
    const body = JSON.stringify(ARGUMENTS);
    expect((await inQuery.send(body, {}, { path: `/hooks/support_summary?key=${SECRET}` })).status).toBe(200);
    expect((await inQuery.send(body)).status).toBe(401);
    const open = await start({ auth: { type: "none" } });
    expect((await open.send(body)).status).toBe(200);
  });

  it("answer 503 if the authorization server can't be reached", async () => {
    const { send } = await start({
      auth: { type: "oauth2_client_credentials", verifyToken: () => Promise.reject(new Error(`no ${SECRET}`)) },
    });
    const answer = await send(JSON.stringify(ARGUMENTS), { authorization: "Bearer t" });
    expect(answer).toMatchObject({ status: 503, text: '{"error":"credentials cannot be checked now"}' });
  });
});

describe("a runtime whose cryptography fails", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("doesn't report a wrong signature", async () => {
    vi.resetModules();
    vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
    vi.stubGlobal("crypto", { subtle: { importKey: () => Promise.reject(new Error("not now")) } });
    const { authenticate } = await import("./authentication.ts");
    const body = envelopeOf(ARGUMENTS);
    const request = new Request("https://a.dev", { headers: { "x-tavus-signature": signatureOf(body) } });
    const answer = authenticate({ type: "hmac", secret: SECRET }, request, new TextEncoder().encode(body));
    await expect(answer).rejects.toThrow("not now");
  });
});
