import { isObject, type JsonObject, jsonEqual } from "../tavus-api/contract/index.ts";
import { HttpError } from "./http-error.ts";
import { BODY_MAX, isTooDeep } from "./request.ts";

/**
 * RFC 6902, as PALs use it (P-23): add, remove, replace, copy, move, test. The document itself is not changed.
 * @throws HttpError 422 where the patch is malformed or a path leads nowhere
 */
export function applyJsonPatch(document: JsonObject, patch: unknown): JsonObject {
  if (!Array.isArray(patch) || !patch.every(isObject)) throw malformed();
  const result = structuredClone(document);
  const copies = { left: BODY_MAX };
  for (const operation of patch) apply(result, operation, copies);
  if (JSON.stringify(result).length > BODY_MAX || isTooDeep(result)) throw tooMuch();
  return result;
}

/** @param copies characters of JSON that may still be copied: a member that is copied into itself doubles each time */
function apply(root: JsonObject, operation: JsonObject, copies: { left: number }): void {
  const { op } = operation;
  const target = place(root, operation["path"]);
  if (op === "add") add(target, given(operation));
  else if (op === "replace") {
    read(target, op);
    set(target, given(operation));
  } else if (op === "remove") {
    read(target, op);
    remove(target);
  } else if (op === "copy" || op === "move") {
    const source = place(root, operation["from"]);
    const found = read(source, op);
    if (op === "copy") copies.left -= JSON.stringify(found).length;
    if (copies.left < 0) throw tooMuch();
    const value = op === "copy" ? structuredClone(found) : found;
    if (op === "move") remove(source);
    // Found anew: what was removed may have held the target.
    add(place(root, operation["path"]), value);
  } else if (op !== "test") throw malformed();
  else if (!jsonEqual(read(target, op), given(operation))) throw new HttpError(422, "a test of the JSON patch failed");
}

interface Place {
  readonly parent: JsonObject | unknown[];
  readonly key: string;
}

function place(root: JsonObject, pointer: unknown): Place {
  if (typeof pointer !== "string" || !pointer.startsWith("/")) throw malformed();
  const steps = pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const key = steps.pop() ?? "";
  const parent = steps.reduce<unknown>(memberOf, root);
  // An assignment to __proto__ would not make a member.
  if ((!isObject(parent) && !Array.isArray(parent)) || key === "__proto__") throw malformed();
  return { parent, key };
}

/** Own members only: a path through /__proto__ must not reach what all objects share. */
function memberOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return isIndex(key) ? value[Number(key)] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

const isIndex = (key: string): boolean => /^(0|[1-9]\d*)$/.test(key);

function read({ parent, key }: Place, op: string): unknown {
  const exists = Array.isArray(parent) ? isIndex(key) && Number(key) < parent.length : Object.hasOwn(parent, key);
  if (!exists) throw new HttpError(422, `can't ${op} a non-existent object '${key}'`);
  return memberOf(parent, key);
}

function add({ parent, key }: Place, value: unknown): void {
  if (!Array.isArray(parent)) parent[key] = value;
  else if (key === "-") parent.push(value);
  else if (isIndex(key) && Number(key) <= parent.length) parent.splice(Number(key), 0, value);
  else throw malformed();
}

function set({ parent, key }: Place, value: unknown): void {
  if (Array.isArray(parent)) parent[Number(key)] = value;
  else parent[key] = value;
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function given(operation: JsonObject): unknown {
  if (!Object.hasOwn(operation, "value")) throw malformed();
  return operation["value"];
}

function tooMuch(): HttpError {
  return new HttpError(422, "the JSON patch makes the document too large or too deep");
}

function malformed(): HttpError {
  return new HttpError(422, "Invalid JSON patch format");
}
