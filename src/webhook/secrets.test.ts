import { describe, expect, it } from "vitest";
import { create, signed } from "../../test/support/receiver.ts";
import type { ReceiverAuth } from "./authentication.ts";
import { MissingSecretError } from "./errors.ts";
import { verifySignature } from "./signature.ts";
import { envelopeOf, SECRET, signatureOf } from "./testing/listen.ts";

const refusing = (auth: unknown, more: object = {}) => {
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  return { ...create({ auth: auth as ReceiverAuth, onError, ...more }), errors };
};

const UNUSABLE: [string, unknown, string][] = [
  ["a line break at its end, as from a file", `${SECRET}\n`, "ends with a line break"],
  ["a Windows line break at its end", `${SECRET}\r\n`, "ends with a line break"],
  ["a space at its end", `${SECRET} `, "ends with whitespace"],
  ["a space at its end and a line break before", "c4nary\nsecret ", "ends with whitespace"],
  ["a tab at its end", `${SECRET}\t`, "ends with whitespace"],
  ["a no-break space at its end", `${SECRET}\u00a0`, "ends with whitespace"],
  ["a space at its beginning", ` ${SECRET}`, "begins with whitespace"],
  ["a byte order mark at its beginning", `\ufeff${SECRET}`, "begins with whitespace"],
  ["a line break in it", "c4nary\nsecret", "contains a line break"],
  [
    "a zero-width space at its end, as from a web page",
    `${SECRET}\u200b`,
    "contains a line break, control character or invisible character",
  ],
  ["not a string but a Buffer", Buffer.from(SECRET), "is a Buffer"],
  ["not a string but bytes", new TextEncoder().encode(SECRET), "is a Uint8Array"],
  ["not a string but a number", 12345, "is a number"],
  ["not a string but an object without a class", Object.create(null), "is a plain object"],
  ["not a string but a promise", Promise.resolve(SECRET), "is a Promise"],
  ["not a string but a URL", new URL("https://c4nary.dev"), "is a URL"],
  ["the text of a missing value", "undefined", 'is the text "undefined"'],
  ["the text of null", "null", 'is the text "null"'],
  ["the text of an object", "[object Object]", 'is the text "[object Object]"'],
  ["the mask of the API", "********", "is the mask"],
  ["no character", "", "is not set"],
  ["nothing but whitespace", " \n", "is not set"],
  ["no value", undefined, "is not set"],
  ["null", null, "is not set"],
  ["an empty list", [], "is not set"],
];

describe("a secret that has", () => {
  it.each(UNUSABLE)("%s is refused at once, with the option's name and without its value", (_what, secret, reason) => {
    const act = () => refusing({ type: "hmac", secret });
    expect(act).toThrow(MissingSecretError);
    expect(act).toThrow(`auth.secret ${reason}`);
    expect(act).not.toThrow("c4nary");
  });

  const late = UNUSABLE.filter(([, secret]) => !(secret instanceof Promise));
  it.each(late)("%s is a 503 that names it, if it comes from a function", async (_what, secret, reason) => {
    const { receive, errors } = refusing({ type: "hmac", secret: async () => secret });
    const answer = await receive(signed());
    expect(answer.status).toBe(503);
    const text = ((await answer.json()) as { error: string }).error;
    expect(text).toContain(`auth.secret ${reason}`);
    expect(text).not.toContain("c4nary");
    expect(errors).toEqual([expect.any(MissingSecretError)]);
  });

  it("one of these in a list is reported with its index", () => {
    expect(() => refusing({ type: "hmac", secret: [SECRET, `${SECRET}\n`] })).toThrow(
      "auth.secret[1] ends with a line break",
    );
    expect(() => refusing({ type: "hmac", secret: [SECRET, undefined] })).toThrow("auth.secret is not set");
  });

  it.each<[string, unknown, object]>([
    ["auth.token", { type: "bearer", token: `${SECRET}\n` }, {}],
    ["auth.value", { type: "api_key", name: "x-key", value: `${SECRET}\n` }, {}],
    ["auth.password", { type: "basic", username: "tavus", password: `${SECRET}\n` }, {}],
    ["auth.username", { type: "basic", username: `${SECRET}\n`, password: SECRET }, {}],
    ["auth.name", { type: "api_key", name: `${SECRET}\n`, value: SECRET }, {}],
    ["eventToken", { type: "none" }, { eventToken: `${SECRET}\n` }],
  ])("a line break at its end is reported for each type: %s", (what, auth, more) => {
    expect(() => refusing(auth, more)).toThrow(`${what} ends with a line break`);
  });

  it("a line break at its end is reported by verifySignature if nothing matches", async () => {
    const body = envelopeOf({});
    const wrong = verifySignature(body, signatureOf(body), `${SECRET}\n`);
    await expect(wrong).rejects.toMatchObject({ name: "SignatureError" });
    await expect(wrong).rejects.toThrow("a secret ends with a line break");
    const either = await verifySignature(body, signatureOf(body), [`${SECRET}\n`, SECRET]);
    expect(either).toEqual({ secretIndex: 1 });
  });

  it("anything but a string is reported by verifySignature, too", async () => {
    const body = envelopeOf({});
    const wrong = verifySignature(body, signatureOf(body), Buffer.from(SECRET) as unknown as string);
    await expect(wrong).rejects.toThrow("the secret is a Buffer");
  });

  it("spaces and letters of any language inside it is accepted", async () => {
    const secret = "pass phrase – où 秘密";
    const body = envelopeOf({});
    expect(await verifySignature(body, signatureOf(body, secret), secret)).toEqual({ secretIndex: 0 });
  });
});
