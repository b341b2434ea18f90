import fc from "fast-check";
import { expect, it } from "vitest";
import { digitsOf, exactNumbersOf, parseExact, stringifyExact } from "./exact-number.ts";

it("keeps every digit of an integer from parsing to writing", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (id) => {
      const text = `{"a":[${id},"${id}",{"const":${id}}],"b":0.5}`;
      expect(stringifyExact(parseExact(text))).toBe(text);
    }),
  );
});

it("leaves numbers that JavaScript can represent unchanged", () => {
  const text = '{"a":9007199254740991,"b":-9007199254740991,"c":0.1234567890123456789,"d":1e300}';
  expect(parseExact(text)).toEqual(JSON.parse(text));
  expect(() => parseExact('{"a":12345678901234567')).toThrow(SyntaxError);
});

it("finds numbers that JavaScript can't represent, with their paths", () => {
  const value = parseExact('{"p":{"enum":[1,9007199254740993]},"b":1e400}');
  expect([...exactNumbersOf(value)]).toEqual([
    { path: ["p", "enum", 1], digits: "9007199254740993" },
    { path: ["b"], digits: "1e400" },
  ]);
});

it("finds nothing else", () => {
  for (const value of [
    { __number: "5" },
    { __number: "x" },
    { __number: "9007199254740993", a: 1 },
    "9007199254740993",
  ])
    expect(digitsOf(value)).toBeUndefined();
  expect(stringifyExact({ __number: "5" })).toBe('{"__number":"5"}');
});
