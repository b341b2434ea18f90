import { parseExact } from "./exact-number.ts";

/**
 * The value of a JSON text, or `undefined` for a text that is not JSON: JSON has no such value. A byte order mark in front doesn't count. The
 * parser's own message is dropped, because it quotes the text, which may hold a secret.
 */
export function tryJson(text: string): unknown {
  return attempt(() => JSON.parse(text.trim()) as unknown);
}

/** The same of an answer of the API, in which no digit of a large integer may be lost. */
export function tryExactJson(text: string): unknown {
  return attempt(() => parseExact(text.trim()));
}

function attempt(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
