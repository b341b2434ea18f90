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
  /** U-9: whether absent fields of `delivery.api` are filled with defaults, with which timeout and (D-16) which body template, else null. @default false */
  readonly fillApiDefaults: false | { readonly timeout: number; readonly body_template?: null | Record<string, never> };
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
  /** status of "not found". @default 400 */
  readonly missingStatus: 400 | 404;
  /** C-21, P-8: answer to the DELETE of what is not there. @default "refuse" */
  readonly repeatedDelete: "refuse" | "204";
  /** G-12: answer to a `limit` above `maxPageSize`. @default "cap" */
  readonly overLimit: "cap" | "refuse";
  /** G-9: whether answers carry `x-request-id`. @default false */
  readonly requestIds: boolean;
  /** G-13: whether the times of a tool say their zone. @default "naive" */
  readonly toolTimes: "naive" | "zoned";
  /** U-9: how names of headers are stored. @default "kept" */
  readonly headerCase: "kept" | "lower";
  /** U-30: whether a tool is answered with its `tags`. @default false */
  readonly echoTags: boolean;
  /** K-15: what a PATCH whose `delivery.api` has no `auth` does to the old one. @default "drop" */
  readonly omittedAuth: "drop" | "keep";
  /** P-6: an attach with a bad id among its ids. @default "refuse" */
  readonly badAttachId: "refuse" | "partial" | "skip";
  /** P-13: an attach or a detach while PAL Maker holds a draft of the PAL. @default "accept" */
  readonly attachBesideDraft: "accept" | "refuse";
  /** P-31: whether publishing a draft also copies its tools over those of the live PAL. @default false */
  readonly publishTools: boolean;
  /** P-28: whether a PAL's list of tools includes `end_call`. @default false */
  readonly listEndCall: boolean;
  /** G-15: which page of PALs is the first; 0 is a valid page either way. @default 1 */
  readonly firstPalPage: 1 | 0;
  /** V-7: how many GETs of an answer in a chat are `pending` before it is `ready`. @default 1 */
  readonly pendingAnswers: number;
  /** U-19: what a placeholder that is a whole string becomes. @default "preserve" */
  readonly typing: "preserve" | "string";
  /** R-34, U-28: a tool with `auth.type: hmac` beside a body template, query parameters or a placeholder in the URL. @default "ignore" */
  readonly hmacTemplates: "ignore" | "reject";
  /** K-5: how the token endpoint is shown who asks. @default "basic" */
  readonly oauthClient: "basic" | "form";
  /** whether a 5xx to a signed delivery is answered with a second one. @default false */
  readonly retrySigned5xx: boolean;
  /**
   * T-16: fields, and values of fields, that no documented version of the API has; `store` keeps and answers them, as a newer one would. Not a
   * question that the contract leaves open, so it has no place among the defaults. @default "reject"
   */
  readonly unknownFields?: "reject" | "store";
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
  missingStatus: 400,
  repeatedDelete: "refuse",
  overLimit: "cap",
  requestIds: false,
  toolTimes: "naive",
  headerCase: "kept",
  echoTags: false,
  omittedAuth: "drop",
  badAttachId: "refuse",
  attachBesideDraft: "accept",
  publishTools: false,
  listEndCall: false,
  firstPalPage: 1,
  pendingAnswers: 1,
  typing: "preserve",
  hmacTemplates: "ignore",
  oauthClient: "basic",
  retrySigned5xx: false,
  variantDelayMs: 3000,
};
