import { parseExact } from "./exact-number.ts";

/**
 * The value of a JSON text. If the text isn't JSON, returns `undefined`, which isn't a JSON value. Ignores a byte order mark. The parser's own
 * message is dropped, because it quotes the text, which may contain a secret.
 */
export function tryJson(text: string): unknown {
  return attempt(() => JSON.parse(text.trim()) as unknown);
}

/** The same for an answer of the API, without losing digits of large integers. */
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
