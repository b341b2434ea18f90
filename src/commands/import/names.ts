/** Words that can't name a constant of a module, and those that the program uses itself. */
const TAKEN = new Set(
  (
    "arguments await break case catch class config const continue debugger default delete do else enum eval export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public pulumi return static super " +
    "switch tavus this throw true try typeof undefined var void while with yield"
  ).split(" "),
);

/** Gives each wish its own name: `note`, `note2`, … Compared without case, as file systems do. */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set([...taken].map((name) => name.toLowerCase()));
  }

  unique(wish: string, join = ""): string {
    let name = wish;
    for (let n = 2; this.#taken.has(name.toLowerCase()); n++) name = `${wish}${join}${n}`;
    this.#taken.add(name.toLowerCase());
    return name;
  }
}

/** Names of constants: none of TypeScript's words. */
export function identifierNames(): Names {
  return new Names(TAKEN);
}

/** Any text as a constant's name: `log_crm-note` is `logCrmNote`, `24h check` is `_24hCheck`. */
export function toIdentifier(text: string): string {
  // A word in capitals (`CRM`) is a word like any other.
  const words = wordsOf(text).map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word));
  const camel = words.map((word, i) => (i === 0 ? lowerFirst(word) : upperFirst(word))).join("");
  if (camel === "") return "unnamed";
  // Digits of any script may stand in a name, and at the beginning of none.
  return /^\p{ID_Start}/u.test(camel) ? camel : `_${camel}`;
}

/** Any text as a file's name: `Dr Paws!` is `dr-paws`. */
export function toFileName(text: string): string {
  return wordsOf(text).join("-").toLowerCase() || "unnamed";
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** File names end at 255 bytes, of which a letter may take four, and something is put before and after it. */
const LETTERS_MAX = 50;

/** Letters of other scripts are letters; accents go, so that a name can be typed everywhere. */
function wordsOf(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
  return (
    [...plain]
      .slice(0, LETTERS_MAX)
      .join("")
      .match(/[\p{ID_Start}\p{Nd}]+/gu) ?? []
  );
}
