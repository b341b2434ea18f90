/**
 * Where a receiver is reached, for the infrastructure that tells Tavus and for the receiver that answers: one place, so that the
 * two can't part. Loads nothing.
 * @module
 */

/** The query parameter that carries the conversation to a receiver. */
export const CONVERSATION_PARAMETER = "tavus_conversation_id";

/** The last part of the path at which an action is received. */
export function actionPath(name: string): string {
  return `/${name}`;
}
