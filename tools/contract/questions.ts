export interface Question {
  /** The rules behind a question. The report shows the first one. */
  readonly rules: readonly [string, ...string[]];
  readonly question: string;
  /** The behaviors that this version supports, by the probes' names. Empty if every behavior is fine. */
  readonly known: readonly string[];
}

const EITHER = ["accepted", "refused"];

/** Questions that can only be answered with a PAL. */
const PAL_QUESTIONS = {
  "attach-status": { rules: ["P-1", "U-2"], question: "status of an attach", known: ["200", "201"] },
  "attach-answer": {
    rules: ["P-5"],
    question: "what the answer to an attach holds",
    known: ["all", "given", "all or given", "nothing"],
  },
  "attach-twice": { rules: ["P-3"], question: "an attach of what is attached", known: ["accepted"] },
  "attach-draft": {
    rules: ["P-13", "U-15"],
    question: "an attach while PAL Maker holds a draft of the PAL",
    known: ["refused"],
  },
  "attach-bad-id": {
    rules: ["P-6", "U-12"],
    question: "an attach with a bad id among its ids",
    known: ["refused whole", "refused, the good id attached", "accepted"],
  },
  "second-detach": { rules: ["P-8", "U-1"], question: "a second detach", known: ["204", "400", "404"] },
  "delete-detaches": {
    rules: ["C-20", "U-11"],
    question: "the attachment of a deleted tool",
    known: ["gone"],
  },
} as const satisfies Record<string, Question>;

