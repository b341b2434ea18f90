import { compilePattern } from "../../contract/index.ts";

/** An escape, a quantifier, a bracket or a hyphen. */
const PART = /\\(?:u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[a-zA-Z]|.)|\{\d+(?:,\d*)?\}|[[\]{}-]/gs;
/** Escaped characters that keep their escape with the `u` flag. */
const KEPT = /^\\(?:[\^$\\.*+?()[\]{}|/dDwWsSbBfnrtv\dk]|u.|x.|c.)/;
const CLASS_ESCAPE = /^\\[dDwWsS]/;

/** The pattern in a form that also compiles with the `u` flag. Without it, an escape of any other character is that character. */
export function unicodePattern(pattern: string): string {
  const compiled = compilePattern(pattern);
  if (compiled === undefined || compiled.unicode) return pattern;
  let isInClass = false;
  return pattern.replaceAll(PART, (part, at: number) => {
    if (part.startsWith("\\")) {
      if (KEPT.test(part)) return part;
      return isInClass && part === "\\-" ? part : part.slice(1);
    }
    if (part === "[") isInClass = true;
    else if (part === "]" && isInClass) isInClass = false;
    else if (part === "-" && isInClass) {
      const isNextToClass =
        CLASS_ESCAPE.test(pattern.slice(at - 2, at)) || CLASS_ESCAPE.test(pattern.slice(at + 1, at + 3));
      return isNextToClass ? "\\-" : part;
    } else if (!isInClass && part.length === 1 && part !== "-") return `\\${part}`;
    return part;
  });
}
