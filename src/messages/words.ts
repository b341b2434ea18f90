/** Longer values are cut: a message is one line. */
const QUOTE_MAX = 60;

/** A value that isn't secret, for a message. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > QUOTE_MAX ? `${text.slice(0, QUOTE_MAX - 1)}…` : text;
}

const squash = (key: string): string => key.replace(/[^A-Za-z0-9]/g, "").toLowerCase();

/** The known key that was probably meant: `bodyTemplate` for `body-template`. */
export function meantKey(key: string, known: readonly string[]): string | undefined {
  return known.find((candidate) => squash(candidate) === squash(key));
}
