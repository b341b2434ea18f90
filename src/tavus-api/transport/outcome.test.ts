import { describe, expect, it } from "vitest";
import { tryJson } from "../../contract/json.ts";
import { answer, failure } from "../testing/session.ts";
import { classify } from "./outcome.ts";

const tool = (body: unknown) => (body !== null && typeof body === "object" ? body : undefined);

describe("an answer", () => {
  it.each([
    [199, "redirect"],
    [200, "ok"],
    [299, "ok"],
    [300, "redirect"],
    [304, "notModified"],
    [399, "redirect"],
    [400, "refused"],
    [401, "refused"],
    [404, "gone"],
    [408, "serverError"],
    [409, "conflict"],
    [410, "gone"],
    [429, "throttled"],
    [499, "refused"],
    [500, "serverError"],
    [501, "unsupported"],
    [502, "serverError"],
    [505, "unsupported"],
    [599, "serverError"],
  ])("%i is %s", (status, outcome) => {
    const http = answer(status, '{"a":1}');
    expect(classify(http, tool, false)).toEqual({ class: outcome, http, ...(outcome === "ok" && { value: { a: 1 } }) });
  });

  it.each([
    ["Tool not found", "gone"],
    ["it is Not Attached", "gone"],
    ["Invalid pal_id", "gone"],
    ["invalid persona id", "gone"],
    ["invalid toolid", "gone"],
    ["Invalid conversation_id", "gone"],
    ["invalid callback_id", "refused"],
    ["invalid pal", "refused"],
  ])("400 with %j is %s (U-1)", (text, outcome) => {
    expect(classify(answer(400, text), tool, false).class).toBe(outcome);
  });

  it.each([
    [200, "", false, "empty"],
    [200, " \r\n", false, "empty"],
    [200, "", true, "empty"],
    [204, "", false, "empty"],
    [204, "", true, "ok"],
    [204, " ", true, "ok"],
    [200, "[]", false, "ok"],
    [200, "[]", true, "ok"],
    [200, "<html>", false, "garbage"],
    [200, '{"a":', true, "garbage"],
    [200, "1", false, "garbage"],
    [200, "null", true, "garbage"],
  ])("%i with %j, if nothing is fine: %s, is %s", (status, text, emptyIsFine, outcome) => {
    const parse = (body: unknown) => (emptyIsFine && body === undefined ? "nothing" : tool(body));
    expect(classify(answer(status, text), parse, emptyIsFine).class).toBe(outcome);
  });

  it("without a body isn't the expected one, if nothing is fine but doesn't parse", () => {
    expect(classify(answer(204), tool, true).class).toBe("empty");
  });

  it("that isn't JSON is never passed on", () => {
    const parsed: unknown[] = [];
    classify(answer(200, "{"), (body) => parsed.push(body), false);
    expect(parsed).toEqual([]);
  });
});

describe("a failure", () => {
  it.each([
    ["CANCELLED", false, "cancelled"],
    ["CANCELLED", true, "abandoned"],
    ["TIMEOUT", true, "lost"],
    ["ECONNRESET", true, "lost"],
    ["CERT_HAS_EXPIRED", true, "lost"],
    ["ECONNRESET", false, "notSent"],
    ["TIMEOUT", false, "notSent"],
    ["CERT_HAS_EXPIRED", false, "untrusted"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", false, "untrusted"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", false, "untrusted"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", false, "untrusted"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", false, "untrusted"],
    ["SELF_SIGNED_CERT_IN_CHAIN", false, "untrusted"],
    ["EPROTO", false, "untrusted"],
    ["EPROTONOSUPPORT", false, "notSent"],
    ["X_CERT_", false, "notSent"],
  ])("%s, sent: %s, is %s", (code, sent, outcome) => {
    const http = failure(code, sent);
    expect(classify(http, tool, false)).toEqual({ class: outcome, http });
  });
});

it.each([
  ["\uFEFF[1]", [1]],
  ["null", null],
  ["", undefined],
  ["x\uFEFF[1]", undefined],
  // Only one byte order mark, and only at the beginning.
  ['["\uFEFF"]', ["\uFEFF"]],
])("%j is read as %j", (text, value) => {
  expect(tryJson(text)).toEqual(value);
});
