/** The probe could not finish. One line for the user, which includes the outcome of the temporary tool. */
export class ProbeFailure extends Error {
  override name = "ProbeFailure";
}

/** Why nothing can be found out: missing rights. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

/** Time ran out, or would run out before the account may be asked again. Unsettled questions stay open. */
export class TimeUp extends Error {
  override name = "TimeUp";
}

/** The expected behavior could not be observed, and why. Not a verdict about the account. */
export class NotSettled extends Error {
  override name = "NotSettled";
}

/** 401 and 403 are about the key, or come from something in front of the API. They don't answer a question. */
export class Forbidden extends NotSettled {
  override name = "Forbidden";
}
