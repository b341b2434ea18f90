import { describe, expect, it } from "vitest";
import { fc } from "../../test/support/random.ts";
import { renderJson, renderText } from "./template.ts";

const VALUES = { n: 5, list: [1, "a"], flag: true, nothing: null, text: "x" };

describe("a template", () => {
  it("keeps the type of a placeholder that is the whole string, or makes it text (U-19)", () => {
    const template = { a: "{n}", b: "{list}", c: "{flag}", d: "{nothing}", e: "n is {n}", f: "{list}!", g: 7 };
    const common = { e: "n is 5", f: '[1,"a"]!', g: 7 };
    expect(renderJson(template, VALUES, "preserve")).toEqual({ a: 5, b: [1, "a"], c: true, d: null, ...common });
    expect(renderJson(template, VALUES, "string")).toEqual({ a: "5", b: '[1,"a"]', c: "true", d: "", ...common });
  });

  it("is rendered at any depth, in its own key order (R-4)", () => {
    const rendered = renderJson({ z: [{ y: "{text}" }, ["{n}"]], a: "{text}{text}" }, VALUES, "preserve");
    expect(JSON.stringify(rendered)).toBe('{"z":[{"y":"x"},[5]],"a":"xx"}');
  });

  it("leaves unknown placeholders, other braces, and keys unchanged (R-3)", () => {
    const template = { "{n}": "{other} { n } {n {} {1}", ["__proto__"]: "{n}" };
    expect(JSON.stringify(renderJson(template, VALUES, "preserve"))).toBe(
      '{"{n}":"{other} { n } {n {} {1}","__proto__":5}',
    );
  });

  it("uses only the given values", () => {
    expect(renderText("{constructor} {__proto__}", {})).toBe("{constructor} {__proto__}");
  });

  it("writes nothing if a value is null or missing", () => {
    expect(renderText("<{a}{b}>", { a: null, b: undefined })).toBe("<>");
  });

  it("never fills placeholders that a value contains", () => {
    fc.assert(
      fc.property(fc.string(), (b) => {
        expect(renderText("{a} {b}", { a: "{b}", b })).toBe(`{b} ${b}`);
      }),
    );
  });
});
