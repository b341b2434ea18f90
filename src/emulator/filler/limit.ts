import { runInNewContext } from "node:vm";
import { isObject } from "../../contract/index.ts";
import { FillError } from "./fill.ts";

/** The limit in milliseconds. Filling takes only a few, for any transcript. */
const LIMIT_MS = 1000;

/**
 * Runs work with a time limit: patterns come from the user, and a pattern such as `^(a+)+$` can take years for some texts. The limit stops everything
 * that runs inside, including our own code, so the work must tolerate a stop at any point.
 * @throws FillError if the time is up
 */
export function withinLimit<T>(work: () => T, limitMs: number = LIMIT_MS): T {
  let result: { readonly value: T } | undefined;
  const run = (): void => {
    result = { value: work() };
  };
  try {
    runInNewContext("run()", { run }, { timeout: limitMs });
  } catch (error) {
    // Doesn't use `instanceof`, because the context has its own Error.
    throw isObject(error) && error["code"] === "ERR_SCRIPT_EXECUTION_TIMEOUT"
      ? new FillError("filling takes too long: is a pattern of the parameters expensive?")
      : error;
  }
  if (result === undefined) throw new FillError("nothing was filled");
  return result.value;
}
