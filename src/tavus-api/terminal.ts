/** Replaces control characters, so that text from a server, an endpoint, or a file is safe to print on one line of a terminal. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, "\ufffd");
}
