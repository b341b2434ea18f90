const KEPT_MAX = 256;
const kept = new Map<string, URL | undefined>();

/**
 * A URL's parts, or `undefined` if the text isn't a URL. Rules, warnings, and comparisons all use the same few URLs. So each is parsed once, and the
 * latest ones are cached. The result is shared, so don't change it.
 */
export function parseUrl(text: string): URL | undefined {
  if (kept.has(text)) return kept.get(text);
  const url = tryUrl(text);
  const [oldest] = kept.size < KEPT_MAX ? [] : kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
  kept.set(text, url);
  return url;
}

/** A URL, or `undefined`. Doesn't use `URL.parse`, because services can load definitions and the receiver on an older Node.js than programs need. */
export function tryUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Part of a URL without its percent-encoding. A percent sign that doesn't begin a code stays. */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
