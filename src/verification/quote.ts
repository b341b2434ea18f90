import { Redactor } from "../tavus-api/redactor.ts";

/** A text of somebody else's for a message. */
export type Quote = (text: string) => string;

const LENGTH_MAX = 200;

/** Without secrets first, then cut: at the cut, a part of a secret would no longer be known as one. */
export function createQuote(secrets: Iterable<string>): Quote {
  const redactor = new Redactor(secrets);
  return (text) => {
    const clean = redactor.redact(text);
    return clean.length > LENGTH_MAX ? `${clean.slice(0, LENGTH_MAX)}…` : clean;
  };
}
