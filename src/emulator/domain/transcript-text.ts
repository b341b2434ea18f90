import type { TranscriptLine } from "../filler/context.ts";

/** A Map, because a speaker in a transcript can be named `constructor`. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ...["user", "caller", "customer", "client", "human", "guest", "visitor", "participant", "patient"].map(
    (name) => [name, "user"] as const,
  ),
  ...["assistant", "pal", "replica", "persona", "agent", "ai", "bot", "avatar", "face", "tavus"].map(
    (name) => [name, "assistant"] as const,
  ),
  ["system", "system"],
  ["tool", "tool"],
]);

/** The W-5 role of a speaker's name. `undefined` for any other name. */
export const roleOf = (name: string): string | undefined => ROLES.get(name.trim().toLowerCase());

/** The maximum number of words in a speaker's name. Longer text before a colon is a sentence, unless each of its words is capitalized like a name. */
const NAME_WORDS_MAX = 3;
const TITLE_WORDS_MAX = 6;
/** A speaker's name ends within this many characters. */
const HEAD_MAX = 80;
/** `12:30`, `10:03 AM`, `0:01:02.5`, `1m 3s`, `15.05.2026, 10:30:02`, `May 15, 2026`, `2026-05-15T10:30:00+02:00`, `00:01 - 00:04` */
const TIME_WORD =
  /^(?:\d+(?:h|m|min|s|sec|ms)?|t|z|am?|pm?|m|h|min|s|sec|ms|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}|utc|gmt|cet|cest|[ecmp][sd]t)$/i;
/** The separators between the words of a time. A letter after a digit begins a word, except for a unit. */
const TIME_GAP = /[:.,/+\-–>\s]+|(?<=\d)(?=[tz])|(?<=t)(?=\d)|(?<=\d)(?=[ap]\.?m)/i;

function isTime(text: string): boolean {
  const words = text.split(TIME_GAP).filter((word) => word !== "");
  return /\d/.test(text) && words.every((word) => TIME_WORD.test(word));
}

/**
 * Reads lines such as `user: My order never arrived.`, also with a timestamp, a list mark or Markdown around the speaker: `[00:12] **Caller:** …`,
 * `Agent (00:15): …`, `Ada (user): …`. A speaker can be on a separate line, and cues of subtitles are left out. A line without a speaker, or an
 * indented one, continues the line before.
 * @throws Error that names the line, if it has no speaker or an unknown one
 */
export function parseLines(text: string): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  const given = text.split(/\r\n|[\n\r\u2028\u2029]/);
  for (const [i, line] of given.entries()) {
    if (line.trim() === "" || isCue(line, given[i + 1])) continue;
    const last = lines.at(-1);
    const { speaker, role, content } = readLine(line);
    if (role !== undefined) lines.push({ role, content });
    else if (speaker !== undefined && (last === undefined || !/^\s/.test(line))) throw unknownSpeaker(i + 1, speaker);
    else if (last === undefined) throw new Error(`Line ${i + 1} of the transcript has no speaker. ${HOW}`);
    else lines[lines.length - 1] = { ...last, content: `${last.content} ${content}`.trim() };
  }
  return lines;
}

export const HOW = 'Write lines such as "user: My order never arrived.", or JSON [{ "role": "user", "content": "…" }].';

/** The lines of subtitles around their texts (WebVTT, SubRip): a heading, numbers, and times. */
function isCue(line: string, next = ""): boolean {
  const text = line.trim();
  return text === "WEBVTT" || text.includes("-->") || (/^\d+$/.test(text) && next.includes("-->"));
}

export function unknownSpeaker(line: number, speaker: string): Error {
  return new Error(
    `Line ${line} of the transcript has an unknown speaker, "${speaker}". ` +
      "Write user: for the caller or assistant: for the PAL. Indent the line if it goes on with the line before.",
  );
}

interface Line {
  /** The speaker as written, if the line has one. */
  readonly speaker?: string;
  readonly role?: string | undefined;
  readonly content: string;
}

