import { isObject } from "../../contract/index.ts";
import { tryJson } from "../../contract/json.ts";
import type { Redactor } from "../redactor.ts";

/** Characters of server text in a message. */
const SERVER_TEXT_MAX = 300;
/** Longer texts are cut before anything else, because an error page can have megabytes. */
const EXAMINED_MAX = 20_000;

/**
 * The server's text for a person, on one line: `error`, `message`, `detail`, or else the whole text. HTML loses its markup. The text is
 * redacted before it is shortened, because half a secret wouldn't be recognized.
 */
export function serverText(body: string, redactor: Redactor): string {
  const examined = body.slice(0, EXAMINED_MAX);
  // A page is also redacted before its markup is removed, because a secret with "<" in it would lose a part.
  const said = fromJson(body) ?? (looksLikeHtml(examined) ? fromHtml(redactor.redact(examined)) : examined);
  const line = oneLine(redactor.redact(said));
  const characters = [...line];
  return characters.length <= SERVER_TEXT_MAX ? line : `${characters.slice(0, SERVER_TEXT_MAX - 1).join("")}…`;
}

function fromJson(body: string): string | undefined {
  const value = tryJson(body);
  if (value === undefined) return undefined;
  return sentence(value) ?? (body.length <= EXAMINED_MAX ? JSON.stringify(value) : "");
}

/** Finds the text in a string, in a list, or in the members of an object that servers use. */
function sentence(value: unknown, depth = 0): string | undefined {
  if (typeof value === "string") return value;
  if (depth > 3) return undefined;
  if (Array.isArray(value)) {
    const parts = value.map((item) => sentence(item, depth + 1)).filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : parts.join("; ");
  }
  if (!isObject(value)) return undefined;
  for (const key of ["error", "message", "detail", "msg", "title", "errors"]) {
    const part = sentence(value[key], depth + 1);
    if (part !== undefined && part.trim() !== "") return located(value["loc"], part);
  }
  return undefined;
}

/** Validation errors of some frameworks have the field next to the text. */
const located = (loc: unknown, text: string): string => (Array.isArray(loc) ? `${loc.join(".")}: ${text}` : text);

const looksLikeHtml = (text: string): boolean => /<(!doctype|html|head|body|h1|p|title)\b/i.test(text);

function fromHtml(page: string): string {
  const title = /<title[^<>]*>([^<]*)<\/title>/i.exec(page)?.[1]?.trim() ?? "";
  const body = UNREAD.reduce(withoutElement, page)
    .replace(/<!--[\s\S]*?(-->|$)/g, " ")
    .replace(/<[^>]*(>|$)/g, " ");
  const text = oneLine(body.startsWith(title) ? body : `${title} ${body}`);
  return `an HTML page: ${unescapeHtml(text)}`;
}

/** Elements whose content isn't shown, or has already been read. */
const UNREAD = [
  { start: /<script\b/i, end: /<\/script>/i },
  { start: /<style\b/i, end: /<\/style>/i },
  { start: /<title\b/i, end: /<\/title>/i },
];

/** Searches in steps, because one pattern for start, content, and end would take quadratic time if there is no end. */
function withoutElement(page: string, { start, end }: (typeof UNREAD)[number]): string {
  const [before = "", ...parts] = page.split(start);
  return [before, ...parts.map((part) => (end.test(part) ? part.slice(part.search(end)).replace(end, "") : ""))].join(
    " ",
  );
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', nbsp: " ", "#39": "'", amp: "&" };
const unescapeHtml = (text: string): string => text.replace(/&(#?\w+);/g, (all, name: string) => ENTITIES[name] ?? all);

// Also removes control characters, because a server must not be able to move the cursor of the reader's terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern removes them
const oneLine = (text: string): string => text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
