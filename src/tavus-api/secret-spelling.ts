import { SECRET_LENGTH_MIN } from "../contract/index.ts";
import { withoutTrailing } from "./trailing.ts";

/** One form in which a secret can appear in a string. */
export interface Spelling {
  readonly text: string;
  /** Decides in which contexts the text is replaced. */
  readonly secret: string;
}

/** A shorter secret of only letters can be a word or the beginning of one, such as `password` in `passwords`. */
const WORD_LENGTH_MIN = 16;
/** A secret this short is replaced only between spaces, quotes, and other punctuation. */
const TINY = 4;

/** How a secret can appear in JSON, a URL, a form, an HTML page, base64, or hex. */
export function spellingsOf(secret: string): Spelling[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeUrl(secret);
  const ascii = json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const plain = [
    secret,
    json,
    ascii,
    json.replaceAll("/", "\\/"),
    JSON.stringify(json).slice(1, -1),
    JSON.stringify(ascii).slice(1, -1),
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll("%20", "+"),
    html,
    html.replaceAll('"', "&quot;").replaceAll("'", "&#39;"),
    html.replaceAll('"', "&#34;").replaceAll("'", "&#x27;"),
  ].map((text) => ({ text, secret }));
  return [...plain, ...encodedIn(secret).map((text) => ({ text, secret: text }))];
}

/** Base64 and hex, also as part of a longer text, such as `user:<secret>` in a Basic header. */
function encodedIn(secret: string): string[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < TINY) return [];
  const whole = bytes.toString("base64");
  // If the secret begins one or two bytes into a group of three, the characters at both ends depend on the surrounding text.
  const inner = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    const end = Math.floor((shift + bytes.length) / 3) * 4;
    return text.slice(shift === 0 ? 0 : shift + 1, end);
  });
  const base64 = [whole, withoutTrailing(whole, "="), ...inner.filter((text) => text.length >= SECRET_LENGTH_MIN)];
  return [...base64, ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")), bytes.toString("hex")];
}

function encodeUrl(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text; // a lone surrogate
  }
}

/** Characters that make a secret part of a longer word, such as `test` in `my-test-tool`. */
const JOINED_IN_WORDS = /[\p{L}\p{M}\p{N}_-]/u;
const JOINED = /[\p{L}\p{M}\p{N}]/u;
const firstOf = (text: string): string => [...text][0] ?? "";
const lastOf = (text: string): string => [...text].at(-1) ?? "";
const LETTERS = /^\p{L}+$/u;
const DIGITS = /^\p{N}+$/u;
/** In `2026-05-15`, `127.0.0.1`, and `10:42`, digits are part of something longer. */
const NUMBER_BEFORE = /\p{N}[.:,/-]$/u;
const NUMBER_AFTER = /^[.:,/-]\p{N}/u;
const QUOTE = /['"’`]/;
/** `%3D`, `\n`, and `\u0026` end with a letter or a digit but represent another character. */
const ESCAPE_BEFORE = /(?:%[\da-f]{2}|\\(?:[bfnrt]|u[\da-f]{4}))$/i;
/** The longest escape, plus one character. */
const CONTEXT = 7;

/**
 * True if the text from `start` to `end` is the secret itself and not part of a longer word: `key` in `monkey`, `s` in `stack's`. Always true for a
 * long secret.
 */
export function standsAlone(text: string, start: number, end: number, secret: string): boolean {
  const isWord = LETTERS.test(secret);
  if (secret.length >= (isWord ? WORD_LENGTH_MIN : SECRET_LENGTH_MIN)) return true;
  const isTiny = secret.length < TINY;
  const joined = isWord || isTiny ? JOINED_IN_WORDS : JOINED;
  const before = text.slice(Math.max(0, start - CONTEXT), start);
  const after = text.slice(end, end + 2);
  // If the secret itself begins or ends with punctuation, the word ends there.
  const needsBefore = isTiny || /^[\p{L}\p{N}]/u.test(secret);
  const needsAfter = isTiny || /[\p{L}\p{N}]$/u.test(secret);
  if (needsBefore && joined.test(lastOf(before)) && !ESCAPE_BEFORE.test(before)) return false;
  if (needsAfter && joined.test(firstOf(after))) return false;
  if (DIGITS.test(secret) && (NUMBER_BEFORE.test(before) || NUMBER_AFTER.test(after))) return false;
  // An apostrophe inside a word: `stack's`, `l'heure`. In `b'key'` it is a quote.
  const isEnding = /[\p{L}\p{N}]['’]$/u.test(before) && !QUOTE.test(after.charAt(0));
  const isBeginning = /^['’]\p{L}/u.test(after) && !QUOTE.test(before.slice(-1));
  return !(isWord && (isEnding || isBeginning));
}
