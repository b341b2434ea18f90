/**
 * A JSON text's value, or `undefined` for what is not JSON, which has no such value. A byte order mark in front does not count, as `trim` takes it
 * for a blank. The parser's
 * own message is dropped: it quotes the text, which may hold a secret.
 */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text.trim()) as unknown;
  } catch {
    return undefined;
  }
}
