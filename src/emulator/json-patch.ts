import { isDeeper, isObject, type JsonObject, jsonEqual } from "../tavus-api/contract/index.ts";
import { HttpError } from "./http-error.ts";
import { BODY_MAX, DEPTH_MAX } from "./request.ts";
import { type Mask, type SealedSecrets, sealSecrets } from "./sealed-secrets.ts";

/** Characters of JSON that a patch may copy, move and compare: a member that is copied into itself doubles each time. */
const WORK_MAX = 8 * BODY_MAX;
/** Items of a list that make room for as little as a character costs. */
const ITEMS_MOVED = 16;

/** What the operations of one patch share. */
interface Patching {
  /** The document as it is changed; never deeper than DEPTH_MAX, so that whatever looks at it ends well. */
  readonly root: JsonObject;
  readonly secrets: SealedSecrets;
  /** Characters that may still be worked on. */
  left: number;
}

/**
 * RFC 6902, as PALs use it (P-23): add, remove, replace, copy, move, test. The document itself is not changed.
 * @param mask what a reader sees: a secret may be moved or copied with what it belongs to, but not read or compared (K-10, P-26)
 * @throws HttpError 422 where the patch is malformed or a path leads nowhere
 */
export function applyJsonPatch(document: JsonObject, patch: unknown, mask: Mask): JsonObject {
  if (!Array.isArray(patch) || !patch.every(isObject)) throw malformed();
  const secrets = sealSecrets(document, mask);
  const patching: Patching = { root: secrets.document, secrets, left: WORK_MAX };
  for (const operation of patch) apply(patching, operation);
  const result = secrets.opened(patching.root);
  if (JSON.stringify(result).length > BODY_MAX) throw tooMuch();
  return result;
}

function apply(patching: Patching, operation: JsonObject): void {
  const { op } = operation;
  const { root } = patching;
  const target = place(root, operation["path"]);
  if (op === "add") add(patching, target, given(operation));
  else if (op === "replace") {
    read(target, op);
    set(target, given(operation));
  } else if (op === "remove") {
    read(target, op);
    remove(patching, target);
  } else if (op === "copy" || op === "move") {
    const source = place(root, operation["from"]);
    const found = read(source, op);
    work(patching, JSON.stringify(found).length);
    const value = op === "copy" ? structuredClone(found) : found;
    if (op === "move") remove(patching, source);
    // Found anew: what was removed may have held the target.
    add(patching, place(root, operation["path"]), value);
  } else if (op === "test") {
    const found = read(target, op);
    work(patching, JSON.stringify(found).length);
    if (!jsonEqual(patching.secrets.shown(found), given(operation)))
      throw new HttpError(422, "a test of the JSON patch failed");
  } else throw malformed();
}

function work(patching: Patching, cost: number): void {
  patching.left -= cost;
  if (patching.left < 0) throw tooMuch();
}

interface Place {
  readonly parent: JsonObject | unknown[];
  readonly key: string;
  /** Levels from the root to what stands here. */
  readonly depth: number;
}

function place(root: JsonObject, pointer: unknown): Place {
  if (typeof pointer !== "string" || !pointer.startsWith("/")) throw malformed();
  const steps = pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const depth = steps.length;
  const key = steps.pop() ?? "";
  const parent = steps.reduce<unknown>(memberOf, root);
  // An assignment to __proto__ would not make a member.
  if ((!isObject(parent) && !Array.isArray(parent)) || key === "__proto__") throw malformed();
  return { parent, key, depth };
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

/** Before the value is in: many small steps could make a document at whose depth recursion ends. */
function assertFits({ depth }: Place, value: unknown): void {
  if (isDeeper(value, DEPTH_MAX - depth)) throw tooMuch();
}

function add(patching: Patching, target: Place, value: unknown): void {
  assertFits(target, value);
  const { parent, key } = target;
  if (!Array.isArray(parent)) parent[key] = value;
  else if (key === "-") parent.push(value);
  else if (isIndex(key) && Number(key) <= parent.length) {
    work(patching, (parent.length - Number(key)) / ITEMS_MOVED);
    parent.splice(Number(key), 0, value);
  } else throw malformed();
}

function set(target: Place, value: unknown): void {
  assertFits(target, value);
  const { parent, key } = target;
  if (Array.isArray(parent)) parent[Number(key)] = value;
  else parent[key] = value;
}

function remove(patching: Patching, { parent, key }: Place): void {
  if (Array.isArray(parent)) {
    work(patching, (parent.length - Number(key)) / ITEMS_MOVED);
    parent.splice(Number(key), 1);
  } else delete parent[key];
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
