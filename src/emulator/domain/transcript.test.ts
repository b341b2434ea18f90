import { describe, expect, it } from "vitest";
import { parseCall } from "./transcript.ts";

const TURNS = [
  { role: "assistant", content: "How can I help?" },
  { role: "user", content: "Order 4711 never arrived: at 12:30 I gave up." },
];
const READY = {
  properties: {
    replica_id: "r1",
    transcript: [
      { role: "assistant", content: "How can I help?", timestamp: 1777434425.1, seconds_from_start: 1.2, duration: 2 },
      { role: "assistant", content: null, inference_id: "i1" },
      { role: "user", content: "Order 4711 never arrived.", timestamp: 1777434430.5, seconds_from_start: 6.6 },
    ],
  },
  conversation_id: "c0123456789ab",
  webhook_url: "https://crm.acme.dev/events",
  event_type: "application.transcription_ready",
  message_type: "application",
  timestamp: "2026-04-29T03:47:05Z",
};
const withTurn = (turn: object): object => ({
  ...READY,
  properties: { ...READY.properties, transcript: [turn, ...READY.properties.transcript] },
});
const ANALYSIS = { event_type: "application.perception_analysis", properties: { analysis: "Calm." } };

describe("a transcript", () => {
  it.each([
    ["assistant: How can I help?", "user: Order 4711 never arrived: at 12:30 I gave up."],
    ["[00:01] assistant: How can I help?", "[00:07] user: Order 4711 never arrived: at 12:30 I gave up."],
    ["[0:00:01.250] Agent: How can I help?", "(0:00:07) Caller: Order 4711 never arrived:", "at 12:30 I gave up."],
    ["00:01 PAL: How can I help?", "00:07 Customer: Order 4711 never arrived: at 12:30 I gave up."],
    [
      "[2026-05-15T10:30:00Z] Assistant: How can I help?",
      "[2026-05-15 10:30:06] User: Order 4711 never arrived:",
      "",
      "[2026-05-15 10:30:09] at 12:30 I gave up.",
    ],
    ["Replica [00:01]: How can I help?", "User (6.6s): Order 4711 never arrived: at 12:30 I gave up."],
    ["**AI:** How can I help?", "**Human**: Order 4711 never arrived: at 12:30 I gave up."],
    ["- Bot: [00:01] How can I help?", "- Client: [00:07 - 00:09] Order 4711 never arrived: at 12:30 I gave up."],
    ["Acme (assistant): How can I help?", "Ada Lovelace (user): Order 4711 never arrived:\r", "  at 12:30 I gave up."],
    ["assistant: How can I help?", "user: Order 4711 never", " arrived: at 12:30 I gave up."],
    ["[10:03 AM] PAL: How can I help?", "[10:04 p.m.] User: Order 4711 never arrived: at 12:30 I gave up."],
    ["10:03 AM PAL: How can I help?", "10:04 pm user: Order 4711 never arrived: at 12:30 I gave up."],
    [
      "[15/05/2026, 10:30:02] PAL: How can I help?",
      "[May 15, 2026 10:30] User: Order 4711 never arrived: at 12:30 I gave up.",
    ],
    [
      "[2026-05-15T10:30:00.5+02:00] PAL: How can I help?",
      "(1m 3s) User: Order 4711 never arrived: at 12:30 I gave up.",
    ],
    ["Replica 00:01: How can I help?", "User - Order 4711 never arrived: at 12:30 I gave up."],
    [
      "Replica [00:00:01]",
      "How can I help?",
      "",
      "User [00:00:07]",
      "Order 4711 never arrived:",
      "at 12:30 I gave up.",
    ],
    ["### Assistant", "How can I help?", "### User", "Order 4711 never arrived: at 12:30 I gave up."],
    ["1. **Assistant:** How can I help?", "2. **[00:07]** **User**: Order 4711 never arrived: at 12:30 I gave up."],
    ["assistant： How can I help?", "user\tOrder 4711 never arrived: at 12:30 I gave up."],
    ["assistant: How can I help?\ruser: Order 4711 never arrived: at 12:30 I gave up."],
    [
      "WEBVTT",
      "",
      "00:01.000 --> 00:04.000",
      "<v Replica>How can I help?</v>",
      "",
      "00:05.000 --> 00:09.000",
      "<v User>Order 4711 never arrived: at 12:30 I gave up.",
    ],
    [
      "1",
      "00:00:01,000 --> 00:00:04,000",
      "PAL: How can I help?",
      "",
      "2",
      "00:00:05,000 --> 00:00:09,000",
      "User: Order 4711 never arrived:",
      "at 12:30 I gave up.",
    ],
  ])("is read from lines: %s", (...lines) => {
    expect(parseCall(lines.join("\n")).transcript).toEqual(TURNS);
  });

  it.each([
    ["the callback as Tavus posts it (W-5)", JSON.stringify(READY)],
    ["the same on several lines", JSON.stringify(READY, null, 2)],
    ["a list of callbacks", JSON.stringify([ANALYSIS, READY])],
    ["a callback on each line", `${JSON.stringify(ANALYSIS)}\n${JSON.stringify(READY)}\n`],
    ["a callback with a turn that only calls a tool", JSON.stringify(withTurn({ role: "assistant", tool_calls: [] }))],
    [
      "a callback with a text in parts",
      JSON.stringify({
        ...READY,
        properties: {
          transcript: [
            READY.properties.transcript[0],
            {
              role: "user",
              content: [
                { type: "text", text: "Order 4711" },
                { type: "text", text: "never arrived." },
              ],
              seconds_from_start: 6.6,
            },
          ],
        },
      }),
    ],
    ["its properties", JSON.stringify({ properties: READY.properties })],
    ["a verbose conversation (V-3)", JSON.stringify({ conversation_id: "c1", events: [READY, ANALYSIS] })],
    ["a file with a byte order mark", `\ufeff${JSON.stringify(READY)}`],
  ])("is read from %s", (_, text) => {
    const { transcript } = parseCall(text);
    expect(transcript.map(({ role, content }) => [role, content])).toEqual([
      ["assistant", "How can I help?"],
      ["user", "Order 4711 never arrived."],
    ]);
    expect(transcript[1]).toMatchObject({ seconds_from_start: 6.6 });
  });

  it("is read from lines in a field of JSON", () => {
    const transcript = "assistant: How can I help?\nuser: Order 4711 never arrived: at 12:30 I gave up.";
    for (const json of [{ transcript }, { properties: { transcript } }, { ...READY, properties: { transcript } }])
      expect(parseCall(JSON.stringify(json)).transcript).toEqual(TURNS);
  });

  it.each(["at 12:30 I left", "see https://a.dev", "5 - 3 is 2", "it is about a lot of things: all", "a > b"])(
    "continues a sentence that contains a speaker's mark: %s",
    (line) => {
      expect(parseCall(`user: I said\n${line}`).transcript).toEqual([{ role: "user", content: `I said ${line}` }]);
    },
  );

  it("includes the perception analysis of its events", () => {
    expect(parseCall(JSON.stringify([READY, ANALYSIS])).perception_analysis).toBe("Calm.");
  });

  it.each<[string, number, string]>([
    ["user: Hi\nAda Lovelace: Hello", 2, "Ada Lovelace"],
    ["Speaker 1: Hi", 1, "Speaker 1"],
    ["user: Hi\n\n[00:05] Dr. Who: Hello", 3, "Dr. Who"],
    ...["Ada Lovelace, CEO", "Dr. Ada King Lovelace", "ada@acme.dev", "+49 170 1234567", "🤖", "2nd caller", "अदा"].map(
      (name): [string, number, string] => [`user: Hi\n${name}: Hello`, 2, name],
    ),
    ["user: I say\nconstructor: and\n__proto__: more", 2, "constructor"],
    [
      JSON.stringify([
        { role: "user", content: "Hi" },
        { role: "Ada", content: "Hello" },
      ]),
      2,
      "Ada",
    ],
    [JSON.stringify([{ role: "constructor", content: "x" }]), 1, "constructor"],
  ])("refuses an unknown speaker and names the line: %j", (text, line, speaker) => {
    expect(() => parseCall(text)).toThrow(
      `Line ${line} of the transcript has an unknown speaker, "${speaker}". Write user: for the caller`,
    );
  });

  it.each<[string, string]>([
    [JSON.stringify([{ role: { toString: null }, content: "x" }]), "Line 1 of the transcript has no role"],
    [JSON.stringify([{ role: "user" }]), "Line 1 of the transcript has no role (user, assistant, system, tool) or no"],
    [JSON.stringify(ANALYSIS), "The event is application.perception_analysis, which has no transcript."],
    [JSON.stringify({ conversation_id: "c1", events: null }), "The conversation has no transcript"],
    ["{ no json", "The transcript is not valid JSON."],
    ["7", "The transcript can't be read. Write lines such as"],
    ["Hello", 'Line 1 of the transcript has no speaker. Write lines such as "user: My order never arrived."'],
    ["\n00:01\nHello", "Line 2 of the transcript has no speaker."],
  ])("refuses a string without lines: %s", (text, message) => {
    expect(() => parseCall(text)).toThrow(message);
  });
});
