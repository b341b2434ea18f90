import { runInNewContext } from "node:vm";
import { isObject } from "../../contract/index.ts";
import { FillError } from "./fill.ts";

/** Milliseconds; filling takes a few, whatever a caller says. */
const LIMIT_MS = 1000;

/**
 * Does what must not be waited for longer: patterns are the user's, and one such as `^(a+)+$` looks at some texts for years. The limit ends
 * whatever runs inside, ours too; so the work must be one that may end anywhere.
 * @throws FillError if the time is over
 */
export function withinLimit<T>(work: () => T, limitMs: number = LIMIT_MS): T {
  let result: { readonly value: T } | undefined;
  const run = (): void => {
    result = { value: work() };
  };
  try {
    runInNewContext("run()", { run }, { timeout: limitMs });
  } catch (error) {
    // No `instanceof`: the context has its own Error.
    throw isObject(error) && error["code"] === "ERR_SCRIPT_EXECUTION_TIMEOUT"
      ? new FillError("filling takes too long: is a pattern of the parameters expensive?")
      : error;
  }
  if (result === undefined) throw new FillError("nothing was filled");
  return result.value;
}
