import { describe, expect, it } from "vitest";
import type { Auth } from "../tavus-api/contract/index.ts";
import { authenticate, UnsupportedAuthError } from "./authenticate.ts";
import type { DeliveryRequest } from "./request.ts";

const plain: DeliveryRequest = {
  method: "POST",
  url: "https://crm.acme.dev/n?a=b%20c",
  headers: { "X-A": "1" },
  body: "{}",
};
const headersWith = (auth: Auth): Record<string, string> => authenticate(plain, auth).headers;

describe("authentication", () => {
  it("of no kind changes nothing (K-1), and neither does none at all", () => {
    expect(authenticate(plain, { type: "none" })).toBe(plain);
    expect(authenticate(plain)).toBe(plain);
    expect(authenticate(plain, null)).toBe(plain);
  });

  it("adds what its kind says and nothing else (K-2 to K-4)", () => {
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

  it("takes the place of a header of the same name in another spelling", () => {
    expect(headersWith({ type: "api_key", name: "x-a", value: "v" })).toEqual({ "x-a": "v" });
  });

  it.each<Auth>([
    { type: "hmac", secret: "s3cret" },
    { type: "oauth2_client_credentials", token_url: "https://id.acme.dev", client_id: "c", client_secret: "s3cret" },
  ])("of type $type is refused rather than left out, and says nothing of the secret", (auth) => {
    expect(() => authenticate(plain, auth)).toThrow(UnsupportedAuthError);
    expect(() => authenticate(plain, auth)).toThrow(`authentication of type ${auth.type} is not performed`);
    expect(() => authenticate(plain, auth)).not.toThrow("s3cret");
  });
});
