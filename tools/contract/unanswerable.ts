import type { Question } from "./questions.ts";

const CONVERSATION = "needs a real conversation and an endpoint that sees the delivery";
const LOAD = "needs more requests or tools than a temporary tool may cost an account";

/** Open questions of the contract that no temporary tool can settle. They are listed, never guessed. */
export const UNANSWERABLE: Readonly<Record<string, Omit<Question, "known"> & { readonly reason: string }>> = {
  "key-scopes": { rules: ["G-5"], question: "scopes of keys", reason: "only PAL Maker shows them" },
  "rate-limits": { rules: ["G-8", "U-14"], question: "rate limits", reason: LOAD },
  "throttled-text": {
    rules: ["X-11"],
    question: "texts of 429 and 5xx",
    reason: "only a server in trouble sends them",
  },
  idempotency: {
    rules: ["G-10", "U-10"],
    question: "an idempotency key",
    reason: "that there is none cannot be seen; what follows a lost answer is our own affair",
  },
  "no-credits": { rules: ["X-5"], question: "text of a 402", reason: "needs an account without credits" },
  forbidden: { rules: ["X-6"], question: "text of a 403", reason: "needs a key that may not be used from here" },
  "rename-taken": {
    rules: ["X-7"],
    question: "a PATCH to a name that is taken",
    reason: "needs two tools at once; one is made at a time",
  },
  "secret-drift": {
    rules: ["K-16", "U-6"],
    question: "whether a secret was changed",
    reason: "a masked value shows that there is one, not which",
  },
  "filler-length": { rules: ["T-12"], question: "the longest static_filler", reason: "no length is known to look at" },
  "header-limits": {
    rules: ["D-14", "D-17", "U-22"],
    question: "placeholders in headers and query parameters, limits of headers",
    reason: CONVERSATION,
  },
  "token-request": {
    rules: ["K-5"],
    question: "how the token endpoint is shown who asks",
    reason: "needs a token endpoint and a real conversation",
  },
  "attach-system": {
    rules: ["P-11"],
    question: "an attach of a system tool",
    reason: "would attach something else than the temporary tool",
  },
  "full-pal": { rules: ["P-4", "P-6", "U-12"], question: "the 51st tool of a PAL", reason: LOAD },
  "attach-race": {
    rules: ["U-13"],
    question: "attaches to one PAL at the same time",
    reason: "could touch attachments of others; this version makes them one after the other",
  },
  "inline-name": {
    rules: ["P-14"],
    question: "a tool with the name of an inline one",
    reason: "would change the PAL itself",
  },
  "attach-effect": { rules: ["P-12"], question: "when an attachment takes effect", reason: CONVERSATION },
  rendering: {
    rules: ["R-3", "R-2", "R-6", "R-8"],
    question: "how templates and leftover arguments are rendered",
    reason: CONVERSATION,
  },
  "template-types": { rules: ["R-5", "U-19"], question: "types in a rendered template", reason: CONVERSATION },
  "signed-body": { rules: ["R-23", "U-18"], question: "the body of a signed delivery", reason: CONVERSATION },
  "delivery-retries": {
    rules: ["R-31", "U-21"],
    question: "retries, order and doubles of deliveries",
    reason: CONVERSATION,
  },
  "delivery-transport": {
    rules: ["R-32"],
    question: "redirects, size, TLS and source addresses of deliveries",
    reason: CONVERSATION,
  },
  "event-error": { rules: ["E-6", "E-12"], question: "errors and redaction in events", reason: CONVERSATION },
  "action-order": { rules: ["E-13", "U-20"], question: "order of actions, and what is skipped", reason: CONVERSATION },
  "callback-signature": { rules: ["W-3"], question: "signature and retries of callbacks", reason: CONVERSATION },
};
