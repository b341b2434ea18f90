/** Removes these characters from the end. `/\/+$/` would take quadratic time for many slashes that aren't at the end. */
export function withoutTrailing(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
