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

/** Names of headers and query fields whose value may be a credential (U-22). Broad, because the list decides what to hide. */
export function isCredentialName(name: string): boolean {
  return NAME.test(name);
}

/** The same for fields of a body or of parameters. There, a `key` usually belongs to an issue or a project. */
export function isCredentialField(name: string): boolean {
  return FIELD.test(name);
}

/** A credential in a string, and its name. */
export interface Credential {
  readonly name: string;
  readonly text: string;
}

/**
 * Splits a string of a definition into readable parts and parts that may be credentials. Tavus masks the credentials in `auth` (K-10). It doesn't
 * mask those in a header, the query, the URL, the body, or a constant of a parameter (K-11).
 * @param path the path of the text, in the program's names
 * @returns `undefined` if it contains no credential
 */
export function splitCredentials(path: Path, text: string): (string | Credential)[] | undefined {
  const name = nameAt(path, text);
  if (name !== undefined) return isSecretInput(path) || !isMadeUp(text) ? [{ name, text }] : undefined;
  return fieldOfInput(path)?.credentials === "url" ? inUrl(text) : undefined;
}

/** The names of obvious credentials in a string that Tavus doesn't mask. The user gets a warning about these. */
export function evidentCredentials(path: Path, text: string): string[] {
  const isBody = fieldOfInput(path)?.credentials === "key";
  if (isSecretInput(path)) return [];
  return (splitCredentials(path, text) ?? [])
    .flatMap((part) => (typeof part === "string" ? [] : [part.name]))
    .filter((name) => isBody || EVIDENT.test(name));
}

/** The name of a credential that is the whole text. */
function nameAt(path: Path, text: string): string | undefined {
  const name = String(path.at(-1));
  if (isSecretInput(path)) return name;
  switch (fieldOfInput(path)?.credentials) {
    case "member":
      return path.length === 4 && (isCredentialName(name) || (path[2] === "headers" && SENT_AS.test(text)))
        ? name
        : undefined;
    case "key": {
      // An item of a list is judged by the list's name.
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

/** A header can also be a credential because of its value. */
const SENT_AS = /^(basic|bearer)\s+\S/i;
const SCHEME = /^(basic|bearer|token|apikey)\b/i;

/** Whether the text is only placeholders, or their encoded forms. Such a value is filled in for each call. */
function isMadeUp(text: string): boolean {
  return !/[\p{L}\p{N}]/u.test(replacePlaceholders(text.replace(SCHEME, ""), () => ""));
}

/** The user info of a URL: everything up to the last @ before path and query. */
const USERINFO = /^([a-z][a-z0-9+.-]*:\/\/(?:[^/?#:@]*:)?)([^/?#]+)(?=@[^@/?#]*(?:[/?#]|$))/i;
/** The key of an Azure function is named `code`. A shorter `code` isn't a key. */
const CODE_MIN = 20;

/** Credentials before the host and in the query. Everything around them is readable. */
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

/** A URL that everybody may read: each credential in it is masked. */
export function withMaskedCredentials(url: string): string {
  return (inUrl(url) ?? [url]).map((part) => (typeof part === "string" ? part : MASK)).join("");
}

/** All credentials in a tool's inputs, to hide them in messages. */
export function credentialsIn(inputs: JsonObject): string[] {
  return [...stringsOf(inputs)]
    .flatMap(({ path, text }) => splitCredentials(path, text) ?? [])
    .flatMap((part) => (typeof part === "string" ? [] : [part.text, decodePart(part.text)]));
}
