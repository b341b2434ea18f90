import { describe, expect, it } from "vitest";
import type { Auth } from "../contract/index.ts";
import { authenticate, keyParameter } from "./authenticate.ts";
import type { DeliveryRequest } from "./request.ts";

const plain: DeliveryRequest = {
  method: "POST",
  url: "https://crm.acme.dev/n?a=b%20c",
  headers: { "X-A": "1" },
  body: "{}",
};
const headersWith = (auth: Auth): Record<string, string> => authenticate(plain, auth).headers;

describe("authentication", () => {
  it("changes nothing for type none (K-1), or without auth", () => {
    expect(authenticate(plain, { type: "none" })).toBe(plain);
    expect(authenticate(plain)).toBe(plain);
    expect(authenticate(plain, null)).toBe(plain);
  });

  it("adds the type's credentials and nothing else (K-2 to K-4)", () => {
    expect(headersWith({ type: "bearer", token: "t" })).toEqual({ "X-A": "1", authorization: "Bearer t" });
    expect(headersWith({ type: "basic", username: "ü", password: "p:w" })).toEqual({
      "X-A": "1",
      authorization: `Basic ${Buffer.from("ü:p:w").toString("base64")}`,
    });
    expect(headersWith({ type: "api_key", name: "X-K", value: "v" })).toEqual({ "X-A": "1", "X-K": "v" });
    expect(headersWith({ type: "api_key", name: "X-K", value: "v", location: "header" })["X-K"]).toBe("v");
    expect(authenticate(plain, { type: "api_key", name: "k", value: "a&b c", location: "query" })).toEqual({
      ...plain,
      url: "https://crm.acme.dev/n?a=b%20c&k=a%26b%20c",
    });
    expect(plain.headers).toEqual({ "X-A": "1" });
  });

  it("replaces a header of the same name in another spelling", () => {
    expect(headersWith({ type: "api_key", name: "x-a", value: "v" })).toEqual({ "x-a": "v" });
  });

  it("of type oauth2_client_credentials is the token as a bearer (K-5)", () => {
    const auth = { type: "oauth2_client_credentials", token_url: "https://id.acme.dev", client_id: "c" } as const;
    expect(authenticate(plain, { ...auth, client_secret: "s" }, "at").headers["authorization"]).toBe("Bearer at");
  });

  it("of type hmac signs exactly the bytes of the body, or an empty one if there is none (K-6, R-20)", () => {
    // Computed with printf '{"text":"ü"}' | openssl dgst -sha256 -hmac s3cret
    const signed = authenticate({ ...plain, body: '{"text":"ü"}' }, { type: "hmac", secret: "s3cret" });
    expect(signed.headers["X-Tavus-Signature"]).toBe(
      "53f4b50f3d68e9c41d2552b446375523a8fc7166ecd0f751d9c7a9e87c0a139a",
    );
    const { body: _, ...bodiless } = plain;
    expect(authenticate(bodiless, { type: "hmac", secret: "s3cret" }).headers["X-Tavus-Signature"]).toBe(
      "91dfac70c5348b04e1babb8b421ac92cec08b565b49ca16130dccb72503647b7",
    );
  });
});

it.each<[string | undefined, Auth | null | undefined]>([
  ["k", { type: "api_key", name: "k", value: "v", location: "query" }],
  [undefined, { type: "api_key", name: "k", value: "v", location: "header" }],
  [undefined, { type: "api_key", name: "k", value: "v" }],
  // Fields of another authentication type that a tool of the API still has.
  [undefined, { type: "none", name: "k", location: "query" } as Auth],
  [undefined, null],
  [undefined, undefined],
])("the key is in the query parameter %s with %j", (name, auth) => {
  expect(keyParameter(auth)).toBe(name);
});
