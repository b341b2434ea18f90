import { describe, expect, it } from "vitest";
import { fc } from "../../test/support/random.ts";
import { appendQuery, encodeUrlPart, isHttpUrl, RenderError, renderUrl, withMaskedQuery, withoutQuery } from "./url.ts";

const text = fc.string({ unit: "grapheme" });

describe("percent-encoding (R-3)", () => {
  it("keeps only unreserved characters, and decodes to the original text", () => {
    fc.assert(
      fc.property(text, (value) => {
        const encoded = encodeUrlPart(value);
        expect(encoded).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encoded)).toBe(value);
      }),
    );
  });
});

describe("a URL", () => {
  it("is rendered so that the endpoint reads each value at its position (R-1)", () => {
    fc.assert(
      fc.property(text, (value) => {
        fc.pre(![".", ".."].includes(value));
        const parsed = new URL(renderUrl("https://crm.acme.dev/a/{v}/b?q={v}&r=1", { v: value }));
        expect(parsed.host).toBe("crm.acme.dev");
        expect(parsed.pathname.split("/")).toHaveLength(4);
        expect(decodeURIComponent(parsed.pathname.split("/")[2] ?? "")).toBe(value);
        expect([...parsed.searchParams]).toEqual([
          ["q", value],
          ["r", "1"],
        ]);
      }),
    );
  });

  it.each([
    ["https://crm.acme.dev/notes/{v}/x", ".."],
    ["https://crm.acme.dev/notes/{v}", "."],
    ["https://crm.acme.dev/notes/.{v}", "."],
    ["https://crm.acme.dev/notes/%2e{v}?a=1", "."],
    ["https://crm.acme.dev/notes/%2E{v}", ""],
    ["https://crm.acme.dev\\notes\\{v}\\x", ".."],
  ])("%s can't be redirected by the value %s", (template, v) => {
    const render = (): string => renderUrl(template, { v });
    expect(render).toThrow(RenderError);
    expect(render).toThrow(
      expect.objectContaining({ name: "RenderError", message: expect.stringContaining(" path ") }),
    );
  });

  it("can contain dots, and values with dots", () => {
    expect(renderUrl("https://crm.acme.dev/a/../{v}?q={w}", { v: "..x", w: ".." })).toBe(
      "https://crm.acme.dev/..x?q=..",
    );
  });

  it("can't be made from half a character", () => {
    expect(() => renderUrl("https://crm.acme.dev/{v}", { v: "\ud83d" })).toThrow(URIError);
  });

  it("accepts more query parameters without being rewritten", () => {
    fc.assert(
      fc.property(text, text, (name, value) => {
        const url = appendQuery("https://crm.acme.dev/?a=b%20c&d=(e)", name, value);
        expect(url).toMatch(/^https:\/\/crm\.acme\.dev\/\?a=b%20c&d=\(e\)&/);
        expect([...new URL(url).searchParams].at(-1)).toEqual([name, value]);
      }),
    );
    expect(appendQuery("https://crm.acme.dev/", "a", "1")).toBe("https://crm.acme.dev/?a=1");
    expect(appendQuery("https://crm.acme.dev/?", "a", "1")).toBe("https://crm.acme.dev/?a=1");
    expect(appendQuery("https://crm.acme.dev/?b#c?d", "a", "1")).toBe("https://crm.acme.dev/?b&a=1#c?d");
  });
});

describe("a URL for people", () => {
  it("has the mask instead of the value at any position, and is otherwise unchanged", () => {
    const url = "https://a.dev/k=p?k=s3cret&xk=1&k=&l=2&k=a%26b#k=c";
    expect(withMaskedQuery(url, "k")).toBe("https://a.dev/k=p?k=********&xk=1&k=********&l=2&k=********#k=c");
    expect(withMaskedQuery("https://a.dev/?a=1", "k")).toBe("https://a.dev/?a=1");
  });

  it("finds the parameter by its encoded name, which isn't a pattern", () => {
    expect(withMaskedQuery("https://a.dev/?a%20b%2A=s3cret", "a b*")).toBe("https://a.dev/?a%20b%2A=********");
    expect(withMaskedQuery("https://a.dev/?a.c=s3cret&abc=1", "a.c")).toBe("https://a.dev/?a.c=********&abc=1");
  });

  it("masks the parameters that appendQuery adds", () => {
    fc.assert(
      fc.property(text, text, (name, value) => {
        const url = withMaskedQuery(appendQuery("https://a.dev/?x=1", name, value), name);
        expect(url).toBe(`https://a.dev/?x=${name === "x" ? "********" : 1}&${encodeUrlPart(name)}=********`);
      }),
    );
  });
});

describe("a URL without a parameter", () => {
  it.each([
    ["https://a.dev/p?k=1", "https://a.dev/p"],
    ["https://a.dev/p?k=1&k=2", "https://a.dev/p"],
    ["https://a.dev/p?a=b%20c&k=1&&kk=%zz&d", "https://a.dev/p?a=b%20c&kk=%zz&d"],
    ["https://a.dev/p?%6b=1&a=k=1", "https://a.dev/p?a=k=1"],
    ["https://a.dev/p?a=1?k=2", "https://a.dev/p?a=1?k=2"],
    ["https://a.dev/p?a=1\n2&k=3", "https://a.dev/p?a=1\n2"],
    ["https://a.dev/p", "https://a.dev/p"],
  ])("%j is %j", (url, without) => {
    expect(withoutQuery(url, "k")).toBe(without);
  });

  it("finds a parameter that is written with a stray percent sign", () => {
    expect(withoutQuery("https://a.dev/p?100%=1&a=2", "100%")).toBe("https://a.dev/p?a=2");
  });
});

it.each([
  ["http://a.dev", true],
  ["https://a.dev/p", true],
  ["HTTPS://a.dev", true],
  ["ftp://a.dev", false],
  ["a.dev", false],
  ["", false],
  [undefined, false],
  [new URL("https://a.dev"), false],
])("%j is an http or https URL: %s", (given, is) => {
  expect(isHttpUrl(given)).toBe(is);
});