/** The questions in the order of the report. */
export const QUESTIONS = {
  "request-ids": { rules: ["G-9"], question: "headers that name a request or a limit", known: [] },
  "total-count": { rules: ["G-11", "U-17"], question: "total_count in a list", known: ["present", "absent"] },
  "limit-100": { rules: ["G-12"], question: "limit=100 in a list", known: ["accepted"] },
  "page-size": { rules: ["G-12", "U-17"], question: "the largest page of a list", known: [] },
  filter: { rules: ["C-5", "U-4"], question: "name_or_uuid in a list", known: ["heeded", "ignored"] },
  times: { rules: ["G-13"], question: "created_at of a tool", known: ["naive", "zoned"] },
  "tool-id": { rules: ["T-1"], question: "the form of a tool's id", known: [] },
  "other-members": { rules: ["G-7", "T-16"], question: "members of a tool that no page documents", known: [] },
  "create-status": { rules: ["C-1", "U-2"], question: "status of a create", known: ["200", "201"] },
  "create-secrets": {
    rules: ["K-14", "U-5"],
    question: "a secret in the answer to a create",
    known: ["masked", "in clear", "left out"],
  },
  "create-mask": { rules: ["K-12"], question: "a create with the mask as its secret", known: EITHER },
  "app-message": {
    rules: ["D-2", "U-9"],
    question: "app_message beside api in an answer",
    known: ["false", "absent"],
  },
  echo: { rules: ["U-9"], question: "a definition read back", known: ["as sent"] },
  url: { rules: ["D-10", "U-9"], question: "a URL with capitals read back", known: ["as sent", "normalised"] },
  "header-case": {
    rules: ["D-14", "U-9"],
    question: "the name of a header read back",
    known: ["as sent", "lower case"],
  },
  "default-method": { rules: ["D-12", "U-9"], question: "method where none is sent", known: ["absent", "POST"] },
  "default-timeout": {
    rules: ["D-13", "U-9"],
    question: "timeout where none is sent",
    known: ["absent", "up to 60 seconds"],
  },
  "default-content-type": {
    rules: ["D-18", "U-9"],
    question: "content_type where none is sent",
    known: ["absent", "application/json"],
  },
  "default-auth": { rules: ["D-15", "U-9"], question: "auth where none is sent", known: ["absent", "none"] },
  "live-fields": {
    rules: ["T-21", "U-25"],
    question: "live fields in the answer of a post-call tool",
    known: ["absent", "filled"],
  },
  "sent-live-fields": {
    rules: ["T-21"],
    question: "on_call sent to a post-call tool",
    known: ["refused", "ignored", "stored"],
  },
  "not-found": { rules: ["X-3", "U-1"], question: "GET of an id that never was", known: ["400", "404"] },
  "error-shape": {
    rules: ["X-1", "X-12"],
    question: "how a refusal says its text",
    known: ["error", "message", "text", "nothing"],
  },
  "name-taken": { rules: ["X-7", "T-3"], question: "a create with a name that is taken", known: ["409"] },
  "name-taken-text": {
    rules: ["X-7", "U-27"],
    question: "how a 409 says its text",
    known: ["error", "message", "text", "nothing"],
  },
  "unchanged-patch": {
    rules: ["C-16", "U-3"],
    question: "a PATCH that changes nothing",
    known: ["200", "304", "empty"],
  },
  "json-patch": { rules: ["C-9"], question: "a JSON Patch for a tool", known: EITHER },
  "patch-delivery": { rules: ["C-12", "C-13", "U-7"], question: "delivery in a PATCH", known: ["replaced"] },
  "omitted-secret": { rules: ["K-13", "U-5"], question: "a PATCH whose auth leaves its secret out", known: ["kept"] },
  "omitted-auth": { rules: ["K-15"], question: "a PATCH whose api leaves auth out", known: ["dropped", "kept"] },
  "undeclared-placeholder": {
    rules: ["T-25", "U-26"],
    question: "a placeholder that no parameter declares",
    known: EITHER,
  },
  "dead-host": { rules: ["D-11", "U-24"], question: "an endpoint whose host does not exist", known: EITHER },
  "private-host": { rules: ["D-10", "U-24"], question: "an endpoint with a private address", known: EITHER },
  "url-extras": {
    rules: ["D-10"],
    question: "a port, a user, a fragment in an endpoint's URL",
    known: [],
  },
  methods: {
    rules: ["D-12", "D-19"],
    question: "methods",
    known: ["GET, POST, PUT, PATCH, DELETE, HEAD", "GET, POST, PUT, PATCH, DELETE"],
  },
  "bodyless-template": { rules: ["D-21", "U-29"], question: "a body_template with GET", known: EITHER },
  tags: { rules: ["T-17", "U-30"], question: "tags in a PATCH", known: ["echoed", "not echoed", "refused"] },
  timeouts: {
    rules: ["D-13", "D-20"],
    question: "timeouts of 0, 0.5, 60, 61 seconds",
    known: ["0.5, 60", "0, 0.5, 60", "60", "0, 60"],
  },
  "reserved-header": { rules: ["D-14"], question: "a header X-Tavus-…", known: EITHER },
  "other-content-type": { rules: ["D-18"], question: "content_type application/x-www-form-urlencoded", known: EITHER },
  "signed-templates": {
    rules: ["R-34", "U-28"],
    question: "a placeholder in the URL, a body template, query parameters with hmac",
    known: [],
  },
  "size-unit": {
    rules: ["T-5", "U-23"],
    question: "what the 10,000 of a definition count",
    known: ["code points", "UTF-16 units", "bytes"],
  },
  "size-json": {
    rules: ["T-5", "T-18", "U-23"],
    question: "blanks and escapes of the JSON of parameters in that count",
    known: ["not counted", "blanks counted", "blanks and escapes counted"],
  },
  "trigger-change": { rules: ["C-11", "U-16"], question: "a PATCH of trigger_type", known: EITHER },
  "origin-change": { rules: ["C-11", "U-16"], question: "a PATCH of origin", known: EITHER },
  "null-field": { rules: ["C-14", "U-8"], question: "null for on_call in a PATCH", known: ["cleared", "refused"] },
  "filler-patch": { rules: ["C-10", "T-12"], question: "static_filler in a PATCH", known: ["stored"] },
  "stray-filler": { rules: ["T-12"], question: "static_filler beside another on_call", known: EITHER },
  "vision-resolve": { rules: ["T-23"], question: "on_resolve of a vision tool", known: EITHER },
  "deleted-tool": { rules: ["C-7", "U-11"], question: "GET of a deleted tool", known: ["200", "400", "404"] },
  "second-delete": { rules: ["C-21", "U-1"], question: "a second DELETE", known: ["204", "400", "404"] },
  "freed-name": { rules: ["U-27", "C-3", "C-20"], question: "the name of a deleted tool", known: ["free"] },
  "new-id": { rules: ["U-11"], question: "the id of a tool that is made again", known: ["new"] },
  ...PAL_QUESTIONS,
} as const satisfies Record<string, Question>;

export type QuestionId = keyof typeof QUESTIONS;

export const OF_PALS = Object.keys(PAL_QUESTIONS) as QuestionId[];