function readLine(line: string): Line {
  const text = withoutTime(plainHead(line.trim()));
  const alone = roleOf(withoutTimes(text));
  if (alone !== undefined) return { speaker: text, role: alone, content: "" };
  const head = text.slice(0, HEAD_MAX);
  const bracket = /^[^:：[(]{0,40}[[(]/.test(head) ? /^[^[(]*[[(]([^\])]*)[\])]/.exec(head) : null;
  const from = bracket === null ? 0 : bracket[0].length;
  const [mark] = /:|：|\s[-–—]\s|\t|>\s/.exec(withoutClock(text).slice(from)) ?? [];
  const colon = mark === undefined ? -1 : withoutClock(text).indexOf(mark, from);
  const before = colon < 0 || colon > HEAD_MAX ? "" : text.slice(0, colon);
  const [name = ""] = plain(before).split(/[[(]/);
  const speaker = withoutTimes(name);
  if (mark === undefined || !isName(speaker)) return { content: text };
  const said = text.slice(colon + mark.length);
  const role = roleOf(bracket?.[1] ?? "") ?? roleOf(speaker);
  // `https://…` has no speaker, and neither has `at 12:30` or `a dash - in a sentence`.
  const isSpeaker = /^[:：]/.test(mark) && (mark === "：" || /^[\s*_`]|^$/.test(said));
  if (role === undefined) return isSpeaker ? { speaker, content: text } : { content: text };
  return { speaker, role, content: withoutTime(said.replace(/^[*_`]{1,3}/, "").trim()) };
}

const plain = (text: string): string => text.replace(/[*_`]/g, " ");

/** Removes the Markdown or WebVTT marks before a speaker: `- `, `1. `, `### `, `**[00:12]** `, `<v Ada>`. */
function plainHead(text: string): string {
  return text
    .replace(/^\p{Cf}+/u, "")
    .replace(/^(?:[-*•>]|#{1,6}|\d{1,4}[.)]) /, "")
    .replace(/^\*\*([[(<][^\])>]{1,40}[\])>])\*\*/, "$1")
    .replace(/^<v(?:\.\S+)? ([^>]{1,80})>/, "$1: ")
    .replace(/<\/v>$/, "");
}

/** Removes the time after a speaker: `User 00:12`, `User [00:12]`. */
function withoutTimes(text: string): string {
  const trimmed = text.trim();
  const at = trimmed.search(/\d{1,2}:\d\d/);
  if (at < 1 || !isTime(trimmed.slice(at).replace(/[\])]$/, ""))) return plain(trimmed).trim();
  return plain(trimmed.slice(0, at).replace(/[[(]$/, "")).trim();
}

/** Replaces colons between digits, which don't end a speaker's name. The length stays the same. */
const withoutClock = (text: string): string => text.replace(/(?<=\d):(?=\d\d)/g, ".");

function isName(text: string): boolean {
  const words = text.split(/\s+/);
  const isTitle = words.every((word) => /^[\p{Lu}\p{N}&+#]/u.test(word));
  return (
    /^[\p{L}\p{N}\p{Extended_Pictographic}+#@]/u.test(text) &&
    (text.startsWith("+") || !isTime(text)) &&
    words.length <= (isTitle ? TITLE_WORDS_MAX : NAME_WORDS_MAX) &&
    words.every((word) => /^[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Join_Control}.,'’&+#@/_-]+$/u.test(word))
  );
}

/** Removes a timestamp at the beginning, in brackets or before a space. */
function withoutTime(text: string): string {
  const inBrackets = /^[[(<]([^\])>]{1,40})[\])>]/.exec(text);
  const bare = /^(\d{1,2}:\d\d[\d:.,]{0,8}(?:\s?[ap]\.?m\.?)?)(?=[\s:])/i.exec(text);
  const found = [inBrackets, bare].find((match) => match !== null && isTime(match[1] ?? ""));
  if (found === undefined || found === null) return text;
  return text
    .slice(found[0].length)
    .replace(/^\s{0,4}[-–—:]?\s{1,4}/, "")
    .trim();
}
