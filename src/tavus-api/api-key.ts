/** Whether a text can be an API key at all; whether it is one, the server says. */
export function isApiKey(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
