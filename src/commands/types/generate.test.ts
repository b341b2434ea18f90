import { describe, expect, it } from "vitest";
import { reversed } from "../../../test/support/edits.ts";
import { realToolDefinitions } from "../../../test/support/real-tools.ts";
import { complaintsAbout, typesOf } from "./testing/compile.ts";
import { note, object } from "./testing/note.ts";

describe("the file", () => {
  it("names its generator, maps names to types, and contains those of each tool", () => {
    expect(typesOf(note(), { name: "a-tool" })).toBe(`/**
 * Types of Tavus tools: the arguments of each, and the body that is delivered.
 * Made by \`pulumi-tavus types\`. Do not edit: run it again.
 */

export interface PulumiTavusTools {
  "a-tool": { arguments: AToolArguments; body: AToolBody };
  log_crm_note: { arguments: LogCrmNoteArguments; body: LogCrmNoteBody };
}

export interface AToolArguments {}

export type AToolBody = AToolArguments;

export interface LogCrmNoteArguments {
  channel: "C0";
  /**
   * What the caller wanted.
   */
  message: string;
  mood?: "calm" | "angry";
  score?: number;
  tags?: string[];
  urgency: "low" | "high";
}

export type LogCrmNoteBody = LogCrmNoteArguments;
`);
  });

  it("is the same for any order of tools, keys, and positions in the definition", () => {
    const [a, b] = [
      note(),
      note({ name: "b", parameters: object({ x: { $ref: "#/$defs/N" } }, { $defs: { N: {} } }) }),
    ];
    expect(typesOf(reversed(b), reversed(a))).toBe(typesOf(a, b));
  });

  it("types a program's code that uses it", () => {
    const types = typesOf(
      note(
        {},
        { body_template: { text: "{message}", score: "{score}", fixed: 1, who: { at: "{tavus_conversation_id}" } } },
      ),
    );
    expect(
      complaintsAbout(
        types,
        `import type { PulumiTavusTools } from "./types.ts";
         type Tool = PulumiTavusTools["log_crm_note"];
         export const args: Tool["arguments"] = { channel: "C0", message: "m", urgency: "low" };
         export const text: Tool["body"] = { text: "m", score: "5", fixed: 1, who: { at: "c1" } };
         export const kept: Tool["body"] = { text: "m", score: 5, fixed: 1, who: { at: "c1" } };
         // @ts-expect-error another fixed value
         export const other: Tool["arguments"] = { channel: "C1", message: "m", urgency: "low" };
         // @ts-expect-error not declared
         export const undeclared = args.mesage;
         // @ts-expect-error the keys of a template are always there
         export const missing: Tool["body"] = { text: "m" };`,
      ),
    ).toEqual([]);
  });
});

describe("secrets", () => {
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: '"c4nary"' };

  it("of a stack are in no type", () => {
    const parameters = object({
      a: { const: secret },
      b: { enum: ["x", secret] },
      c: secret,
      d: { description: secret },
    });
    const types = typesOf(note({ parameters }, { body_template: { a: secret, b: ["{a}", secret], c: "{c}" } }));
    expect(types).not.toMatch(/c4nary|4dabf|1b47/);
    expect(complaintsAbout(types)).toEqual([]);
  });

  it("that a definition exposes are string", () => {
    const parameters = object({ apiKey: { type: "string", const: "c4nary" } });
    const types = typesOf(
      note({ parameters }, { body_template: { auth: { access_token: "c4nary" }, key: "{apiKey}" } }),
    );
    expect(types).not.toContain("c4nary");
    expect(types).toContain("access_token: string;");
  });
});

it.skipIf(realToolDefinitions().size === 0)("somebody else's definitions compile", () => {
  const tools = [...realToolDefinitions().values()];
  const types = typesOf(...tools);
  expect(complaintsAbout(types)).toEqual([]);
  expect(types).not.toContain("REPLACED-SECRET-VALUE");
  expect(types.match(/^ {2}\w+: \{ arguments: /gm)).toHaveLength(tools.length);
});
