/** Words that can't be the name of a module's constant, and names that the program itself uses. */
const TAKEN = new Set(
  (
    "arguments await break case catch class config const continue debugger default delete do else enum eval export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public pulumi return static super " +
    "switch tavus this throw true try typeof undefined var void while with yield"
  ).split(" "),
);

/** Gives each name a unique form: `note`, `note2`, … Ignores case, because some file systems do. */
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

export function identifierNames(): Names {
  return new Names(TAKEN);
}

/** Converts text to the name of a constant: `log_crm-note` becomes `logCrmNote`, and `24h check` becomes `_24hCheck`. */
export function toIdentifier(text: string): string {
  // A word in capitals (`CRM`) is treated like any other word.
  const words = wordsOf(text).map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word));
  const camel = words.map((word, i) => (i === 0 ? lowerFirst(word) : upperFirst(word))).join("");
  if (camel === "") return "unnamed";
  // A name can contain digits of any script, but can't begin with one.
  return /^\p{ID_Start}/u.test(camel) ? camel : `_${camel}`;
}

/** Converts text to a file name: `Dr Paws!` becomes `dr-paws`. */
export function toFileName(text: string): string {
  return wordsOf(text).join("-").toLowerCase() || "unnamed";
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** File names have at most 255 bytes, a letter can take four bytes, and the code adds text before and after it. */
const LETTERS_MAX = 50;

/** Splits text into words. Keeps letters of other scripts. Removes accents, so that the name can be typed everywhere. */
function wordsOf(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
  return (
    [...plain]
      .slice(0, LETTERS_MAX)
      .join("")
      .match(/[\p{ID_Start}\p{Nd}]+/gu) ?? []
  );
}
