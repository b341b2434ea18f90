import type { TranscriptLine } from "../filler/context.ts";

/** Not an object: everybody may be called `constructor` in a transcript. */
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

/** The role of W-5 that a speaker's name stands for; `undefined` if it is another name. */
export const roleOf = (name: string): string | undefined => ROLES.get(name.trim().toLowerCase());

/** A speaker's name is short. Longer text before a colon is a sentence. */
const NAME_WORDS_MAX = 3;
/** Characters in which a speaker's name ends. */
const HEAD_MAX = 80;
/** `12:30`, `0:01:02.5`, `12.5s`, `2026-05-15T10:30:00Z`, `00:01 - 00:04` */
const TIME = /^[\dTZs:.,+\-–> ]+$/;

/**
 * Reads lines such as `user: My order never arrived.`, also with a timestamp, a list mark or Markdown around the speaker:
 * `[00:12] **Caller:** …`, `Agent (00:15): …`, `Ada (user): …`. A line without a speaker, or an indented one, goes on with the line before.
 * @throws Error that names the line, if its speaker isn't known
 */
export function parseLines(text: string, how: string): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const last = lines.at(-1);
    const { speaker, role, content } = readLine(line);
    if (role !== undefined) lines.push({ role, content });
    else if (speaker !== undefined && (last === undefined || !/^\s/.test(line))) throw unknownSpeaker(i + 1, speaker);
    else if (last === undefined) throw new Error(how);
    else lines[lines.length - 1] = { ...last, content: `${last.content} ${content}` };
  }
  return lines;
}

export function unknownSpeaker(line: number, speaker: string): Error {
  return new Error(
    `Line ${line} of the transcript has no role that is known: its speaker is "${speaker}". ` +
      "Write user: for the caller or assistant: for the PAL. Indent the line if it goes on with the line before.",
  );
}

interface Line {
  /** As it is written, if the line has one. */
  readonly speaker?: string;
  readonly role?: string | undefined;
  readonly content: string;
}

function readLine(line: string): Line {
  const text = withoutTime(line.trim().replace(/^[-*•>] /, ""));
  const head = text.slice(0, HEAD_MAX);
  const bracket = /^[^:[(]{0,40}[[(]/.test(head) ? /^[^[(]*[[(]([^\])]*)[\])]/.exec(head) : null;
  const colon = text.indexOf(":", bracket === null ? 0 : bracket[0].length);
  const before = colon < 0 || colon > HEAD_MAX ? "" : text.slice(0, colon);
  const [name = ""] = plain(before).split(/[[(]/);
  const speaker = name.trim();
  if (!isName(speaker)) return { content: text };
  const said = text.slice(colon + 1);
  const role = roleOf(bracket?.[1] ?? "") ?? roleOf(speaker);
  // `https://…` has no speaker, and neither has `at 12:30`.
  if (role === undefined) return /^[\s*_`]|^$/.test(said) ? { speaker, content: text } : { content: text };
  return { speaker, role, content: withoutTime(said.replace(/^[*_`]{1,3}/, "").trim()) };
}

const plain = (text: string): string => text.replace(/[*_`]/g, " ");

function isName(text: string): boolean {
  const words = text.split(/\s+/);
  return (
    /^\p{L}/u.test(text) && words.length <= NAME_WORDS_MAX && words.every((word) => /^[\p{L}\p{N}.'’_-]+$/u.test(word))
  );
}

/** Without a timestamp at the beginning, in brackets or before a blank. */
function withoutTime(text: string): string {
  const inBrackets = /^[[(<]([^\])>]{1,40})[\])>]/.exec(text);
  const bare = /^(\d{1,2}:\d\d[\d:.,]{0,8})\s/.exec(text);
  const found = [inBrackets, bare].find(
    (match) => match !== null && TIME.test(match[1] ?? "") && /\d/.test(match[1] ?? ""),
  );
  if (found === undefined || found === null) return text;
  return text
    .slice(found[0].length)
    .replace(/^\s{0,4}[-–—:]?\s{1,4}/, "")
    .trim();
}
