/** A text of a server, an endpoint, or a file for one line of a terminal, without control characters. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, "\ufffd");
}
