import fc from "fast-check";
import type { JsonObject } from "../../../src/contract/index.ts";
import type { Operation } from "../../../src/emulator/openapi/operation.ts";
import type { Checker } from "./answers.ts";
import { hostileBytes, hostileText, hostileValue } from "./hostile.ts";
import { mutated } from "./mutation.ts";
import { type Known, valuesFor } from "./schema.ts";

/** How closely a request follows the description. */
export type Kind = "example" | "valid" | "near" | "hostile";

/** A request with `@tool`, `@pal`, and `@conversation` instead of ids that are only known when it is sent. */
export interface FuzzRequest {
  readonly kind: Kind;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON as text, so that a failure is readable. */
  readonly body?: string | Buffer;
  /** Whether the path may lead to a different call, so that the test can only check that nothing crashes. */
  readonly isAstray: boolean;
}

/** Addresses with and without a listener, all on this machine, so that no made-up content leaves it. */
const urls = fc.constantFrom("@receiver/hook", "http://127.0.0.1:1/x", "http://[::1]:1/", "@receiver/a?b={message}");

const KNOWN: Known = {
  to: urls,
  callback_url: urls,
  url: urls,
  token_url: urls,
  target: fc.oneof(fc.constantFrom("@tool", "@pal", "fixture"), hostileText),
  tool: fc.oneof(fc.constantFrom("@tool", "fixture"), hostileText),
  pal_id: fc.constant("@pal"),
  tool_ids: fc.oneof(fc.constant(["@tool"]), fc.array(hostileText, { minLength: 1, maxLength: 60 })),
  // Most random texts aren't parameters of a tool, but these are.
  parameters: fc.constantFrom<JsonObject>(
    {},
    { type: "object", properties: { message: { type: "string", description: "What was said." } } },
    { type: "object", properties: { count: { type: "integer", const: 3 } }, required: ["count"] },
  ),
};

/** The `@…` placeholder for each id in an example. */
const EXAMPLE_IDS: Readonly<Record<string, string>> = {
  t0123456789ab: "@tool",
  p0123456789ab: "@pal",
  '"target":"log_note"': '"target":"fixture"',
  "https://crm.acme.dev": "@receiver",
};

function exampleOf(operation: Operation): unknown {
  let text = JSON.stringify(operation.body?.example ?? null);
  for (const [id, here] of Object.entries(EXAMPLE_IDS)) text = text.replaceAll(id, here);
  return JSON.parse(text) as unknown;
}

/** The request that the description shows. */
export function exampleRequest(operation: Operation): FuzzRequest {
  return {
    kind: "example",
    path: operation.path.replaceAll(/:(\w+)/g, (_, name: string) => liveId(operation.path, name)),
    headers: {},
    isAstray: false,
    ...(operation.body && { body: JSON.stringify(exampleOf(operation)) }),
  };
}

function liveId(path: string, name: string): string {
  if (name === "tool" || path.includes("/tools/:id")) return "@tool";
  return path.includes("conversations") ? "@conversation" : "@pal";
}

const tricks = fc.constantFrom(
  "..%2f..",
  "%2e%2e",
  "%00",
  "%ff",
  "%",
  "%c0%ae",
  "a%2fb",
  "..;",
  ".",
  "x".repeat(3000),
  "%F0%9F%98%80",
);
const segment = fc.oneof(
  tricks,
  hostileText.map((text) => encode(text)).filter((text) => text !== ""),
);

/** Requests of one operation, from valid to hostile. */
export function requestsOf(operation: Operation, checker: Checker): fc.Arbitrary<FuzzRequest> {
  const { document } = checker;
  const ids = (kind: Kind): fc.Arbitrary<string> => {
    const names = [...operation.path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
    const values = names.map((name) => {
      const live = fc.constant(liveId(operation.path, name));
      return kind === "hostile"
        ? fc.oneof(live, segment)
        : fc.oneof({ weight: 9, arbitrary: live }, { weight: 1, arbitrary: fc.constant("t0") });
    });
    return fc.tuple(...values).map((filled) => {
      let at = 0;
      return operation.path.replaceAll(/:(\w+)/g, () => filled[at++] ?? "");
    });
  };
  const query = (kind: Kind): fc.Arbitrary<string> => {
    const declared = Object.entries(operation.query ?? {}).map(([name, schema]) =>
      fc.option(
        (kind === "valid"
          ? valuesFor(document, schema, {})
          : fc.oneof(valuesFor(document, schema, {}), hostileText)
        ).map((value) => `${name}=${encode(String(value))}`),
      ),
    );
    const stray = fc.tuple(hostileText, hostileText).map(([name, value]) => `${encode(name)}=${encode(value)}`);
    const more = kind === "valid" ? fc.constant([]) : fc.array(fc.oneof(stray, tricks), { maxLength: 2 });
    return fc
      .tuple(fc.tuple(...declared), more)
      .map(([pairs, others]) => [...pairs.filter((pair) => pair !== null), ...others].join("&"));
  };
  const headers = (kind: Kind): fc.Arbitrary<Record<string, string>> =>
    kind === "hostile"
      ? fc.dictionary(
          fc.constantFrom(
            "content-type",
            "accept",
            "content-encoding",
            "x-tavus-signature",
            "__proto__",
            "constructor",
            "x-http-method-override",
            "cookie",
          ),
          fc.oneof(
            fc.constantFrom(
              "",
              "text/html",
              "gzip",
              "multipart/form-data",
              "application/json; charset=utf-16",
              "DELETE",
              "x".repeat(4000),
            ),
            fc.string({ maxLength: 20 }).map((text) => text.trim()),
          ),
          { maxKeys: 3 },
        )
      : fc.constant({ "content-type": "application/json" });

  const bodies = (kind: Kind): fc.Arbitrary<string | Buffer | undefined> => {
    if (operation.body === undefined)
      return kind === "hostile" ? fc.option(hostileBytes, { nil: undefined }) : fc.constant(undefined);
    const { schema } = operation.body;
    const valid = valuesFor(document, schema, KNOWN).filter((value) => checker.isBody(operation, value));
    const example = fc.constant(exampleOf(operation));
    const json = (values: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
      values.map((value) => JSON.stringify(value) ?? "null");
    if (kind === "valid") return json(fc.oneof(example, valid));
    if (kind === "near") return json(mutated(fc.oneof(example, valid)));
    return fc.oneof(hostileBytes, json(hostileValue));
  };

  const kinds: readonly Kind[] = ["valid", "near", "hostile"];
  return fc.oneof(
    ...kinds.map((kind) =>
      fc.record({ path: ids(kind), query: query(kind), headers: headers(kind), body: bodies(kind) }).map(
        ({ path, query: text, headers: given, body }): FuzzRequest => ({
          kind,
          path: text === "" ? path : `${path}?${text}`,
          headers: given,
          isAstray: path !== exampleRequest(operation).path && kind === "hostile",
          ...(body && { body }),
        }),
      ),
    ),
  );
}

/** Half of a surrogate pair has no encoding. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).slice(0, 6000);
}
