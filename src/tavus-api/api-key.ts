/** Whether a string can be an API key. Only the server knows whether it is one. */
export function isApiKey(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
