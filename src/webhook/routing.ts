import type { Action } from "../post-call-action/action.ts";
import { suffixed } from "../post-call-action/route.ts";

/** Which action a delivery is for; or why none. */
export type Route = { readonly action: Action } | { readonly action?: undefined; readonly reason: string };

/**
 * By the last part of the path, which infrastructure and receiver have from the same definition; else by the tool's name.
 * @param name of the envelope, where there is one
 * @param suffix what the environment appends to names
 */
export function findAction(
  actions: readonly Action[],
  path: string,
  name: string | undefined,
  suffix: string | undefined,
): Route {
  const segment = path.split("/").filter(Boolean).at(-1);
  const byPath = actions.find((action) => action.name === segment);
  // With a suffix first: an action may be called what another one is called in this environment.
  const bySuffix = suffix && actions.find((action) => name === suffixed(action.name, suffix));
  const byName = bySuffix || actions.find((action) => name === action.name);
  if (byPath && byName && byPath !== byName)
    return { reason: `the path is of ${byPath.name} and the envelope of ${byName.name}` };
  const action = byPath ?? byName;
  if (action) return { action };
  return {
    reason: `no such action. There are: ${actions.map((one) => one.name).join(", ")}`,
  };
}
