/** The client doesn't wait longer than this. The message names the time instead. */
export const RETRY_AFTER_MAX_MS = 60_000;

/**
 * The milliseconds that `Retry-After` asks for: seconds, or an HTTP date, compared with the server's own clock. `undefined` if the header is absent
 * or malformed, because a bad header must not stop the retries.
 */
export function parseRetryAfter(header: string | undefined, serverNow: number): number | undefined {
  // "undefined" is neither a number nor a date.
  const text = String(header).trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = parseHttpDate(text);
  return date === undefined ? undefined : Math.max(0, date - serverNow);
}

const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? .*\d/i;

/** An HTTP date. Without the pattern, `Date.parse` would accept almost anything. */
export function parseHttpDate(header: string | undefined): number | undefined {
  const text = String(header);
  const value = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(value) ? undefined : value;
}

/** "42 s", "3 min", "2 h": for messages. */
export function formatDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
