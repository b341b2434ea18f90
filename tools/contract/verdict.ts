import { isObject } from "../../src/contract/index.ts";
import { NotSettled } from "./failure.ts";
import type { Observation } from "./findings.ts";
import type { Answer } from "./wire.ts";

/** A word that says whether a request was accepted, or the status if it was neither accepted nor refused. */
export function verdict(answer: Answer): string {
  if (isTaken(answer)) return "accepted";
  return [400, 409, 422].includes(answer.status) ? "refused" : String(answer.status);
}

/** The response as an observation. @param seen defaults to the verdict */
export function judged(answer: Answer, seen = verdict(answer)): Observation {
  return { seen, detail: answer.said };
}

/** Whether a request was accepted or refused. @throws NotSettled if neither is certain */
export function wasTaken(answer: Answer): boolean {
  const word = verdict(answer);
  if (word !== "accepted" && word !== "refused") throw new NotSettled(answer.said);
  return word === "accepted";
}

/** C-16: a PATCH that changes nothing may be answered with 304. */
export const isTaken = ({ ok, status }: Answer): boolean => ok || status === 304;

/** Whether the response means "not found", which this version recognizes by its status (U-1). Any other text or status is a different observation. */
export function notFound({ ok, gone, status }: Answer): string {
  if (ok || gone) return String(status);
  return `${status}, not as "not found"`;
}

/** The fields that can contain the text of a refusal. */
export function shapeOf({ body, text }: Answer): string {
  if (text.trim() === "") return "nothing";
  if (!isObject(body)) return body === undefined ? "text" : "other JSON";
  return ["error", "message"].find((key) => typeof body[key] === "string") ?? `{ ${Object.keys(body).join(", ")} }`;
}
