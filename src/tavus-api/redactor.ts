import { isObject, MASK, SECRET_AUTH_FIELDS } from "./contract/index.ts";

const REDACTED = "[redacted]";
/** Shorter than this, a value is replaced only where it stands alone: it would otherwise tear up ordinary words. */
const SUBSTRING_MIN = 4;
/** Servers shorten long values when they quote them; this much of a secret's beginning or end already counts as it. */
const FRAGMENT = 8;
const FRAGMENT_SECRET_MIN = 16;

/**
 * Takes known secrets out of any text that a person may see. What it is not: a guesser. It knows the account's key and
 * the secrets of the request at hand, because those are what a server can echo.
 */
export class Redactor {
  readonly #known: ReadonlySet<string>;
  readonly #exact: readonly string[];
  readonly #fragments: readonly string[];

  /** @param fragments false: only whole secrets, for texts that no server has shortened */
  constructor(secrets: Iterable<string>, { fragments = true }: { fragments?: boolean } = {}) {
    const known = new Set([...secrets].filter((secret) => secret.trim() !== "" && secret !== MASK));
    this.#known = known;
    // The longest first: a secret may contain another one.
    this.#exact = [...new Set([...known].flatMap(spellings))].sort((a, b) => b.length - a.length);
    this.#fragments = fragments ? [...known].filter((secret) => secret.length >= FRAGMENT_SECRET_MIN) : [];
  }

  /** A redactor for the same secrets and more. */
  with(secrets: Iterable<string>): Redactor {
    return new Redactor([...this.#known, ...secrets]);
  }

  redact(text: string): string {
    let clean = text;
    for (const secret of this.#exact) clean = replaceWhole(clean, secret);
    for (const secret of this.#fragments) clean = replaceFragments(clean, secret);
    return clean;
  }
}

/** The values of a request body that are secret, or may be: credentials, header values, values in the URL's query. */
export function secretsIn(definition: unknown): string[] {
  const found: string[] = [];
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, "");
      return;
    }
    if (!isObject(value)) return;
    if (key === "auth") found.push(...secretsOfAuth(value));
    for (const [name, item] of Object.entries(value)) {
      if ((name === "headers" || name === "query_params") && isObject(item)) found.push(...credentialParts(item));
      else if ((name === "url" || name === "token_url") && typeof item === "string") found.push(...secretsOfUrl(item));
      else visit(item, name);
    }
  };
  // Only the delivery holds secrets; a parameter that is called "token" describes one, it has none.
  visit(isObject(definition) ? { delivery: definition["delivery"] } : undefined, "");
  return found;
}

function secretsOfAuth(auth: { [key: string]: unknown }): string[] {
  const secrets = SECRET_AUTH_FIELDS.map((field) => auth[field]).filter((value) => typeof value === "string");
  // What the receiver would see of `basic` (K-4).
  if (typeof auth["username"] === "string" && typeof auth["password"] === "string")
    secrets.push(Buffer.from(`${auth["username"]}:${auth["password"]}`).toString("base64"));
  const url = auth["token_url"];
  return typeof url === "string" ? [...secrets, ...secretsOfUrl(url)] : secrets;
}

/** `Bearer abc` is a secret, and so is `abc`. */
function credentialParts(values: { [key: string]: unknown }): string[] {
  return Object.values(values)
    .filter((value) => typeof value === "string")
    .flatMap((value) => [value, ...value.split(/\s+/).filter((part) => part.length >= FRAGMENT)]);
}

function secretsOfUrl(text: string): string[] {
  const secrets: string[] = [];
  const query = /\?([^#]*)/.exec(text)?.[1] ?? "";
  for (const pair of query.split("&")) {
    const raw = pair.slice(pair.indexOf("=") + 1);
    // A value that is only a placeholder says nothing.
    if (raw === "" || /^\{[^{}]*\}$/.test(raw)) continue;
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

/** How a secret may look inside JSON, a URL, a form, or an HTML page. */
function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeUrl(secret);
  const ascii = json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [
    secret,
    json,
    ascii,
    json.replaceAll("/", "\\/"),
    JSON.stringify(json).slice(1, -1),
    JSON.stringify(ascii).slice(1, -1),
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll("%20", "+"),
    html,
    html.replaceAll('"', "&quot;").replaceAll("'", "&#39;"),
    html.replaceAll('"', "&#34;").replaceAll("'", "&#x27;"),
  ];
}

function encodeUrl(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text; // a lone surrogate
  }
}

function replaceWhole(text: string, secret: string): string {
  if (secret.length >= SUBSTRING_MIN) return text.replaceAll(secret, REDACTED);
  const escaped = secret.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, "g"), REDACTED);
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
    clean += end === at ? text.charAt(at) : REDACTED;
    at = Math.max(end, at + 1);
  }
  return clean;
}
