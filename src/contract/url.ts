const KEPT_MAX = 256;
const kept = new Map<string, URL | undefined>();

/**
 * A URL's parts, or `undefined` for a text that isn't a URL. Rules, warnings and comparisons all look at the same few URLs, so the latest are
 * kept, and each is parsed once. The result is shared: don't change it.
 */
export function parseUrl(text: string): URL | undefined {
  if (kept.has(text)) return kept.get(text);
  const url = tryUrl(text);
  const [oldest] = kept.size < KEPT_MAX ? [] : kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
  kept.set(text, url);
  return url;
}

/** A URL, or `undefined`. Not `URL.parse`: services with an older Node.js than programs need load definitions and the receiver, too. */
export function tryUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Part of a URL without its percent-encoding. A percent sign that begins no code stands for itself. */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
