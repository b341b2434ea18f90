import { splitCredentials } from "../../contract/credentials.ts";
import { type JsonObject, MASK, type Path, stringsOf } from "../../contract/index.ts";
import { isSecretInput } from "../../contract/wire.ts";
import { toIdentifier, upperFirst } from "./names.ts";

/** A text of a definition that a program must not hold: it comes from the stack's config. */
export interface SecretText {
  /** Where in the inputs. */
  readonly path: Path;
  /** What it consists of: fixed text, and secrets. A secret alone is the usual case. */
  readonly parts: readonly (string | SecretPart)[];
}

export interface SecretPart {
  /** What it is in a config key: `Token`, `UrlKey`. */
  readonly label: string;
  /** `undefined` if Tavus masks it (K-10); otherwise it is readable by everybody with the API key (K-11). */
  readonly value: string | undefined;
}

/** The secrets of a definition: masked ones of `auth`, and what looks like a credential anywhere else. */
export function findSecrets(inputs: JsonObject): SecretText[] {
  return [...stringsOf(inputs)].flatMap(({ path, text }) => {
    const parts = splitCredentials(path, text);
    if (parts === undefined) return [];
    const toPart = ({ name, text: value }: { name: string; text: string }): SecretPart => ({
      label: labelOf(path, name),
      value: value === MASK ? undefined : value,
    });
    return [{ path, parts: parts.map((part) => (typeof part === "string" ? part : toPart(part))) }];
  });
}

function labelOf(path: Path, name: string): string {
  const field = String(path.at(-1));
  // An `api_key` has its key in `value`.
  if (isSecretInput(path) && name === "value") return "Key";
  return `${/url$/i.test(field) ? "Url" : ""}${upperFirst(toIdentifier(name))}`;
}
