import type { Action } from "../action/action.ts";
import { answer, type Fail, failuresOf, refuse, unauthorized } from "./answer.ts";
import { type Authentication, authenticate } from "./authentication.ts";
import { BODY_MAX, readBody } from "./body.ts";
import { isEnvelope } from "./delivery.ts";
import { dispatchTo } from "./dispatch.ts";
import { isEventBody, parseEvent } from "./event.ts";
import { toRequest } from "./host.ts";
import { tryJson } from "./json.ts";
import { type AnyReceiverOptions, assertOptions, type Receiver, type ReceiverOptions } from "./options.ts";
import { PROBE_HEADER } from "./probe.ts";
import { textOf } from "./raw-body.ts";
import { findAction, type Route } from "./routing.ts";
import { findSecret, readSecrets } from "./secrets.ts";

const METHODS = "POST, PUT, PATCH, GET, HEAD, DELETE, OPTIONS";

/**
 * Makes a receiver of deliveries and events. It authenticates the raw bytes, finds the action, checks and types the arguments, and calls the action's
 * handler once for each conversation.
 *
 * | Answer | When |
 * | --- | --- |
 * | 200 | The delivery has been handled, now or earlier. Events and probes of `pulumi-tavus verify` get this answer, too. |
 * | 202 | The handler takes longer than `answerWithinMs` and continues. |
 * | 204 | The method is OPTIONS. |
 * | 400 | The delivery doesn't fit the definition. |
 * | 401 | The credentials are missing or wrong. |
 * | 404 | No action fits. |
 * | 405 | Deliveries don't use this method. |
 * | 409 | The same delivery is being handled right now. |
 * | 413 | The body is larger than `maxBodyBytes`. |
 * | 422 | The handler threw {@link RejectedDelivery}. |
 * | 500 | The handler failed and the delivery counts as not handled, or something read the body before the receiver. |
 * | 503 | No usable secret is set, or the store `seen` fails. |
 * @param options the actions, their authentication, and their handlers
 * @throws {@link MissingSecretError} if a secret is missing or unusable
 * @throws TypeError if a definition or a handler is missing, or an option makes no sense
 * @example
 * ```ts
 * const receive = createReceiver({
 *   actions: [supportSummary],
 *   auth: { type: "hmac", secret: () => [process.env.HOOK_SECRET, process.env.HOOK_SECRET_OLD].filter(Boolean) },
 *   on: { support_summary: async ({ message }, { conversationId }) => saveNote(conversationId, message) },
 * });
 * app.all("/hooks/*", (c) => receive(c.req.raw));
 * ```
 * @since 0.1.0
 */
export function createReceiver<const Actions extends readonly Action[]>(options: ReceiverOptions<Actions>): Receiver {
  // From here on, the compiler doesn't know which arguments a handler takes. The action's `validate` checks them.
  const untyped = options as unknown as AnyReceiverOptions;
  assertOptions(untyped);
  const { actions, auth, eventToken, nameSuffix, maxBodyBytes = BODY_MAX, onError } = untyped;
  const dispatch = dispatchTo(untyped);

  return async (given, ...contexts: readonly unknown[]) => {
    const request = toRequest(given);
    const response = await receive(request, contexts, failuresOf(request, onError));
    // RFC 9110, section 9.3.2: a HEAD response has no body. Not every host removes it.
    return request.method === "HEAD" ? new Response(null, response) : response;
  };

  async function receive(request: Request, contexts: readonly unknown[], fail: Fail): Promise<Response> {
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow: METHODS } });
    if (!METHODS.split(", ").includes(request.method)) {
      const refusal = fail(405, "method not allowed");
      refusal.headers.set("allow", METHODS);
      return refusal;
    }
    let rawBody: Uint8Array | undefined;
    try {
      rawBody = await readBody(request, maxBodyBytes);
    } catch (error) {
      return refuse(fail, error, "UnreadableBodyError", 500, 400, "the body breaks off");
    }
    if (!rawBody) return fail(413, `the body is larger than ${maxBodyBytes} bytes`);

    // The secret is missing, or the authorization server can't be reached. Both can be temporary.
    const unproven = (error: unknown) =>
      refuse(fail, error, "MissingSecretError", 503, 503, "credentials cannot be checked now");
    let proof: Authentication;
    try {
      proof = await authenticate(auth, request, rawBody);
    } catch (error) {
      return unproven(error);
    }
    const { pathname, searchParams } = new URL(request.url);
    const body = tryJson(textOf(rawBody));
    const route = routeOf(pathname, isEnvelope(body) ? body.name : undefined);
    // W-3: events have no credentials. A request that has them and goes to an action's path is a delivery whose arguments look like an event.
    if (isEventBody(body) && (!proof.ok || auth.type === "none" || !route.action)) {
      try {
        const token = searchParams.get("token") ?? "";
        if (eventToken && findSecret(token, await readSecrets(eventToken, "eventToken")) < 0)
          return fail(401, "the event token is wrong");
      } catch (error) {
        return unproven(error);
      }
      return dispatch.event(parseEvent(body), request, fail);
    }
    if (!proof.ok) return unauthorized(fail(401, proof.reason), auth);
    const { action } = route;
    if (!action) return fail(404, route.reason);
    // `pulumi-tavus verify --probe`: the address and the credentials are correct, and there is nothing to handle.
    if (request.headers.get(PROBE_HEADER)) return answer(200, { probe: "ok", action: action.name });
    return dispatch.delivery(action, { request, rawBody, secretIndex: proof.secretIndex, contexts }, fail);
  }

  /**
   * R-22: only a signed body is Tavus's envelope. In any other body, the caller may have written the name, so it counts only if the path names no
   * action.
   */
  function routeOf(path: string, name: string | undefined): Route {
    const route = findAction(actions, path, auth.type === "hmac" ? name : undefined, nameSuffix);
    return route.action || name === undefined ? route : findAction(actions, path, name, nameSuffix);
  }
}
