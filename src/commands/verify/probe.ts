import {
  type ApiDelivery,
  isObject,
  isSigned,
  type JsonObject,
  MASK,
  member,
  stringsOf,
} from "../../contract/index.ts";
import { tryJson } from "../../contract/json.ts";
import { deliverReported } from "../../delivery/report.ts";
import { renderRequest } from "../../delivery/request.ts";
import { createTokenCache } from "../../delivery/tokens.ts";
import { RenderError } from "../../delivery/url.ts";
import { PROBE_HEADER } from "../../webhook/probe.ts";
import { resultsOf } from "./check.ts";
import type { Quote } from "./quote.ts";
import type { VerifyCheck } from "./report.ts";

const result = resultsOf("probe");

/** The text of made-up arguments. It tells people who find it in a log where it came from. */
const MARK = "pulumi-tavus-probe";

/**
 * Sends one request as Tavus would, with the declared credentials and a mark. Receivers of `pulumi-tavus/webhook` answer it without calling a
 * handler. This finds a wrong secret, a wrong path, or a failing endpoint before a call ends.
 */
export async function probe(wire: JsonObject, allowLocal: boolean, quote: Quote): Promise<VerifyCheck> {
  const delivery = (wire["delivery"] as { api: ApiDelivery }).api;
  const auth = delivery.auth;
  if ([...stringsOf(auth)].some(({ text }) => text === MASK))
    return result.skip("the stack does not know the secret (it was imported): nothing was sent");
  let answer: JsonObject;
  try {
    const request = renderRequest({
      delivery,
      arguments: argumentsFor(wire["parameters"]),
      conversationId: MARK,
      ...(isSigned(delivery) && { envelope: { name: String(wire["name"]), toolCallId: MARK } }),
    });
    const marked = { ...request, headers: { ...request.headers, [PROBE_HEADER]: "1" } };
    answer = (
      await deliverReported(marked, delivery, { tokens: createTokenCache(Date.now), allowNonPublic: allowLocal })
    ).properties;
  } catch (error) {
    if (error instanceof RenderError) return result.skip(`the request cannot be made up: ${error.message}`);
    throw error;
  }
  return judge(answer, quote);
}

function judge({ status, response, error }: JsonObject, quote: Quote): VerifyCheck {
  if (!isObject(response))
    return status === "timeout"
      ? result.fail(
          "the endpoint did not answer in time",
          "Check that the service is running, and raise delivery.api.timeout if it needs longer.",
        )
      : result.fail(
          `the endpoint could not be asked: ${quote(String(error))}`,
          "Check that the service is running, and that its address is right.",
        );
  const http = Number(response["http_status"]);
  const text = said(response, quote);
  if (http === 401 || http === 403)
    return result.fail(
      `the endpoint refuses the declared credentials (${http}${text})`,
      "Give the service the same secret as delivery.api.auth, then probe again.",
    );
  if (http === 404 || http === 405)
    return result.fail(
      `the endpoint doesn't know this address (${http}${text})`,
      "Correct delivery.api.url, or deploy the receiver.",
    );
  if (http < 200 || http > 299) return result.fail(`the endpoint failed (${http}${text})`, "Check the service's log.");
  if (member(parsed(response["body"]), "probe") === "ok")
    return result.pass("the receiver accepts the declared credentials and knows the action; no handler was called");
  return result.warn(
    `the endpoint answered ${http}, but isn't a receiver of pulumi-tavus/webhook: it may have treated the probe as a delivery`,
    `Answer requests with the header ${PROBE_HEADER} without acting on them, once their credentials are checked: {"probe":"ok"}.`,
  );
}

/** The endpoint's own message or, for a wrong secret, the receiver's message. */
function said({ body }: JsonObject, quote: Quote): string {
  const text = member(parsed(body), "error");
  return typeof text === "string" && text !== "" ? `: ${quote(text)}` : "";
}

function parsed(body: unknown): unknown {
  return typeof body === "string" ? tryJson(body) : body;
}

/** Keeps fixed values, and makes up a value of the right type for each other parameter. Receivers that know the mark ignore the arguments. */
function argumentsFor(parameters: unknown): JsonObject {
  const properties = member(parameters, "properties");
  if (!isObject(properties)) return {};
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valueFor(schema)]));
}

function valueFor(schema: unknown): unknown {
  if (isObject(schema) && Object.hasOwn(schema, "const")) return schema["const"];
  const [first] = Array.isArray(member(schema, "enum")) ? (member(schema, "enum") as unknown[]) : [];
  if (first !== undefined) return first;
  const [type, minimum] = [String(member(schema, "type")), member(schema, "minimum")];
  const example = Object.hasOwn(EXAMPLES, type) ? EXAMPLES[type] : MARK;
  return example === 0 && typeof minimum === "number" ? minimum : example;
}

const EXAMPLES: Readonly<Record<string, unknown>> = { number: 0, integer: 0, boolean: false, array: [], object: {} };
