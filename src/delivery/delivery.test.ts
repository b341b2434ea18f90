import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authenticate, UnsupportedAuthError } from "./authenticate.ts";
import { renderRequest } from "./request.ts";
import { send } from "./send.ts";
import { renderJson, renderText } from "./template.ts";

const render = (delivery: object, args: Record<string, unknown> = {}, typing?: "preserve" | "string") =>
  renderRequest({
    delivery: { url: "https://crm.acme.dev/n", ...delivery },
    arguments: args,
    conversationId: "c1",
    ...(typing && { typing }),
  });

describe("a template", () => {
  it("keeps the type of a placeholder that is the whole string, or makes it text (U-19)", () => {
    const values = { n: 5, list: [1, "a"], flag: true, nothing: null };
    const template = { a: "{n}", b: "{list}", c: "{flag}", d: "{nothing}", e: "n is {n}", f: "{list}!", g: 7 };
    expect(renderJson(template, values, "preserve")).toEqual({
      a: 5,
      b: [1, "a"],
      c: true,
      d: null,
      e: "n is 5",
      f: '[1,"a"]!',
      g: 7,
    });
    expect(renderJson(template, values, "string")).toEqual({
      a: "5",
      b: '[1,"a"]',
      c: "true",
      d: "",
      e: "n is 5",
      f: '[1,"a"]!',
      g: 7,
    });
  });

  it("leaves unknown placeholders, other braces and keys as they are", () => {
    expect(renderJson({ "{n}": "{other} { x } {n" }, { n: 1 }, "preserve")).toEqual({ "{n}": "{other} { x } {n" });
  });

  it("never fills what a value brings along", () => {
    expect(renderText("{a} {b}", { a: "{b}", b: "1" })).toBe("{b} 1");
  });
});

describe("a request", () => {
  it("encodes values by their place, so that the endpoint reads what was meant", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        // A path cannot hold the segments . and .. whatever their encoding.
        fc.pre(!["", ".", ".."].includes(value));
        const { url } = render({ url: "https://crm.acme.dev/a/{v}/b?q={v}", query_params: { p: "{v}" } }, { v: value });
        const parsed = new URL(url);
        expect(parsed.host).toBe("crm.acme.dev");
        expect(decodeURIComponent(parsed.pathname.split("/")[2] ?? "")).toBe(value);
        expect(parsed.searchParams.get("q")).toBe(value);
        expect(parsed.searchParams.get("p")).toBe(value);
      }),
    );
  });

  it("has the arguments as its body without a template, form fields where the content type says so", () => {
    expect(render({}, { b: 1, a: [true] })).toEqual({
      method: "POST",
      url: "https://crm.acme.dev/n",
      headers: { "content-type": "application/json" },
      body: '{"b":1,"a":[true]}',
    });
    expect(render({ content_type: "application/x-www-form-urlencoded" }, { a: "x y", b: [1] }).body).toBe(
      "a=x+y&b=%5B1%5D",
    );
  });

  it("has the arguments that no template uses in the query of a GET or DELETE, and no body", () => {
    for (const method of ["GET", "DELETE"]) {
      const request = render({ method, url: "https://crm.acme.dev/{a}" }, { a: 1, b: "x&y" });
      expect(request).toEqual({ method, url: "https://crm.acme.dev/1?b=x%26y", headers: {} });
    }
  });

  it("keeps the order of the template's keys, and compact JSON (R-4)", () => {
    expect(render({ body_template: { z: "{m}", a: "x" } }, { m: "hi" }).body).toBe('{"z":"hi","a":"x"}');
  });
});

describe("authentication", () => {
  const plain = render({ headers: { "X-A": "1" } }, {});
  it("adds what its kind says and nothing else", () => {
    expect(authenticate(plain, { type: "none" })).toBe(plain);
    expect(authenticate(plain).headers).toEqual(plain.headers);
    expect(authenticate(plain, { type: "bearer", token: "t" }).headers).toMatchObject({
      authorization: "Bearer t",
      "X-A": "1",
    });
    expect(authenticate(plain, { type: "basic", username: "ü", password: "p" }).headers["authorization"]).toBe(
      "Basic w7w6cA==",
    );
    expect(authenticate(plain, { type: "api_key", name: "X-K", value: "v" }).headers["X-K"]).toBe("v");
    expect(authenticate(plain, { type: "api_key", name: "k", value: "a&b", location: "query" }).url).toBe(
      "https://crm.acme.dev/n?k=a%26b",
    );
  });

  it("that is not known here is refused rather than left out", () => {
    expect(() => authenticate(plain, { type: "hmac", secret: "s" })).toThrow(UnsupportedAuthError);
  });
});

describe("sending", () => {
  it.each([
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://10.0.0.1/",
    "https://localhost/",
    "https://[::ffff:192.168.0.1]/",
  ])("refuses %s", async (url) => {
    expect(await send({ method: "GET", url, headers: {} }, { timeoutMs: 5000 })).toEqual({
      outcome: "failed",
      reason: "the endpoint's address is not public",
    });
  });

  it("follows no redirect, and keeps no more of an answer than it must", async () => {
    const { createServer } = await import("node:http");
    const server = createServer((request, response) => {
      if (request.url === "/away") response.writeHead(302, { location: "https://other.acme.dev/" }).end();
      else response.end("x".repeat(100_000));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    const options = { timeoutMs: 5000, allowNonPublic: true };
    expect(await send({ method: "GET", url: `${url}/away`, headers: {} }, options)).toEqual({
      outcome: "response",
      status: 302,
      body: "",
    });
    const cut = await send({ method: "GET", url, headers: {} }, { ...options, maxResponseBytes: 10 });
    expect(cut).toEqual({ outcome: "response", status: 200, body: "x".repeat(10) });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
