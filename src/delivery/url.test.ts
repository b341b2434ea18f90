import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendQuery, encodeUrlPart, RenderError, renderUrl } from "./url.ts";

const text = fc.string({ unit: "grapheme" });

describe("percent-encoding (R-3)", () => {
  it("leaves only unreserved characters, and reads back as what was meant", () => {
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
  it("is rendered so that the endpoint reads each value in its place (R-1)", () => {
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
    ["https://crm.acme.dev\\notes\\{v}\\x", ".."],
  ])("%s is not led elsewhere by the value %s", (template, v) => {
    expect(() => renderUrl(template, { v })).toThrow(RenderError);
  });

  it("may hold dots of its own, and values with dots", () => {
    expect(renderUrl("https://crm.acme.dev/a/../{v}?q={w}", { v: "..x", w: ".." })).toBe(
      "https://crm.acme.dev/..x?q=..",
    );
  });

  it("cannot be made of half a character", () => {
    expect(() => renderUrl("https://crm.acme.dev/{v}", { v: "\ud83d" })).toThrow(URIError);
  });

  it("takes further query parameters without being spelled anew", () => {
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
