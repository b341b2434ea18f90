import type { Action } from "../action/action.ts";
import { answer, type Fail, refuse } from "./answer.ts";
import type { Delivery } from "./delivery.ts";
import type { PostCallActionExecuted } from "./event.ts";
import type { SeenStore } from "./seen.ts";

/** Does the work unless it was done before. If there is no key, always does the work. */
export type Once = (key: string | undefined, work: () => unknown, fail: Fail) => Promise<Response>;

export function onceIn(seen: SeenStore): Once {
  return async (key, work, fail) => {
    try {
      const state = key ? await seen.begin(key) : "new";
      if (state === "done") return answer(200, { status: "handled before" });
      if (state === "running") return fail(409, "the same is being handled");
    } catch (error) {
      return fail(503, "the seen store cannot be asked now", error);
    }
    try {
      await work();
    } catch (error) {
      if (key) await seen.forget(key).catch(() => {});
      return refuse(fail, error, "RejectedDelivery", 422, 500, "handler failed");
    }
    try {
      if (key) await seen.done(key);
    } catch (error) {
      // The work is done, even if the store fails. Handling a repeat is better than reporting the delivery as failed.
      fail(200, "", error);
    }
    return answer(200, { status: "handled" });
  };
}

/**
 * U-21: a delivery is handled once for each conversation and action. If the conversation isn't known, it is handled once for the same bytes with the
 * same call id. Tavus doesn't document whether each call of an action has its own id, and two calls must never be mistaken for one. If both
 * are missing, each delivery is handled.
 */
export async function keyOfDelivery(
  { name }: Action,
  { conversationId, toolCallId }: Delivery,
  rawBody: Uint8Array,
): Promise<string | undefined> {
  if (conversationId !== undefined) return `${conversationId}/${name}`;
  return toolCallId && `call/${name}/${toolCallId}/${await digestOf(rawBody)}`;
}

/** U-21: a callback may arrive twice. */
export const keyOfEvent = ({ conversationId, toolId, toolName }: PostCallActionExecuted): string =>
  conversationId && `event/${conversationId}/${toolId || toolName}`;

/** SHA-256 in hex. Uses the web standard API, so that it works in every runtime. */
async function digestOf(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
