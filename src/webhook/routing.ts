import type { Action } from "../post-call-action/action.ts";
import { suffixed } from "../post-call-action/route.ts";
import { NAME_MAX } from "../tavus-api/contract/limits.ts";

/** Which action a delivery is for; or why none. */
export type Route = { readonly action: Action } | { readonly action?: undefined; readonly reason: string };

/**
 * By the last part of the path, which infrastructure and receiver have from the same definition; else by the tool's name.
 * @param name of the envelope, where there is one
 * @param suffix what the environment appends to names. Left out, an action is recognized with any suffix, such as the stack's name that
 * `PostCallAction` appends; if several fit, by the longest name. Empty: none is appended
 */
export function findAction(
  actions: readonly Action[],
  path: string,
  name: string | undefined,
  suffix: string | undefined,
): Route {
  const segment = path.split("/").filter(Boolean).at(-1);
  const byPath = actions.find((action) => action.name === segment);
  const byName = name === undefined ? undefined : findByName(actions, name, suffix);
  // `log_note` may be the action of that name or, in the stack "note", the action `log`: the path knows.
  const fitsPath = byPath && name !== undefined && suffix === undefined && hasSuffix(name, byPath.name);
  if (byPath && byName && byPath !== byName && !fitsPath)
    return { reason: `the path is of ${byPath.name} and the envelope of ${byName.name}` };
  const action = byPath ?? byName;
  if (action) return { action };
  return {
    reason: `no such action. There are: ${actions.map((one) => one.name).join(", ")}`,
  };
}

function findByName(actions: readonly Action[], name: string, suffix: string | undefined): Action | undefined {
  // With a suffix first: an action may be called what another one is called in this environment.
  const bySuffix = suffix && actions.find((action) => name === suffixed(action.name, suffix));
  const exact = bySuffix || actions.find((action) => name === action.name);
  if (exact || suffix !== undefined) return exact;
  const [longest] = actions
    .filter((action) => hasSuffix(name, action.name))
    .sort((one, other) => other.name.length - one.name.length);
  return longest;
}

/** Whether a tool's name is an action's with some suffix; a default name that would be too long is cut and ends with a digest. */
function hasSuffix(name: string, action: string): boolean {
  const cut = action.slice(0, NAME_MAX - "_12345678".length);
  return (
    name.startsWith(`${action}_`) ||
    (name.length === NAME_MAX && /_[0-9a-f]{8}$/.test(name) && name.startsWith(`${cut}_`))
  );
}
