import { randomUUID } from "node:crypto";
import { type JsonObject, MASK, type Path, valueAt } from "../../contract/index.ts";
import { mapJson } from "../../contract/value.ts";
import { HttpError } from "../http-error.ts";

/** Returns a reader's view of a document, with secrets masked (K-10, P-26). */
export type Mask = (document: JsonObject) => JsonObject;

/** A document whose secrets can be moved, but neither read nor compared. */
export function sealSecrets(document: JsonObject, mask: Mask) {
  // A random part, so that the sender of a patch can't guess a mark and write it.
  const seal = randomUUID();
  const secrets = new Map<string, string>();
  const visible = mask(document);
  const mark = (text: string): string => {
    // At least as long as the secret, because the limit of a document's size counts marks.
    const made = `${seal} ${secrets.size}`.padEnd(JSON.stringify(text).length, ".");
    secrets.set(made, text);
    return made;
  };
  return {
    /** The document with a mark for each secret. */
    document: withTexts(document, (text, path) => (text === valueAt(visible, path) ? text : mark(text))) as JsonObject,
    /** A reader's view of a value. */
    shown: (value: unknown): unknown => withTexts(value, (text) => (secrets.has(text) ? MASK : text)),
    /**
     * The changed document with secrets instead of marks.
     * @throws HttpError 422 if a reader would see a secret
     */
    opened: (changed: JsonObject): JsonObject => {
      if (secrets.size > 0 && JSON.stringify(mask(changed)).includes(seal))
        throw new HttpError(422, "the JSON patch puts a secret where it can be read");
      return withTexts(changed, (text) => secrets.get(text) ?? text) as JsonObject;
    },
  };
}

const withTexts = (value: unknown, change: (text: string, path: Path) => string): unknown =>
  mapJson(value, (one, path) => (typeof one === "string" ? change(one, path) : one));
