/** The probe could not come to its end. One line for the user; what became of the temporary tool is said in it. */
export class ProbeFailure extends Error {
  override name = "ProbeFailure";
}

/** The reason why nothing can be found out: no rights. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

/** The time is up, or would be before the account may be asked again: what was not settled by then stays open. */
export class TimeUp extends Error {
  override name = "TimeUp";
}

/** What was to be seen could not be seen, and why: no verdict about the account. */
export class NotSettled extends Error {
  override name = "NotSettled";
}

/** 401 and 403 are about the key, or come from what stands before the API; what they say of a question is not known. */
export class Forbidden extends NotSettled {
  override name = "Forbidden";
}
