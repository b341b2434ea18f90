import { isObject, type JsonObject, jsonEqual } from "../tavus-api/contract/index.ts";
import { HttpError } from "./http-error.ts";

/** RFC 6902 as far as PALs use it (P-23): add, replace, remove, test on members of objects. */
export function applyJsonPatch(document: JsonObject, patch: unknown): JsonObject {
  //
  if (!Array.isArray(patch) || !patch.every(isObject)) throw new HttpError(422, "Invalid JSON patch format");
  const result = structuredClone(document);
  for (const { op, path, value } of patch) {
    const steps = String(path)
      .split("/")
      .slice(1)
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = steps.pop();
    const parent = steps.reduce<unknown>((inner, step) => (isObject(inner) ? inner[step] : undefined), result);
    if (last === undefined || !isObject(parent)) throw new HttpError(422, "Invalid JSON patch format");
    const exists = Object.hasOwn(parent, last);
    if (op !== "add" && !exists) throw new HttpError(422, `can't ${String(op)} a non-existent object '${last}'`);
    if (op === "add" || op === "replace") parent[last] = value;
    else if (op === "remove") delete parent[last];
    else if (op !== "test") throw new HttpError(422, "Invalid JSON patch format");
    else if (!jsonEqual(parent[last], value)) throw new HttpError(422, "a test of the JSON patch failed");
  }
  return result;
}
