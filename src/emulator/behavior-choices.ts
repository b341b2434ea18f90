// Not the contract's index, because the help needs this module and must be fast.
import { nearestName } from "../contract/known-names.ts";
import { isUnset, jsonEqual, member } from "../contract/value.ts";
import { type Behavior, DEFAULT_BEHAVIOR } from "./behavior.ts";

const FILLED = 'false or {"timeout": number} or {"timeout": number, "body_template": {}}';

/** The values of each switch, for users who write them as text. */
const CHOICES: {
  readonly [Name in keyof Required<Behavior>]: readonly Behavior[Name][] | "number" | typeof FILLED;
} = {
  maxPageSize: "number",
  createStatus: [200, 201],
  unchangedPatch: ["200", "304"],
  echoAppMessage: [true, false],
  fillApiDefaults: FILLED,
  echoLiveFields: [true, false],
  normalizeUrl: [true, false],
  deletedTool: ["400", "200"],
  filter: [true, false],
  attachAnswer: ["all", "given", "empty"],
  maskWrites: [true, false],
  acceptNull: [true, false],
  totalCount: [true, false],
  errorShape: ["error", "message", "text"],
  missingStatus: [400, 404],
  repeatedDelete: ["refuse", "204"],
  overLimit: ["cap", "refuse"],
  requestIds: [false, true],
  toolTimes: ["naive", "zoned"],
  headerCase: ["kept", "lower"],
  echoTags: [false, true],
  omittedAuth: ["drop", "keep"],
  badAttachId: ["refuse", "partial", "skip"],
  attachBesideDraft: ["accept", "refuse"],
  publishTools: [false, true],
  listEndCall: [false, true],
  firstPalPage: [1, 0],
  pendingAnswers: "number",
  typing: ["preserve", "string"],
  hmacTemplates: ["ignore", "reject"],
  oauthClient: ["basic", "form"],
  retrySigned5xx: [true, false],
  unknownFields: ["reject", "store"],
  variantDelayMs: "number",
};

/** `typing`: `"preserve" or "string"`. */
export function choicesOf(name: keyof Behavior): string {
  const choices: (typeof CHOICES)[keyof Behavior] = CHOICES[name];
  return typeof choices === "string" ? choices : choices.map(String).join(" or ");
}

/** A line for each switch: its name, its values, and its default. */
export function behaviorLines(): string[] {
  return Object.entries(DEFAULT_BEHAVIOR).map(
    ([name, value]) => `${name.padEnd(20)} ${choicesOf(name as keyof Behavior)}. Default: ${String(value)}`,
  );
}

/** @throws Error with one line if a switch doesn't exist, or can't have the value */
export function checkBehavior(behavior: object): void {
  for (const [name, value] of Object.entries(behavior)) {
    if (!Object.hasOwn(CHOICES, name)) {
      const near = nearestName(name, Object.keys(CHOICES));
      const meant = near === undefined ? "" : `Did you mean ${near}? `;
      throw new Error(`behavior ${name} does not exist. ${meant}There are: ${Object.keys(CHOICES).join(", ")}.`);
    }
    const known = name as keyof Behavior;
    if (!isChoice(CHOICES[known], value)) throw new Error(`behavior ${name} is ${choicesOf(known)}.`);
  }
}

function isChoice(choices: readonly unknown[] | string, value: unknown): boolean {
  if (typeof choices !== "string") return choices.includes(value);
  const isNumber = (one: unknown): boolean => typeof one === "number" && Number.isFinite(one) && one >= 0;
  if (choices === "number") return isNumber(value);
  return value === false || (isNumber(member(value, "timeout")) && isEmpty(member(value, "body_template")));
}

const isEmpty = (template: unknown): boolean => isUnset(template) || jsonEqual(template, {});
