// Doesn't import the contract's index, because the help needs this module and must be fast.
import { nearestName } from "../contract/known-names.ts";
import { isUnset, jsonEqual, member } from "../contract/value.ts";
import { type Behavior, type Choices, DEFAULT_BEHAVIOR, SWITCHES } from "./behavior.ts";

/** `typing`: `"preserve" or "string"`. */
export function choicesOf(name: keyof Behavior): string {
  const choices: Choices<unknown> = SWITCHES[name][1];
  return typeof choices === "string" ? choices : choices.map(String).join(" or ");
}

/** Returns a line for each switch, with its name, values, and default. */
export function behaviorLines(): string[] {
  return Object.entries(DEFAULT_BEHAVIOR).map(
    ([name, value]) => `${name.padEnd(20)} ${choicesOf(name as keyof Behavior)}. Default: ${String(value)}`,
  );
}

/** @throws Error with one line if a switch doesn't exist, or doesn't allow the value */
export function checkBehavior(behavior: object): void {
  for (const [name, value] of Object.entries(behavior)) {
    if (!Object.hasOwn(SWITCHES, name)) {
      const near = nearestName(name, Object.keys(SWITCHES));
      const meant = near === undefined ? "" : `Did you mean ${near}? `;
      throw new Error(`behavior ${name} does not exist. ${meant}There are: ${Object.keys(SWITCHES).join(", ")}.`);
    }
    const known = name as keyof Behavior;
    if (!isChoice(SWITCHES[known][1], value)) throw new Error(`behavior ${name} must be ${choicesOf(known)}.`);
  }
}

function isChoice(choices: readonly unknown[] | string, value: unknown): boolean {
  if (typeof choices !== "string") return choices.includes(value);
  const isNumber = (one: unknown): boolean => typeof one === "number" && Number.isFinite(one) && one >= 0;
  if (choices === "number") return isNumber(value);
  return value === false || (isNumber(member(value, "timeout")) && isEmpty(member(value, "body_template")));
}

const isEmpty = (template: unknown): boolean => isUnset(template) || jsonEqual(template, {});
