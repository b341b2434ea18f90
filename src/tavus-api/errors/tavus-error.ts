import { describeFailure, type Failure } from "./failure.ts";

/**
 * The base of every error that this package throws on purpose. Its message is one paragraph for a person: what failed, where and why. It
 * never holds a secret. What it is not: a bug of this package, which stays a plain `Error`.
 */
export class TavusError extends Error {
  override name = "TavusError";
  /** Recognizes the class across realms and duplicate installs, where `instanceof` fails; see `isTavusError`. */
  declare readonly isTavusError: true;
  /** What went wrong with the API, as data. Absent: the message says all, what to do as well. */
  readonly failure: Failure | undefined;

  constructor(told: string | Failure) {
    super(typeof told === "string" ? told : describeFailure(told));
    // Not as a class field: in CommonJS, the bundler takes that for an assignment to the exported guard of the same name.
    this.isTavusError = true;
    this.failure = typeof told === "string" ? undefined : told;
  }
}
