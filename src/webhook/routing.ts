import type { Action } from "../action/action.ts";
import { hasPrefix, isSuffixed } from "../contract/tool-name.ts";

export type Route = { readonly action: Action } | { readonly action?: undefined; readonly reason: string };

/**
 * Finds the action by the last part of the path, which the program and the receiver take from the same definition. Otherwise, finds it by the tool's
 * name.
 * @param name the name in the envelope, if there is one
 * @param suffix the suffix that the environment appends to names. If it is empty, names have no suffix. If it is undefined, an action is recognized
 * with any suffix, such as the stack's name that `PostCallAction` appends. If several actions fit, the longest name wins
 */
export function findAction(actions: readonly Action[], path: string, name = "", suffix: string | undefined): Route {
  const segment = path.split("/").filter(Boolean).at(-1);
  const byPath = actions.find((action) => action.name === segment);
  // Without an envelope, the path may end with the tool's name, for example for a hand-written Tool.
  const toolName = name === "" && byPath === undefined ? (segment ?? "") : name;
  const fits = (action: Action): boolean => isSuffixed(toolName, action.name, suffix);
  const fitting = actions.filter(fits).sort((one, other) => other.name.length - one.name.length);
  // With a suffix, the shortest name wins: an action's name can equal another action's name in this environment.
  const byName = fitting.at(suffix === undefined ? 0 : -1);
  // A shortened name can't distinguish two long names.
  const areAlike = fitting.length > 1 && fitting.every((action) => !hasPrefix(toolName, action.name));
  if (areAlike && !(byPath && fits(byPath)))
    return { reason: `the tool's name fits several actions: ${fitting.map((one) => one.name).join(", ")}` };
  // `log_note` can be the action of that name. In the stack "note", it can also be the action `log`. The path decides.
  if (byPath && byName && !fits(byPath))
    return { reason: `the path is of ${byPath.name} and the envelope of ${byName.name}` };
  const action = byPath ?? byName;
  return action ? { action } : { reason: `no such action. There are: ${actions.map(({ name }) => name).join(", ")}` };
}
