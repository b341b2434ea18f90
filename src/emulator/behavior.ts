/**
 * API behavior that Tavus doesn't document. The real API may behave in either way, so a client has to work with every value of these settings. The
 * rules of the Tavus API explain ids such as G-12.
 * @since 0.1.0
 */
export interface Behavior {
  /** G-12: the largest page of a list, even if `limit` asks for more. @default 100 */
  readonly maxPageSize: number;
  /** C-1: the status of the answer to a create. @default 200 */
  readonly createStatus: 200 | 201;
  /** C-16: the answer to a PATCH that changes nothing. @default "200" */
  readonly unchangedPatch: "200" | "304";
  /** D-2: whether answers have `app_message: false` next to `api`. @default true */
  readonly echoAppMessage: boolean;
  /** U-9, D-16: whether absent fields of `delivery.api` get defaults, and which timeout and body template. Otherwise they are null. @default false */
  readonly fillApiDefaults: false | { readonly timeout: number; readonly body_template?: null | Record<string, never> };
  /** T-21: whether a post-call tool is answered with the fields of in-call tools filled in. @default false */
  readonly echoLiveFields: boolean;
  /** U-9: whether URLs are normalized as the URL standard says. @default false */
  readonly normalizeUrl: boolean;
  /** C-7: the answer to GET of a deleted tool. @default "400" */
  readonly deletedTool: "400" | "200";
  /** C-5: whether the filter of the list has an effect. @default true */
  readonly filter: boolean;
  /** P-5: the tools in the answer to an attach: all of the PAL, the given ones, or none. @default "all" */
  readonly attachAnswer: "all" | "given" | "empty";
  /** K-14: whether answers to POST and PATCH mask secrets. @default true */
  readonly maskWrites: boolean;
  /** C-14: whether `null` clears a field in a PATCH. @default true */
  readonly acceptNull: boolean;
  /** G-11: whether lists have `total_count`. @default true */
  readonly totalCount: boolean;
  /** the shape of an error. @default "error" */
  readonly errorShape: "error" | "message" | "text";
  /** the status of "not found". @default 400 */
  readonly missingStatus: 400 | 404;
  /** C-21, P-8: the answer to a DELETE of something that doesn't exist. @default "refuse" */
  readonly repeatedDelete: "refuse" | "204";
  /** G-12: the answer to a `limit` above `maxPageSize`. @default "cap" */
  readonly overLimit: "cap" | "refuse";
  /** G-9: whether answers have the header `x-request-id`. @default false */
  readonly requestIds: boolean;
  /** G-13: whether the times of a tool have a time zone. @default "naive" */
  readonly toolTimes: "naive" | "zoned";
  /** U-9: whether header names are stored in lower case. @default "kept" */
  readonly headerCase: "kept" | "lower";
  /** U-30: whether answers have the `tags` of a tool. @default false */
  readonly echoTags: boolean;
  /** K-15: what happens to the stored `auth` if a PATCH has a `delivery.api` without one. @default "drop" */
  readonly omittedAuth: "drop" | "keep";
  /** P-6: what happens to an attach if one of its ids is bad. @default "refuse" */
  readonly badAttachId: "refuse" | "partial" | "skip";
  /** P-13: what happens to an attach or a detach while PAL Maker has a draft of the PAL. @default "accept" */
  readonly attachBesideDraft: "accept" | "refuse";
  /** P-31: whether publishing a draft also replaces the tools of the live PAL. @default false */
  readonly publishTools: boolean;
  /** P-28: whether the list of a PAL's tools has `end_call`. @default false */
  readonly listEndCall: boolean;
  /** G-15: the number of the first page of PALs. Page 0 is valid either way. @default 1 */
  readonly firstPalPage: 1 | 0;
  /** V-7: how many GETs of an answer in a chat return `pending` before it is `ready`. @default 1 */
  readonly pendingAnswers: number;
  /** U-19: whether a placeholder that is a whole string keeps the type of its value. @default "preserve" */
  readonly typing: "preserve" | "string";
  /** R-34, U-28: what happens to templates of a tool with `hmac`: body template, query parameters, placeholders in the URL. @default "ignore" */
  readonly hmacTemplates: "ignore" | "reject";
  /** K-5: whether the client authenticates at the token endpoint with Basic or in the form. @default "basic" */
  readonly oauthClient: "basic" | "form";
  /** whether a signed delivery is sent again after a 5xx. @default false */
  readonly retrySigned5xx: boolean;
  /**
   * T-16: what happens to fields and values that no documented version of the API has. `store` keeps and returns them, as a newer version of
   * the API would.
   * @default "reject"
   */
  readonly unknownFields?: "reject" | "store";
  /** How long the variants `slow` and `late` take, in milliseconds. @default 3000 */
  readonly variantDelayMs: number;
}

const FILLED = 'false or {"timeout": number} or {"timeout": number, "body_template": {}}';

export type Choices<Value> = readonly Value[] | "number" | typeof FILLED;

/** The default of each switch, and its values, for users who write them as text. A switch without a default can be absent. */
export const SWITCHES: {
  readonly [Name in keyof Required<Behavior>]: readonly [value: Behavior[Name], choices: Choices<Behavior[Name]>];
} = {
  maxPageSize: [100, "number"],
  createStatus: [200, [200, 201]],
  unchangedPatch: ["200", ["200", "304"]],
  echoAppMessage: [true, [true, false]],
  fillApiDefaults: [false, FILLED],
  echoLiveFields: [false, [true, false]],
  normalizeUrl: [false, [true, false]],
  deletedTool: ["400", ["400", "200"]],
  filter: [true, [true, false]],
  attachAnswer: ["all", ["all", "given", "empty"]],
  maskWrites: [true, [true, false]],
  acceptNull: [true, [true, false]],
  totalCount: [true, [true, false]],
  errorShape: ["error", ["error", "message", "text"]],
  missingStatus: [400, [400, 404]],
  repeatedDelete: ["refuse", ["refuse", "204"]],
  overLimit: ["cap", ["cap", "refuse"]],
  requestIds: [false, [false, true]],
  toolTimes: ["naive", ["naive", "zoned"]],
  headerCase: ["kept", ["kept", "lower"]],
  echoTags: [false, [false, true]],
  omittedAuth: ["drop", ["drop", "keep"]],
  badAttachId: ["refuse", ["refuse", "partial", "skip"]],
  attachBesideDraft: ["accept", ["accept", "refuse"]],
  publishTools: [false, [false, true]],
  listEndCall: [false, [false, true]],
  firstPalPage: [1, [1, 0]],
  pendingAnswers: [1, "number"],
  typing: ["preserve", ["preserve", "string"]],
  hmacTemplates: ["ignore", ["ignore", "reject"]],
  oauthClient: ["basic", ["basic", "form"]],
  retrySigned5xx: [false, [true, false]],
  unknownFields: [undefined, ["reject", "store"]],
  variantDelayMs: [3000, "number"],
};

export const DEFAULT_BEHAVIOR = Object.fromEntries(
  Object.entries(SWITCHES).flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])),
) as unknown as Behavior;
