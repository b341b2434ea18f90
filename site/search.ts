/**
 * The words of a text for the search: as usual, and in addition rules (T-3) and codes (no-correlation) as one word. VitePress hands the source
 * of this function to the browser, so it uses nothing from outside.
 */
export function tokenize(text: string): string[] {
  return [...text.split(/[\n\r\p{Z}\p{P}]+/u), ...(text.match(/[A-Za-z]+(-[a-z\d]+)+/g) ?? [])];
}
