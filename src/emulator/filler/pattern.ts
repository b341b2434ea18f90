import { type Atom, parsePattern } from "./pattern-syntax.ts";

/** The number of tries. Each try allows more repetitions than the one before. */
const TRIES = 400;
/** The number of texts to choose from. */
const ENOUGH = 20;
/** The maximum number of characters in all tries: `(a{999}){999}` has no short text. */
const PARTS_MAX = 500_000;
/** Makes every run produce the same text. */
const SEED = 4711;

/** Readable characters first, then some from each part of Unicode. */
const CHARACTERS = [
  ..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  ..." -_.,:;/@+#!?&%=()'\"[]{}<>*$^~|\\`\t\n\r",
  ..."äéßñ€£αжשعखไ中あ한😀\u00a0\u0000\u007f\u2028",
];

/** A text that the pattern allows, or undefined if none is found, because the generator doesn't support all patterns. */
export function sampleText(pattern: RegExp, isAllowed: (text: string) => boolean): string | undefined {
  const root = parsePattern(pattern.source);
  if (root === undefined) return undefined;
  const isBegun = pattern.source.startsWith("^");
  const isClosed = pattern.source.endsWith("$");
  const random = createRandom(SEED);
  const charactersOf = createCharacters(pattern.flags);
  const found: string[] = [];
  let left = PARTS_MAX;
  const spend = (): boolean => --left > 0;
  for (let extra = 0; extra < TRIES && found.length < ENOUGH && left > 0; extra += 1) {
    const text = write(root, { random, extra, charactersOf, groups: new Map(), spend });
    // If a pattern is open at an end, more text is allowed there. Otherwise, the pattern could take years for a longer text.
    const more = "a".repeat(extra);
    const longer = isClosed ? (isBegun ? [] : [more + text]) : [text + more];
    const texts = [text, ...longer];
    found.push(...texts.filter((one) => pattern.test(one) && isAllowed(one)));
  }
  // Returns the shortest text, because people read it.
  return found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
}

interface Writing {
  /** An integer below the given one. */
  readonly random: (below: number) => number;
  /** The maximum number of repetitions in addition to the required ones. */
  readonly extra: number;
  readonly charactersOf: (set: string) => readonly string[];
  /** The matches of groups, by number and by name. */
  readonly groups: Map<string, string>;
  /** Returns false when enough has been written. */
  readonly spend: () => boolean;
}

function write(atom: Atom, writing: Writing): string {
  const { random, extra, charactersOf, groups, spend } = writing;
  switch (atom.kind) {
    case "set": {
      const characters = charactersOf(atom.source);
      return characters[random(characters.length)] ?? "";
    }
    case "reference":
      return groups.get(atom.name) ?? "";
    case "group": {
      const sequence = atom.options[random(atom.options.length)] ?? [];
      const text = sequence.map((one) => write(one, writing)).join("");
      for (const name of atom.names) groups.set(name, text);
      return text;
    }
    case "repeat": {
      const times = atom.min + random(Math.min(atom.max - atom.min, extra) + 1);
      let text = "";
      for (let i = 0; i < times && spend(); i += 1) text += write(atom.of, writing);
      return text;
    }
  }
}

/** The characters that a part of a pattern allows, from the known ones and those in the pattern. */
function createCharacters(flags: string): Writing["charactersOf"] {
  const known = new Map<string, readonly string[]>();
  return (source) => {
    let characters = known.get(source);
    if (characters === undefined) {
      const only = new RegExp(`^(?:${source})$`, flags.replace(/[gy]/g, ""));
      characters = [...new Set([...CHARACTERS, ...namedIn(source)])].filter((character) => only.test(character));
      known.set(source, characters);
    }
    return characters;
  };
}

function namedIn(source: string): string[] {
  const escaped = [...source.matchAll(/\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2}))/gi)].map(
    ([, long, short, shortest]) => Number.parseInt(long ?? short ?? shortest ?? "", 16),
  );
  return [...source, ...escaped.filter((code) => code <= 0x10ffff).map((code) => String.fromCodePoint(code))];
}

/** The Park and Miller generator. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 0x7fffffff;
    return state % below;
  };
}
