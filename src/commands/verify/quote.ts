import { valueAt } from "../../contract/index.ts";
import { Redactor, secretsIn } from "../../tavus-api/redactor.ts";

export type Quote = (text: string) => string;

const LENGTH_MAX = 200;

/**
 * Redacts text before shortening it, because half a secret would no longer be recognized.
 * @param definitions the definitions whose credentials an endpoint may echo, as they are sent (K-4: in base64)
 */
export function createQuote(secrets: Iterable<string>, definitions: readonly unknown[] = []): Quote {
  const echoed = definitions.flatMap((definition) => {
    const auth = valueAt(definition, ["delivery", "api", "auth"]);
    return secretsIn({ delivery: { api: { auth } } });
  });
  const redactor = new Redactor([...secrets, ...echoed]);
  return (text) => {
    const clean = redactor.redact(text);
    return clean.length > LENGTH_MAX ? `${clean.slice(0, LENGTH_MAX)}…` : clean;
  };
}
