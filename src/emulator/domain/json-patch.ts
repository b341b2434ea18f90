import { applyPatch, type Operation, Pointer } from "rfc6902";
import { isDeeper, isObject, type JsonObject, jsonEqual } from "../../contract/index.ts";
import { HttpError } from "../http-error.ts";
import { BODY_MAX, DEPTH_MAX } from "../request.ts";
import { type Mask, sealSecrets } from "./sealed-secrets.ts";

/** The size is checked after each operation, because a member that is copied into itself doubles each time. */
export const OPERATIONS_MAX = 200;

/**
 * RFC 6902, as PALs use it (P-23): add, remove, replace, copy, move, test. The document itself is not changed.
 * @param mask hides secrets: a secret can be moved or copied with its object, but not read or compared (K-10, P-26)
 * @throws HttpError 422 if the patch is malformed or a path leads nowhere
 */
export function applyJsonPatch(document: JsonObject, patch: unknown, mask: Mask): JsonObject {
  if (!Array.isArray(patch) || !patch.every(isOperation)) throw malformed();
  if (patch.length > OPERATIONS_MAX) throw new HttpError(422, `a JSON patch has at most ${OPERATIONS_MAX} operations`);
  const { document: root, shown, opened } = sealSecrets(document, mask);
  for (const operation of patch) {
    const { op } = operation;
    const source = Pointer.fromJSON("from" in operation ? operation.from : operation.path);
    const found: unknown = source.get(root);
    if (op !== "add" && found === undefined)
      throw new HttpError(422, `can't ${op} a non-existent object '${source.tokens.at(-1)}'`);
    if (op !== "test") change(root, operation);
    else if (!jsonEqual(shown(found), operation.value)) throw new HttpError(422, "a test of the JSON patch failed");
    if (isDeeper(root, DEPTH_MAX) || JSON.stringify(root).length > BODY_MAX)
      throw new HttpError(422, "the JSON patch makes the document too large or too deep");
  }
  return opened(root);
}

function change(root: JsonObject, operation: Operation): void {
  try {
    if (applyPatch(root, [operation])[0] === null) return;
  } catch {
    // The parent is a string or a number.
  }
  throw malformed();
}

function isOperation(operation: unknown): operation is Operation {
  if (!isObject(operation) || !isPointer(operation["path"])) return false;
  const { op, from, value } = operation;
  if (op === "copy" || op === "move") return isPointer(from);
  return op === "remove" || (["add", "replace", "test"].some((known) => known === op) && value !== undefined);
}

/** Paths through these names would reach properties that all objects share. */
const isPointer = (path: unknown): boolean =>
  typeof path === "string" && path.startsWith("/") && !/\/(__proto__|constructor|prototype)(\/|$)/.test(path);

const malformed = (): HttpError => new HttpError(422, "Invalid JSON patch format");
