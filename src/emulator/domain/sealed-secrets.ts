import { randomUUID } from "node:crypto";
import { isObject, type JsonObject, MASK, member } from "../../contract/index.ts";
import { HttpError } from "../http-error.ts";

/** A reader's view of a document: the same, with secrets masked (K-10, P-26). */
export type Mask = (document: JsonObject) => JsonObject;

/** A document whose secrets can be moved, but neither read nor compared. */
export function sealSecrets(document: JsonObject, mask: Mask) {
  // A random part, so that the sender of a patch can't guess a mark and write it.
  const seal = randomUUID();
  const secrets = new Map<string, string>();
  const marked = (value: unknown, seen: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item, i) => marked(item, Array.isArray(seen) ? seen[i] : undefined));
    if (isObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, marked(item, member(seen, key))]));
    if (typeof value !== "string" || value === seen) return value;
    // At least as long as the secret, because the limit of a document's size counts marks.
    const mark = `${seal} ${secrets.size}`.padEnd(JSON.stringify(value).length, ".");
    secrets.set(mark, value);
    return mark;
  };
  return {
    /** The document with a mark for each secret. */
    document: marked(document, mask(document)) as JsonObject,
    /** A reader's view of a value. */
    shown: (value: unknown): unknown => withTexts(value, (text) => (secrets.has(text) ? MASK : text)),
    /**
     * A changed document in which the marks are secrets again.
     * @throws HttpError 422 if a reader would see one of them
     */
    opened: (changed: JsonObject): JsonObject => {
      if (secrets.size > 0 && JSON.stringify(mask(changed)).includes(seal))
        throw new HttpError(422, "the JSON patch puts a secret where it can be read");
      return withTexts(changed, (text) => secrets.get(text) ?? text) as JsonObject;
    },
  };
}

/** The value with other strings. Names of members don't change. */
function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTexts(item, change)]));
}
