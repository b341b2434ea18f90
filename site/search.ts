/** For VitePress's search. It sends the source of these functions to the browser, so they use nothing from outside. */

/** A short word, such as the T in T-3, isn't a prefix or a typo of others. */
export const prefix = (word: string): boolean => word.length > 2;
export const fuzzy = (word: string): number | false => (word.length > 4 ? 0.2 : false);

/** The words of a string. The id of a rule (T-3) is one word, and a code (no-correlation) is one in addition to its parts. */
export function tokenize(text: string): string[] {
  const [ids, codes] = [/\b[A-Z]-\d+\b/gi, /\b[a-z]+(-[a-z\d]+)+\b/g];
  return [
    ...text.replaceAll(ids, " ").split(/[\n\r\p{Z}\p{P}]+/u),
    ...(text.match(ids) ?? []),
    ...(text.match(codes) ?? []),
  ];
}
