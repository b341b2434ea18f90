import type { Action } from "../action/action.ts";
import { hasPrefix, isSuffixed } from "../contract/tool-name.ts";

/** Which action a delivery is for; or why none. */
export type Route = { readonly action: Action } | { readonly action?: undefined; readonly reason: string };

/**
 * By the last part of the path, which infrastructure and receiver have from the same definition; otherwise by the tool's name.
 * @param name of the envelope, if there is one
 * @param suffix what the environment appends to names. Left out, an action is recognized with any suffix, such as the stack's name that
 * `PostCallAction` appends; if several fit, by the longest name. Empty: none is appended
 */
export function findAction(actions: readonly Action[], path: string, name = "", suffix: string | undefined): Route {
  const segment = path.split("/").filter(Boolean).at(-1);
  const byPath = actions.find((action) => action.name === segment);
  const fits = (action: Action): boolean => isSuffixed(name, action.name, suffix);
  const fitting = actions.filter(fits).sort((one, other) => other.name.length - one.name.length);
  // Given a suffix, the shortest: an action may be called what another one is called in this environment.
  const byName = fitting.at(suffix === undefined ? 0 : -1);
  // Of two long names a cut one shows no difference.
  const areAlike = fitting.length > 1 && fitting.every((action) => !hasPrefix(name, action.name));
  if (areAlike && !(byPath && fits(byPath)))
    return { reason: `the tool's name fits several actions: ${fitting.map((one) => one.name).join(", ")}` };
  // `log_note` may be the action of that name or, in the stack "note", the action `log`: the path knows.
  if (byPath && byName && !fits(byPath))
    return { reason: `the path is of ${byPath.name} and the envelope of ${byName.name}` };
  const action = byPath ?? byName;
  if (action) return { action };
  return {
    reason: `no such action. There are: ${actions.map((one) => one.name).join(", ")}`,
  };
}
