import fc from "fast-check";

/** Strings that have broken programs before. */
const TEXTS: readonly string[] = [
  "",
  " ",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "../../etc/passwd",
  "..%2f..%2f",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\u202e\ufeff",
  "x\r\nset-cookie: a=b",
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "' OR 1=1 --",
  "{tavus_conversation_id}",
  "{__proto__}",
  "{constructor}",
  "{{x}}",
  "%s%n%00",
  "********",
  "undefined",
  "[object Object]",
  "NaN",
  "-1",
  "1e999",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "http://",
  "http://user:pw@127.0.0.1:1/",
  "http://169.254.169.254/latest/meta-data/",
  "http://[::ffff:169.254.169.254]/",
  "(a+)+$",
  "😀".repeat(300),
  "x".repeat(12_000),
];

/** Member names that reach properties of all objects. */
export const POLLUTING = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"] as const;

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ maxLength: 30 }),
);

const hostileKey = fc.oneof(fc.constantFrom(...POLLUTING), fc.string({ maxLength: 12 }), hostileText);

/** Doesn't assign properties, because `__proto__` must become a member. */
const record = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.array(fc.tuple(hostileKey, values), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));

/** Any JSON value, with names and strings that have broken programs before. */
export const { value: hostileValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      hostileText,
      fc.constantFrom<unknown>(null, true, false, 0, -0, -1, 0.5, 1e21, 1e308, 2 ** 53, -(2 ** 63)),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant({ polluted: true }),
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    record(tie("value")),
    fc.constantFrom(...POLLUTING).chain((name) => tie("value").map((value) => Object.fromEntries([[name, value]]))),
  ),
}));

const deep = (open: string, middle: string, close: string, levels: number): string =>
  open.repeat(levels) + middle + close.repeat(levels);

/** Bodies that aren't JSON, or JSON that nobody would write. */
export const hostileBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .constantFrom(
      "",
      "{",
      "nul",
      "undefined",
      "\ufeff{}",
      "{}{}",
      '{"a":1,"a":2}',
      '{"__proto__":{"polluted":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
      '[{"op":"add","path":"/__proto__/polluted","value":true}]',
      '[{"op":"add","path":"/constructor/prototype/polluted","value":true}]',
      '{"parameters":{"type":"object","properties":{"__proto__":{"type":"string"}}}}',
      "1e400",
      `"${"\\u0000".repeat(1000)}"`,
      deep("[", "", "]", 5_000),
      deep('{"a":', "1", "}", 5_000),
      `{"tool_ids":[${'"t",'.repeat(20_000)}"t"]}`,
    )
    .map((text) => Buffer.from(text)),
  hostileValue.map((value) => Buffer.from(JSON.stringify(value) ?? "null")),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ maxLength: 40 }).map((text) => Buffer.from(text, "utf16le")),
);
