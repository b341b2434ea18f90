import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import { tryExactJson } from "../../contract/json.ts";
import { complaintsAbout, declarationsOf, typesOf } from "./testing/compile.ts";
import { note } from "./testing/note.ts";

const bodyOf = (tool: JsonObject): string | undefined => declarationsOf(typesOf(tool)).get("LogCrmNoteBody");

describe("a body", () => {
  it("has a number for an integer that JavaScript can't represent exactly, which arrives rounded", () => {
    // Parsed like the API's responses, which keep all digits.
    const { account, list } = tryExactJson('{"account":9007199254740993,"list":[-9223372036854775808]}') as JsonObject;
    const tool = note(
      { parameters: { type: "object", properties: { account: { const: account }, one: { enum: [1, account] } } } },
      { body_template: { account, list, filled: "{account}", one: "{one}" } },
    );
    const declarations = typesOf(tool);
    expect(complaintsAbout(declarations)).toEqual([]);
    expect(declarations).not.toContain("__number");
    expect(bodyOf(tool)).toContain("account: number;");
    expect(declarationsOf(declarations).get("LogCrmNoteArguments")).toContain("one?: 1 | number;");
  });

  it("of a template has its literals, and the types of its placeholders", () => {
    const body_template = {
      fixed: "{channel}",
      text: "{message}",
      longer: "Note: {message}",
      required: "{urgency}",
      optional: "{mood}",
      number: "{score}",
      list: "{tags}",
      call: "{tavus_conversation_id}",
      unknown: "{nobody}",
      literal: "as it is",
      deep: [{ a: 1, b: null, c: true }, "{score}"],
      api_key: "c4nary",
    };
    expect(bodyOf(note({}, { body_template }))).toBe(`export interface LogCrmNoteBody {
  api_key: string;
  call: string;
  deep: [{
    a: 1;
    b: null;
    c: true;
  }, number | string];
  fixed: "C0";
  list: string[] | string;
  literal: "as it is";
  longer: string;
  number: number | string;
  optional: string;
  required: "low" | "high";
  /**
   * What the caller wanted.
   */
  text: string;
  unknown: string;
}`);
  });

  it.each<[string, JsonObject, string]>([
    ["without a template is the arguments", {}, "export type LogCrmNoteBody = LogCrmNoteArguments;"],
    ["with hmac is the envelope", { auth: { type: "hmac" } }, "export type LogCrmNoteBody = TavusEnvelope;"],
    [
      "with hmac is the envelope, with any template",
      { auth: { type: "hmac" }, body_template: { a: "b" } },
      "export type LogCrmNoteBody = TavusEnvelope;",
    ],
    [
      "of a HEAD is empty, with any template",
      { method: "HEAD", body_template: { a: "b" } },
      "/**\n * No body: the arguments are in the URL.\n */\nexport type LogCrmNoteBody = undefined;",
    ],
    [
      "of a GET is empty",
      { method: "get" },
      "/**\n * No body: the arguments are in the URL.\n */\nexport type LogCrmNoteBody = undefined;",
    ],
    [
      "of a form has strings",
      { content_type: "application/x-www-form-urlencoded", body_template: { n: "{score}", l: 1 } },
      "export interface LogCrmNoteBody {\n  l: string;\n  n: string;\n}",
    ],
  ])("%s", (_, api, expected) => {
    expect(bodyOf(note({}, api))).toBe(expected);
  });

  it("of a form without a template has strings as arguments", () => {
    const types = typesOf(note({}, { content_type: "application/x-www-form-urlencoded; charset=utf-8" }));
    expect(complaintsAbout(types)).toEqual([]);
    expect(declarationsOf(types).get("LogCrmNoteBody")).toContain(
      "  message: string;\n  mood?: string;\n  score?: string;",
    );
  });

  it("of an app message doesn't exist", () => {
    expect(bodyOf(note({ delivery: { app_message: true } }))).toContain("export type LogCrmNoteBody = undefined;");
  });

  it("has the same envelope for all signed deliveries", () => {
    const auth = { type: "hmac", secret: "c4nary" };
    const types = typesOf(note({}, { auth }), note({ name: "b" }, { auth }));
    expect(types.match(/interface TavusEnvelope/g)).toHaveLength(1);
    expect(declarationsOf(types).get("TavusEnvelope")).toMatch(
      / \{\n {2}name: string;\n {2}arguments\?: string;\n {2}tool_call_id\?: string;\n {2}conversation_id\?: string;\n {2}\[k: string\]: unknown;\n\}$/,
    );
    expect(types).not.toContain("c4nary");
  });
});
