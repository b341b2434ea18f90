/** A part of a regular expression, as far as texts can be generated from it. */
export type Atom =
  /** One character. `source` is a regular expression for this character. */
  | { readonly kind: "set"; readonly source: string }
  | { readonly kind: "reference"; readonly name: string }
  /** One of several sequences. */
  | { readonly kind: "group"; readonly options: readonly (readonly Atom[])[]; readonly names: readonly string[] }
  | { readonly kind: "repeat"; readonly of: Atom; readonly min: number; readonly max: number };

const NOTHING: Atom = { kind: "group", options: [[]], names: [] };

/** The tokens that can begin at a position of a pattern, in the order in which to try them. */
const TOKEN =
  /(?<anchor>[\^$]|\\[bB])|(?<ahead>\(\?<?[=!])|(?<open>\((?:\?(?:[\w-]*:|<(?<name>[^>]+)>))?)|(?<close>\))|(?<or>\|)|\\(?:(?<number>[1-9]\d*)|k<(?<reference>[^>]+)>)|(?<set>\[(?:\\.|[^\]\\])*\]|\\(?:u\{[^}]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[pP]\{[^}]+\}|c[A-Za-z]|.)|.)/suy;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y;

/** Undefined if it isn't a pattern. Lookaheads and lookbehinds are ignored, because a string is tested against the pattern in the end. */
export function parsePattern(source: string): Atom | undefined {
  let at = 0;
  let groups = 0;

  function next(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = at;
    const found = expression.exec(source);
    if (found === null) return undefined;
    at = expression.lastIndex;
    return found;
  }

  function parseGroup(names: readonly string[]): Atom {
    const options: Atom[][] = [[]];
    for (let token = next(TOKEN)?.groups; token !== undefined; token = next(TOKEN)?.groups) {
      if (token["close"] !== undefined) break;
      if (token["or"] !== undefined) options.push([]);
      else options.at(-1)?.push(quantified(parseAtom(token)));
    }
    return { kind: "group", options, names };
  }

  function parseAtom(token: NonNullable<RegExpExecArray["groups"]>): Atom {
    if (token["ahead"] !== undefined) {
      parseGroup([]);
      return NOTHING;
    }
    if (token["open"] !== undefined) {
      const isCounted = token["open"] === "(" || token["name"] !== undefined;
      if (isCounted) groups += 1;
      return parseGroup(isCounted ? [String(groups), token["name"] ?? ""] : []);
    }
    const name = token["number"] ?? token["reference"];
    if (name !== undefined) return { kind: "reference", name };
    return token["set"] === undefined ? NOTHING : { kind: "set", source: token["set"] };
  }

  function quantified(of: Atom): Atom {
    const found = next(QUANTIFIER);
    if (found === undefined) return of;
    const [, sign, least, comma, most] = found;
    if (sign !== undefined) return { kind: "repeat", of, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : ENDLESS };
    const min = Number(least);
    return { kind: "repeat", of, min, max: comma === undefined ? min : most === "" ? ENDLESS : Number(most) };
  }

  const root = parseGroup([]);
  return at === source.length ? root : undefined;
}

const ENDLESS = Number.MAX_SAFE_INTEGER;
