const KEPT_MAX = 256;
const kept = new Map<string, URL | undefined>();

/**
 * A URL's parts, or `undefined` for a text that isn't a URL. Rules, warnings and comparisons all look at the same few URLs, so the latest are
 * kept, and each is parsed once. The result is shared: don't change it.
 */
export function parseUrl(text: string): URL | undefined {
  if (kept.has(text)) return kept.get(text);
  const url = URL.parse(text) ?? undefined;
  const [oldest] = kept.size < KEPT_MAX ? [] : kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
  kept.set(text, url);
  return url;
}

/** Part of a URL without its percent-encoding. A percent sign that begins no code stands for itself. */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
