import { describeFailure, type Failure } from "./failure.ts";

/**
 * The base of every error that this package throws on purpose. Its message is one paragraph for a person: what failed, where, and why. It never
 * contains a secret. A bug in this package isn't a `TavusError` but a plain `Error`.
 */
export class TavusError extends Error {
  override name = "TavusError";
  /** Recognizes the class across realms and duplicate installs, where `instanceof` fails. See `isTavusError`. */
  declare readonly isTavusError: true;
  /** What went wrong with the API, as data. If it is absent, the message also says what to do. */
  readonly failure: Failure | undefined;

  constructor(told: string | Failure) {
    super(typeof told === "string" ? told : describeFailure(told));
    // Not a class field, because in CommonJS the bundler would treat it as an assignment to the exported guard of the same name.
    this.isTavusError = true;
    this.failure = typeof told === "string" ? undefined : told;
  }
}
