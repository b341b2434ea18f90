import { contains, isObject, type JsonObject, type Path } from "../../contract/index.ts";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../state-format/secrets.ts";

/** Whether this is a secret of a stack. It may contain plain text, which must not be written anywhere. */
export function isEncrypted(value: unknown): value is JsonObject {
  return isObject(value) && value[SIGNATURE_KEY] === SECRET_SIGNATURE;
}

export const holdsEncrypted = (value: unknown): boolean => contains(value, isEncrypted);

export interface Revealed {
  /** The value with its secrets in plain text. `undefined` for a secret if only its cipher text is known. */
  readonly value: unknown;
  readonly secretPaths: readonly Path[];
}

/** Takes a stack's secrets out of their envelopes (sdk/go/common/apitype: SecretV1), and returns their paths. */
export function reveal(value: unknown, path: Path = []): Revealed {
  if (isEncrypted(value)) {
    const plain = value["plaintext"];
    return { value: typeof plain === "string" ? reveal(JSON.parse(plain)).value : undefined, secretPaths: [path] };
  }
  const secretPaths: Path[] = [];
  const inner = (item: unknown, step: string | number): unknown => {
    const revealed = reveal(item, [...path, step]);
    secretPaths.push(...revealed.secretPaths);
    return revealed.value;
  };
  if (Array.isArray(value)) return { value: value.map(inner), secretPaths };
  if (!isObject(value)) return { value, secretPaths };
  return {
    value: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item, key)])),
    secretPaths,
  };
}
