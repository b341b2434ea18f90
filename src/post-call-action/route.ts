/**
 * Where a receiver is reached, for the infrastructure that tells Tavus and for the receiver that answers: one place, so that the
 * two cannot part. Loads nothing.
 * @module
 */

/** The query parameter that carries the conversation to a receiver. */
export const CONVERSATION_PARAMETER = "tavus_conversation_id";

/** The last part of the path at which an action is received. */
export function actionPath(name: string): string {
  return `/${name}`;
}

/**
 * A tool's name where several environments share one account: the definition's, and the suffix as far as a name may hold it (T-3). An empty
 * suffix is none.
 */
export function suffixed(name: string, suffix: string): string {
  return suffix === "" ? name : `${name}_${suffix.replace(/[^A-Za-z0-9_]/g, "_")}`;
}
