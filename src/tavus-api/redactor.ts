import { isCredentialName } from "../contract/credentials.ts";
import { EMULATOR_KEY, isObject, MASK, valueAt } from "../contract/index.ts";
import { PLACES } from "../contract/wire.ts";
import { type Spelling, spellingsOf, standsAlone } from "./secret-spelling.ts";

const REDACTED = "[redacted]";
/** Values of secrets that anyone may see. */
const PUBLIC = [MASK, EMULATOR_KEY];
/** Servers shorten long values when they quote them. A beginning or end of a secret with this many characters counts as the secret. */
const FRAGMENT = 8;
const FRAGMENT_SECRET_MIN = 16;

/**
 * Removes known secrets from any text that a person may see. It doesn't guess: it knows the account's key and the secrets of the current request,
 * because a server can only echo those.
 */
export class Redactor {
  readonly #known: ReadonlySet<string>;
  readonly #spellings: readonly Spelling[];
  readonly #fragments: readonly string[];

  /** @param fragments false: only whole secrets, for texts that no server has shortened */
  constructor(secrets: Iterable<string>, { fragments = true }: { fragments?: boolean } = {}) {
    const known = new Set([...secrets].filter((secret) => secret.trim() !== "" && !PUBLIC.includes(secret)));
    this.#known = known;
    const spelled = new Map([...known].flatMap((secret) => spellingsOf(secret).map((one) => [one.text, one])));
    // The longest first, because a secret can contain another one.
    this.#spellings = [...spelled.values()].sort((a, b) => b.text.length - a.text.length);
    this.#fragments = fragments ? [...known].filter((secret) => secret.length >= FRAGMENT_SECRET_MIN) : [];
  }

  /** A redactor for the same secrets and additional ones. */
  with(secrets: Iterable<string>): Redactor {
    return new Redactor([...this.#known, ...secrets]);
  }

  redact(text: string): string {
    let clean = text;
    for (const spelling of this.#spellings) clean = replaceSpelling(clean, spelling);
    for (const secret of this.#fragments) clean = replaceFragments(clean, secret);
    return clean;
  }
}

/** The values of a request body that are secret or may be: credentials, header values, and values in the URL's query. */
export function secretsIn(definition: unknown): string[] {
  const secrets = PLACES.flatMap(({ field, path }) => {
    const value = valueAt(definition, path);
    if (field.credentials === "member") return isObject(value) ? credentialParts(value) : [];
    if (typeof value !== "string") return [];
    if (field.isSecret === true) return [value];
    return field.credentials === "url" ? secretsOfUrl(value) : [];
  });
  // The receiver gets `basic` in this form (K-4).
  const [username, password] = ["username", "password"].map((key) =>
    valueAt(definition, ["delivery", "api", "auth", key]),
  );
  if (typeof username === "string" && typeof password === "string")
    secrets.push(Buffer.from(`${username}:${password}`).toString("base64"));
  return secrets;
}

/** A shorter value is a flag or a number, unless its name says that it is a credential. */
const UNNAMED_MIN = 4;
const mayBeSecret = (name: string, value: string): boolean => value.length >= UNNAMED_MIN || isCredentialName(name);

/** `Bearer abc` is a secret, and so is `abc`. */
function credentialParts(values: { [key: string]: unknown }): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === "string" && mayBeSecret(name, value)
      ? [value, ...value.split(/\s+/).filter((part) => part.length >= FRAGMENT)]
      : [],
  );
}

function secretsOfUrl(text: string): string[] {
  const secrets: string[] = [];
  const query = /\?([^#]*)/.exec(text)?.[1] ?? "";
  for (const pair of query.split("&")) {
    const raw = pair.slice(pair.indexOf("=") + 1);
    // A value that is only a placeholder isn't a secret.
    if (raw === "" || /^\{[^{}]*\}$/.test(raw) || !mayBeSecret(pair.slice(0, pair.indexOf("=")), raw)) continue;
    secrets.push(raw, decoded(raw));
  }
  const userinfo = /^[a-z][a-z0-9+.-]*:\/\/([^/?#@]*)@/i.exec(text)?.[1];
  if (userinfo !== undefined) secrets.push(userinfo, ...userinfo.split(":"), ...userinfo.split(":").map(decoded));
  return secrets;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function replaceSpelling(text: string, { text: spelled, secret }: Spelling): string {
  let clean = "";
  let from = 0;
  for (let at = text.indexOf(spelled); at >= 0; at = text.indexOf(spelled, from)) {
    const end = at + spelled.length;
    const isWhole = standsAlone(text, at, end, secret);
    clean += text.slice(from, at) + (isWhole ? REDACTED : text.slice(at, at + 1));
    from = isWhole ? end : at + 1;
  }
  return clean + text.slice(from);
}

function replaceFragments(text: string, secret: string): string {
  const head = secret.slice(0, FRAGMENT);
  const tail = secret.slice(-FRAGMENT);
  let clean = "";
  let at = 0;
  while (at < text.length) {
    let end = at;
    if (text.startsWith(head, at)) {
      while (end < text.length && text[end] === secret[end - at]) end++;
    } else if (text.startsWith(tail, at)) end = at + FRAGMENT;
    const isFragment = end > at && isCut(text, at, end);
    clean += isFragment ? REDACTED : text.charAt(at);
    at = isFragment ? end : at + 1;
  }
  return clean;
}

/** Letters alone can be an ordinary word. `customer` counts as part of a secret only next to a sign that a server cut it, such as `…`. */
function isCut(text: string, start: number, end: number): boolean {
  if (!/^[\p{L}_-]+$/u.test(text.slice(start, end))) return true;
  return (
    /^(\.\.|…|\*\*|••)/u.test(text.slice(end, end + 2)) || /(\.\.|…|\*\*|••)$/u.test(text.slice(0, start).slice(-2))
  );
}
