import fc from "fast-check";

/** Alike at every run. */
const SAMPLING = { seed: 4711, numRuns: 60 };

/** A text that the pattern allows, or undefined if none is found: patterns may say more than a generator understands. */
export function sampleText(pattern: RegExp, isAllowed: (text: string) => boolean): string | undefined {
  try {
    // The shortest: it is read by people.
    return fc
      .sample(fc.stringMatching(pattern), SAMPLING)
      .filter((text) => pattern.test(text) && isAllowed(text))
      .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
  } catch {
    return undefined;
  }
}
