/**
 * The base of every error that this package throws on purpose. Its message is one paragraph for a person: what failed,
 * where, why, and what to do next. It never holds a secret. What it is not: a bug of this package, which stays a plain `Error`.
 */
export class TavusError extends Error {
  override name = "TavusError";
  /** Recognises the class across realms and duplicate installs, where `instanceof` fails; see `isTavusError`. */
  readonly isTavusError = true;
}
