import { describe, expect, it } from "vitest";
import { renderRequest } from "./request.ts";
import { RenderError } from "./url.ts";

const URL_ = "https://crm.acme.dev/n";
const render = (delivery: object, args: Record<string, unknown> = {}, typing?: "preserve" | "string") =>
  renderRequest({
    delivery: { url: URL_, ...delivery },
    arguments: args,
    conversationId: "c1",
    ...(typing && { typing }),
  });

describe("a request", () => {
  it("has the arguments as its body without a template, with their types (R-7)", () => {
    expect(render({}, { b: 1, a: [true] })).toEqual({
      method: "POST",
      url: URL_,
      headers: { "content-type": "application/json" },
      body: '{"b":1,"a":[true]}',
    });
  });

  it.each(["GET", "HEAD", "DELETE"])(
    "%s has the arguments that no template uses in its query, and no body (R-8)",
    (method) => {
      const delivery = { method, url: "https://crm.acme.dev/{a}", headers: { "X-C": "{c}" } };
      expect(render(delivery, { a: 1, b: "x&y z", c: "c", d: { e: 1 } })).toEqual({
        method,
        url: "https://crm.acme.dev/1?b=x%26y%20z&c=c&d=%7B%22e%22%3A1%7D",
        headers: { "X-C": "{c}" },
      });
    },
  );

  it("has an argument in its query unless a placeholder in URL or query names it", () => {
    const url = `${URL_}/{a}-{b}`;
    expect(render({ method: "GET", url }, { a: 1, b: 2, c: 3 }).url).toBe(`${URL_}/1-2?c=3`);
    expect(render({ method: "GET" }, { a: 1 }).url).toBe(`${URL_}?a=1`);
    expect(render({ method: "GET", query_params: { q: "{a}" } }, { a: 1 }).url).toBe(`${URL_}?q=1`);
  });

  it("ignores the template of an older tool whose method has no body (D-21, U-29)", () => {
    const request = render({ method: "GET", body_template: { t: "{a}" } }, { a: 1, b: 2 });
    expect(request).toEqual({ method: "GET", url: `${URL_}?a=1&b=2`, headers: {} });
  });

  it("has compact JSON in the order of the template's keys (R-4), with types as configured (U-19)", () => {
    expect(render({ body_template: { z: "{m}", a: "x" } }, { m: "hi" }).body).toBe('{"z":"hi","a":"x"}');
    expect(render({ body_template: { n: "{n}" } }, { n: 1 }, "string").body).toBe('{"n":"1"}');
    expect(render({ body_template: {} }, { n: 1 }).body).toBe("{}");
  });

  it("contains the conversation in every template (R-2), but in no header (D-14), and in no body without one (R-9)", () => {
    const id = "{tavus_conversation_id}";
    expect(
      render({ url: `${URL_}/${id}`, query_params: { id }, headers: { id }, body_template: { id } }, { a: 1 }),
    ).toMatchObject({ url: `${URL_}/c1?id=c1`, headers: { id }, body: '{"id":"c1"}' });
    expect(render({}, { a: 1 }).body).toBe('{"a":1}');
  });

  it("is refused in advance if it would have more than 10,000,000 characters, even with few arguments", () => {
    const refusal = new RenderError("the arguments make a request of more than 10000000 characters");
    const named = { m: "x".repeat(2_500_000) };
    const four = "{m}{m}{m}{m}";
    expect(() => render({ body_template: { t: [four] } }, named)).toThrow(refusal);
    expect(() => render({ query_params: { q: four } }, named)).toThrow(refusal);
    expect(() => render({ url: `${URL_}/${four}` }, named)).toThrow(refusal);
    expect(() => render({ query_params: { h: "{m}{m}" }, body_template: "{m}{m}" }, named)).toThrow(refusal);
    // The template's own text also counts. A placeholder without an argument adds nothing.
    const template = "{m}{m}{no}";
    const most = "x".repeat((10_000_000 - URL_.length - template.length) / 2);
    expect(render({ body_template: template }, { m: most }).body).toHaveLength(2 * most.length + '"{no}"'.length);
    expect(() => render({ body_template: `${template}.` }, { m: most })).toThrow(refusal);
  });

  it("adds rendered query_params to those of the URL (D-17)", () => {
    expect(render({ url: `${URL_}?x=1`, query_params: { "a b": "{v}!" } }, { v: "é" }).url).toBe(
      `${URL_}?x=1&a%20b=%C3%A9%21`,
    );
  });

  it("has form fields if the content type says so (D-18)", () => {
    const content_type = "Application/x-www-form-urlencoded; charset=utf-8";
    const request = render({ content_type }, { a: "x y", b: [1], c: null });
    expect(request).toMatchObject({ headers: { "content-type": content_type }, body: "a=x+y&b=%5B1%5D&c=" });
  });

  it("keeps a content type that the headers give", () => {
    expect(render({ headers: { "Content-Type": "text/json" } }).headers).toEqual({ "Content-Type": "text/json" });
  });

  it("has its content type in addition to other headers", () => {
    const headers = { "X-A": "1" };
    expect(render({ headers }).headers).toEqual({ ...headers, "content-type": "application/json" });
  });

  it("treats null as omitted, as servers do (U-9)", () => {
    const nulls = { method: null, timeout: null, headers: null, query_params: null, content_type: null };
    expect(render({ ...nulls, body_template: null }, { a: 1 })).toEqual(render({}, { a: 1 }));
  });

  it.each(["a\r\nX-Admin: 1", "…"])("isn't made if a stored header is invalid: %j", (value) => {
    const make = (): unknown => render({ headers: { "X-Note": value } });
    expect(make).toThrow(RenderError);
    expect(make).toThrow("the header X-Note would hold characters that HTTP forbids there");
  });

  it("is Tavus's envelope for a signed delivery, regardless of template and content type (R-21, R-22)", () => {
    const render = (method: string) =>
      renderRequest({
        delivery: { url: URL_, method, body_template: { x: "{a}" }, content_type: "text/plain" },
        arguments: { a: [1], b: "ü" },
        conversationId: "c1",
        envelope: { name: "log_note", toolCallId: "call1" },
      });
    expect(render("POST")).toEqual({
      method: "POST",
      url: URL_,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        name: "log_note",
        arguments: '{"a":[1],"b":"ü"}',
        tool_call_id: "call1",
        conversation_id: "c1",
      }),
    });
    expect(render("GET")).toEqual({ method: "GET", url: URL_, headers: {} });
  });

  it.each(["POST", "GET"])(
    "goes to the stored URL if it is signed, without filling placeholders: %s (R-34)",
    (method) => {
      const url = "https://CRM.acme.dev/{a}/x?c={tavus_conversation_id}&n={nobody}";
      const request = renderRequest({
        delivery: { url, method, query_params: { q: "{a}", fixed: "1" }, headers: { "X-A": "{a}" } },
        arguments: { a: "..", b: 2 },
        conversationId: "c1",
        envelope: { name: "log_note", toolCallId: "call1" },
      });
      expect(request).toMatchObject({ url, headers: { "X-A": "{a}" } });
    },
  );
});
