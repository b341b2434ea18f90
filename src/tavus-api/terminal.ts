/** A text of a server, an endpoint or a file on one line of a terminal, which it must not steer. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, "\ufffd");
}
