import { splitCredentials } from "../../contract/credentials.ts";
import { type JsonObject, MASK, type Path, stringsOf } from "../../contract/index.ts";
import { isSecretInput } from "../../contract/wire.ts";
import { toIdentifier, upperFirst } from "./names.ts";

/** A text of a definition that a program must not contain. It comes from the stack's config. */
export interface SecretText {
  /** Its path in the inputs. */
  readonly path: Path;
  /** Its parts: fixed text, and secrets. Usually it is a single secret. */
  readonly parts: readonly (string | SecretPart)[];
}

export interface SecretPart {
  /** Its name in a config key: `Token`, `UrlKey`. */
  readonly label: string;
  /** `undefined` if Tavus masks it (K-10). Otherwise everybody with the API key can read it (K-11). */
  readonly value: string | undefined;
}

/** The secrets of a definition: the masked ones of `auth`, and everything else that looks like a credential. */
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
  // The key of an `api_key` is in `value`.
  if (isSecretInput(path) && name === "value") return "Key";
  return `${/url$/i.test(field) ? "Url" : ""}${upperFirst(toIdentifier(name))}`;
}
