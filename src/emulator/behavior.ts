// Not the contract's index: help texts need this module, and are quick.
import { member } from "../tavus-api/contract/value.ts";

/**
 * What the contract leaves open (ND), decided in one place. Each switch is a choice that the real API may have made the other
 * way; a client has to work with all of them.
 */
export interface Behavior {
  /** G-12: the largest page that a list gives, whatever `limit` asks. @default 100 */
  readonly maxPageSize: number;
  /** C-1: status of a create. @default 200 */
  readonly createStatus: 200 | 201;
  /** C-16: answer to a PATCH that changes nothing. @default "200" */
  readonly unchangedPatch: "200" | "304";
  /** D-2: whether answers say `app_message: false` beside `api`. @default true */
  readonly echoAppMessage: boolean;
  /** U-9: whether absent fields of `delivery.api` are filled with defaults, and with which timeout. @default false */
  readonly fillApiDefaults: false | { readonly timeout: number };
  /** T-21: whether a post-call tool answers with the live fields filled in. @default false */
  readonly echoLiveFields: boolean;
  /** U-9: whether URLs are stored as the URL standard writes them. @default false */
  readonly normalizeUrl: boolean;
  /** C-7: what GET answers for a deleted tool. @default "400" */
  readonly deletedTool: "400" | "200";
  /** C-5: whether the filter of the list is heeded. @default true */
  readonly filter: boolean;
  /** P-5: what the answer to an attach holds. @default "all" */
  readonly attachAnswer: "all" | "given" | "empty";
  /** K-14: whether the answers to POST and PATCH mask secrets. @default true */
  readonly maskWrites: boolean;
  /** C-14: whether `null` clears a field in a PATCH. @default true */
  readonly acceptNull: boolean;
  /** G-11: whether lists say `total_count`. @default true */
  readonly totalCount: boolean;
  /** the shape of an error. @default "error" */
  readonly errorShape: "error" | "message" | "text";
  /** U-19: what a placeholder that is a whole string becomes. @default "preserve" */
  readonly typing: "preserve" | "string";
  /** what the body of a signed delivery is where the tool has a template. @default "envelope" */
  readonly signedBody: "envelope" | "template";
  /** K-5: how the token endpoint is shown who asks. @default "basic" */
  readonly oauthClient: "basic" | "form";
  /** whether a 5xx to a signed delivery is answered with a second one. @default false */
  readonly retrySigned5xx: boolean;
  /** How long `slow` and `late` take, of the things that can go wrong on demand. @default 3000 */
  readonly variantDelayMs: number;
}

export const DEFAULT_BEHAVIOR: Behavior = {
  maxPageSize: 100,
  createStatus: 200,
  unchangedPatch: "200",
  echoAppMessage: true,
  fillApiDefaults: false,
  echoLiveFields: false,
  normalizeUrl: false,
  deletedTool: "400",
  filter: true,
  attachAnswer: "all",
  maskWrites: true,
  acceptNull: true,
  totalCount: true,
  errorShape: "error",
  typing: "preserve",
  signedBody: "envelope",
  oauthClient: "basic",
  retrySigned5xx: false,
  variantDelayMs: 3000,
};

/** What each switch may be; for people who give them as text, too. */
const CHOICES: {
  readonly [Name in keyof Behavior]: readonly Behavior[Name][] | "number" | 'false or {"timeout": number}';
} = {
  maxPageSize: "number",
  createStatus: [200, 201],
  unchangedPatch: ["200", "304"],
  echoAppMessage: [true, false],
  fillApiDefaults: 'false or {"timeout": number}',
  echoLiveFields: [true, false],
  normalizeUrl: [true, false],
  deletedTool: ["400", "200"],
  filter: [true, false],
  attachAnswer: ["all", "given", "empty"],
  maskWrites: [true, false],
  acceptNull: [true, false],
  totalCount: [true, false],
  errorShape: ["error", "message", "text"],
  typing: ["preserve", "string"],
  signedBody: ["envelope", "template"],
  oauthClient: ["basic", "form"],
  retrySigned5xx: [true, false],
  variantDelayMs: "number",
};

/** `typing`: `"preserve" or "string"`. */
export function choicesOf(name: keyof Behavior): string {
  const choices: (typeof CHOICES)[keyof Behavior] = CHOICES[name];
  return typeof choices === "string" ? choices : choices.map(String).join(" or ");
}

/** A line for each switch: its name, what it may be, its default. */
export function behaviorLines(): string[] {
  return Object.entries(DEFAULT_BEHAVIOR).map(
    ([name, value]) => `${name.padEnd(16)} ${choicesOf(name as keyof Behavior)}. Default: ${String(value)}`,
  );
}

/**
 * @throws Error with one line where a switch does not exist, or cannot be so
 */
export function checkBehavior(behavior: object): void {
  for (const [name, value] of Object.entries(behavior)) {
    if (!Object.hasOwn(CHOICES, name))
      throw new Error(`behavior ${name} does not exist. There are: ${Object.keys(CHOICES).join(", ")}.`);
    const known = name as keyof Behavior;
    if (!isChoice(CHOICES[known], value)) throw new Error(`behavior ${name} is ${choicesOf(known)}.`);
  }
}

function isChoice(choices: readonly unknown[] | string, value: unknown): boolean {
  if (typeof choices !== "string") return choices.includes(value);
  const isNumber = (one: unknown): boolean => typeof one === "number" && Number.isFinite(one) && one >= 0;
  if (choices === "number") return isNumber(value);
  return value === false || isNumber(member(value, "timeout"));
}
