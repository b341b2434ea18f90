import type { Action } from "../action/action.ts";
import { mayHandleAgain } from "./again.ts";
import { answer, type Fail, refuse, withRequest } from "./answer.ts";
import { keyOfDelivery, keyOfEvent, onceIn } from "./deduplication.ts";
import { type Delivery, parseDelivery } from "./delivery.ts";
import { type ConversationEvent, isExecuted } from "./event.ts";
import { keepRunning } from "./host.ts";
import { defined } from "./json.ts";
import type { AnyReceiverOptions, DeliveryContext } from "./options.ts";
import { findAction } from "./routing.ts";
import { memorySeen } from "./seen.ts";

/** A delivery whose sender is known. */
interface Received {
  readonly request: Request;
  readonly rawBody: Uint8Array;
  readonly secretIndex?: number | undefined;
  /** What the host passed in addition to the request. */
  readonly contexts: readonly unknown[];
}

/** Passes deliveries and events to the program's handlers, each once. */
export function dispatchTo(options: AnyReceiverOptions) {
  const { actions, auth, on, nameSuffix, onEvent, seen = memorySeen(), answerWithinMs = 8000, waitUntil } = options;
  const once = onceIn(seen);
  return {
    async delivery(action: Action, { request, rawBody, secretIndex, contexts }: Received, fail: Fail) {
      let delivery: Delivery;
      try {
        const contentType = request.headers.get("content-type");
        delivery = parseDelivery(action, rawBody, { url: request.url, contentType }) as Delivery;
      } catch (error) {
        return refuse(fail, error, "ParseError", 400, 500, "the receiver failed");
      }
      const { arguments: args, toolName: _, ...known } = delivery;
      const context = { action: action.name, ...known, rawBody, secretIndex };
      const handle = () => on[action.name]?.(args, withRequest(defined(context), request) as DeliveryContext);
      const key = mayHandleAgain(request, auth.type) ? undefined : await keyOfDelivery(action, delivery, rawBody);
      const work = once(key, handle, fail);
      const first = await within(work, answerWithinMs);
      if (first) return first;
      const problem = keepRunning(work, contexts, waitUntil);
      if (problem === undefined) return answer(202, { status: "being handled" });
      fail(202, "", problem);
      return work;
    },

    event(event: ConversationEvent, request: Request, fail: Fail): Response | Promise<Response> {
      if (!onEvent) return answer(200, { status: "event dropped" });
      // Other kinds of events can legitimately happen twice.
      if (!isExecuted(event)) return once(undefined, () => onEvent(event, withRequest({}, request)), fail);
      const { action } = findAction(actions, "", event.toolName, nameSuffix);
      const handle = () => onEvent(event, withRequest(defined({ action: action?.name }), request));
      return once(keyOfEvent(event), handle, fail);
    },
  };
}

/** Resolves to undefined if the time runs out first. */
function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout>;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}
