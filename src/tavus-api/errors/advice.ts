import type { BadOutcome } from "../transport/outcome.ts";
import { isMakerChanges } from "./maker-changes.ts";

const KEY_SETTINGS =
  "Provider argument apiKey, stack config tavus:apiKey, or environment TAVUS_API_KEY; the first found counts";
const URL_SETTINGS = "Provider argument baseUrl, stack config tavus:baseUrl, or environment TAVUS_BASE_URL";
const WRONG_PLACE = `Check that the base URL leads to the Tavus API and not to another site or a login page (${URL_SETTINGS}).`;

const BY_STATUS: Readonly<Record<number, string>> = {
  400: "Correct what the server names and run again.",
  401:
    `Check the API key (${KEY_SETTINGS}). After a key of Provider or stack was rotated, refresh and destroy still use the recorded one: ` +
    "run them with --run-program.",
  402: "The account has no credits left, or its plan does not include this: see its billing page.",
  403: "The key is not allowed to do this, or not from this machine: check the list of allowed IP addresses of the key.",
  404: WRONG_PLACE,
  405: WRONG_PLACE,
  409: "Something else changed or holds it: names are unique in an account, and a PAL with unpublished edits may refuse changes.",
  413: "Make the definition smaller.",
  422: "Correct what the server names and run again.",
  429: "The account is rate-limited: run again later, or with less at once (--parallel 4).",
  501: WRONG_PLACE,
  505: WRONG_PLACE,
};

const BY_CODE: Readonly<Record<string, string>> = {
  ENOTFOUND: `The host name does not exist: check the base URL (${URL_SETTINGS}) and the network.`,
  EAI_AGAIN: "The name server did not answer: check the network and run again.",
  ECONNREFUSED: `Nothing listens there: check the base URL (${URL_SETTINGS}), and that the server runs, if it is a local one.`,
  CANCELLED: "Run again to complete it.",
};

const MAKER_CHANGES =
  "Somebody has unpublished work on this PAL in PAL Maker, and a forced change would discard it. " +
  "Publish or discard that work in PAL Maker, then run again.";

const UNTRUSTED =
  "The other side could not prove who it is, so the API key was not sent: check the base URL, the clock of this machine, " +
  "and whether a proxy with its own certificate sits in between (NODE_EXTRA_CA_CERTS).";

/** The next step for a person. Never empty. */
export function advice(outcome: BadOutcome): string {
  const { http } = outcome;
  if (http.kind === "failure") {
    if (outcome.class === "untrusted") return UNTRUSTED;
    return BY_CODE[http.code] ?? `Check the network and the base URL (${URL_SETTINGS}), then run again.`;
  }
  if (outcome.class === "redirect")
    return `Redirects are not followed, because the API key must not go elsewhere: set the base URL to the API itself (${URL_SETTINGS}).`;
  if (http.status < 400) return WRONG_PLACE;
  if (http.status === 409 && isMakerChanges(http.text)) return MAKER_CHANGES;
  return (
    BY_STATUS[http.status] ??
    (http.status >= 500 ? "Tavus has a problem: run again later." : "Correct it and run again.")
  );
}
