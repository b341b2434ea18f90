/** The probe could not finish. The message is one line for the user, and includes what happened to the temporary tool. */
export class ProbeFailure extends Error {
  override name = "ProbeFailure";
}

/** The account lacks the rights to find anything out. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

/** Time ran out, or would run out before the account may be asked again. Unsettled questions stay open. */
export class TimeUp extends Error {
  override name = "TimeUp";
}

/** The expected behavior could not be observed. The message says why. This isn't a verdict about the account. */
export class NotSettled extends Error {
  override name = "NotSettled";
}

/** 401 and 403 are about the key, or come from a proxy in front of the API. They don't answer a question. */
export class Forbidden extends NotSettled {
  override name = "Forbidden";
}
