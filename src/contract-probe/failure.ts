/** The probe could not come to its end. One line for the user; what became of the throw-away tool is said in it. */
export class ProbeFailure extends Error {
  override name = "ProbeFailure";
}

/** The minute is up: what was not settled by then stays open. */
export class TimeUp extends Error {
  override name = "TimeUp";
}
