import type { Path } from "./issue.ts";
import { MASK } from "./limits.ts";
import { replacePlaceholders } from "./placeholders.ts";
import { decodePart } from "./url.ts";
import { type JsonObject, stringsOf } from "./value.ts";
import { fieldOfInput, isSecretInput } from "./wire.ts";

const PLAIN = "api[-_]?key|token|secret|passw|pwd|credential|authorization|jwt|cookie";
const NAME = new RegExp(`${PLAIN}|signature|(^|[-_.])(key|auth|sig)($|[-_.])`, "i");
const FIELD = new RegExp(`${PLAIN}|(access|private|auth)[-_]?key`, "i");
const EVIDENT =
  /(^|[-_.])(key|apikey|token|secret|password|passwd|pwd|auth|authorization|signature|sig|credentials?|jwt)($|[-_.])|apikey|authorization/i;

/** Names of headers and query fields under which a value may be a credential (U-22). Generous, because it decides what is hidden. */
export function isCredentialName(name: string): boolean {
  return NAME.test(name);
}

/** The same for fields of a body or of parameters, in which a `key` is usually an issue's or a project's. */
export function isCredentialField(name: string): boolean {
  return FIELD.test(name);
}

/** A credential in a text, and what it is called there. */
export interface Credential {
  readonly name: string;
  readonly text: string;
}

/**
 * Takes a text of a definition apart into what may be read and what is, or may be, a credential: those of `auth`, which Tavus masks (K-10), and
 * those that stand where they are no secret to it: header, query, URL, body, constant of a parameter (K-11).
 * @param path where it stands, in the program's names
 * @returns `undefined` if it holds no credential
 */
export function splitCredentials(path: Path, text: string): (string | Credential)[] | undefined {
  const name = nameAt(path, text);
  if (name !== undefined) return isSecretInput(path) || !isMadeUp(text) ? [{ name, text }] : undefined;
  return fieldOfInput(path)?.credentials === "url" ? inUrl(text) : undefined;
}

/** The names of the credentials in a text that Tavus doesn't mask, as far as a user should be warned of them: a narrower choice. */
export function evidentCredentials(path: Path, text: string): string[] {
  const isBody = fieldOfInput(path)?.credentials === "key";
  if (isSecretInput(path)) return [];
  return (splitCredentials(path, text) ?? [])
    .flatMap((part) => (typeof part === "string" ? [] : [part.name]))
    .filter((name) => isBody || EVIDENT.test(name));
}

/** The name under which a whole text is a credential. */
function nameAt(path: Path, text: string): string | undefined {
  const name = String(path.at(-1));
  if (isSecretInput(path)) return name;
  switch (fieldOfInput(path)?.credentials) {
    case "member":
      return path.length === 4 && (isCredentialName(name) || (path[2] === "headers" && SENT_AS.test(text)))
        ? name
        : undefined;
    case "key": {
      // Of a list the name is that of the list.
      const key = [...path.slice(3)].reverse().find((step) => typeof step === "string");
      return key !== undefined && isCredentialField(String(key)) ? String(key) : undefined;
    }
    case "const": {
      const [parent = ""] = path.slice(-2);
      return name === "const" && isCredentialField(String(parent)) ? String(parent) : undefined;
    }
    default:
      return undefined;
  }
}

/** A header is a credential by what it says, too. */
const SENT_AS = /^(basic|bearer)\s+\S/i;
const SCHEME = /^(basic|bearer|token|apikey)\b/i;

/** Made again for each call: nothing but placeholders, and how they are sent. */
function isMadeUp(text: string): boolean {
  return !/[\p{L}\p{N}]/u.test(replacePlaceholders(text.replace(SCHEME, ""), () => ""));
}

/** Up to the last @ before path and query. */
const USERINFO = /^([a-z][a-z0-9+.-]*:\/\/(?:[^/?#:@]*:)?)([^/?#]+)(?=@[^@/?#]*(?:[/?#]|$))/i;
/** The key of an Azure function is called `code`; so are short things that are no keys. */
const CODE_MIN = 20;

/** Credentials before the host and in the query; everything around them may be read. */
function inUrl(url: string): (string | Credential)[] | undefined {
  const parts: (string | Credential)[] = [];
  let from = 0;
  const take = (name: string, start: number, text: string): void => {
    parts.push(url.slice(from, start), { name, text });
    from = start + text.length;
  };
  const [, before = "", password = ""] = USERINFO.exec(url) ?? [];
  if (password !== "") take("password", before.length, password);
  for (const { index, 0: pair, 1: raw = "", 2: value = "" } of url.matchAll(/[?&;#]([^?=&;#]+)=([^&;#]+)/g)) {
    const name = decodePart(raw);
    const isCredential = isCredentialName(name) || (name === "code" && value.length >= CODE_MIN);
    if (isCredential && !isMadeUp(value)) take(name, index + pair.length - value.length, value);
  }
  if (parts.length === 0) return undefined;
  return from < url.length ? [...parts, url.slice(from)] : parts;
}

/** A URL as everybody may read it: each credential that it holds is masked. */
export function withMaskedCredentials(url: string): string {
  return (inUrl(url) ?? [url]).map((part) => (typeof part === "string" ? part : MASK)).join("");
}

/** Every credential of a tool's inputs, to keep them out of messages. */
export function credentialsIn(inputs: JsonObject): string[] {
  return [...stringsOf(inputs)]
    .flatMap(({ path, text }) => splitCredentials(path, text) ?? [])
    .flatMap((part) => (typeof part === "string" ? [] : [part.text, decodePart(part.text)]));
}
