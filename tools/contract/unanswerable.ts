/** Open questions of the contract that no temporary tool can settle. They are listed, never guessed. */
export interface Unanswerable {
  readonly id: string;
  readonly rules: readonly [string, ...string[]];
  readonly question: string;
  readonly reason: string;
}

const CONVERSATION = "needs a real conversation and an endpoint that sees the delivery";
const LOAD = "needs more requests or tools than a temporary tool may cost an account";

export const UNANSWERABLE: readonly Unanswerable[] = [
  { id: "key-scopes", rules: ["G-5"], question: "scopes of keys", reason: "only PAL Maker shows them" },
  { id: "rate-limits", rules: ["G-8", "U-14"], question: "rate limits", reason: LOAD },
  {
    id: "throttled-text",
    rules: ["X-11"],
    question: "texts of 429 and 5xx",
    reason: "only a server in trouble sends them",
  },
  {
    id: "idempotency",
    rules: ["G-10", "U-10"],
    question: "an idempotency key",
    reason: "that there is none cannot be seen; what follows a lost answer is our own affair",
  },
  { id: "no-credits", rules: ["X-5"], question: "text of a 402", reason: "needs an account without credits" },
  { id: "forbidden", rules: ["X-6"], question: "text of a 403", reason: "needs a key that may not be used from here" },
  {
    id: "rename-taken",
    rules: ["X-7"],
    question: "a PATCH to a name that is taken",
    reason: "needs two tools at once; one is made at a time",
  },
  {
    id: "secret-drift",
    rules: ["K-16", "U-6"],
    question: "whether a secret was changed",
    reason: "a masked value shows that there is one, not which",
  },
  {
    id: "filler-length",
    rules: ["T-12"],
    question: "the longest static_filler",
    reason: "no length is known to look at",
  },
  {
    id: "header-limits",
    rules: ["D-14", "D-17", "U-22"],
    question: "placeholders in headers and query parameters, limits of headers",
    reason: CONVERSATION,
  },
  {
    id: "token-request",
    rules: ["K-5"],
    question: "how the token endpoint is shown who asks",
    reason: "needs a token endpoint and a real conversation",
  },
  {
    id: "attach-system",
    rules: ["P-11"],
    question: "an attach of a system tool",
    reason: "would attach something else than the temporary tool",
  },
  {
    id: "full-pal",
    rules: ["P-4", "P-6", "U-12"],
    question: "the 51st tool of a PAL",
    reason: LOAD,
  },
  {
    id: "attach-race",
    rules: ["U-13"],
    question: "attaches to one PAL at the same time",
    reason: "could touch attachments of others; this version makes them one after the other",
  },
  {
    id: "inline-name",
    rules: ["P-14"],
    question: "a tool with the name of an inline one",
    reason: "would change the PAL itself",
  },
  { id: "attach-effect", rules: ["P-12"], question: "when an attachment takes effect", reason: CONVERSATION },
  {
    id: "rendering",
    rules: ["R-3", "R-2", "R-6", "R-8"],
    question: "how templates and leftover arguments are rendered",
    reason: CONVERSATION,
  },
  { id: "template-types", rules: ["R-5", "U-19"], question: "types in a rendered template", reason: CONVERSATION },
  { id: "signed-body", rules: ["R-23", "U-18"], question: "the body of a signed delivery", reason: CONVERSATION },
  {
    id: "delivery-retries",
    rules: ["R-31", "U-21"],
    question: "retries, order and doubles of deliveries",
    reason: CONVERSATION,
  },
  {
    id: "delivery-transport",
    rules: ["R-32"],
    question: "redirects, size, TLS and source addresses of deliveries",
    reason: CONVERSATION,
  },
  { id: "event-error", rules: ["E-6", "E-12"], question: "errors and redaction in events", reason: CONVERSATION },
  {
    id: "action-order",
    rules: ["E-13", "U-20"],
    question: "order of actions, and what is skipped",
    reason: CONVERSATION,
  },
  { id: "callback-signature", rules: ["W-3"], question: "signature and retries of callbacks", reason: CONVERSATION },
];
