/**
 * A text without any of these characters at its end. The pattern `/\/+$/` would take quadratic time if there are many of them before something else.
 */
export function withoutTrailing(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
