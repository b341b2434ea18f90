import {
  canonicalTool,
  isObject,
  type JsonObject,
  maskSecrets,
  type Tool,
  valueAt,
} from "../tavus-api/contract/index.ts";
import { driftedFields } from "./normalization.ts";

/**
 * What an account has of a tool, in canonical form, where a field that nobody changed reads as it was applied, however the server spells it.
 * @param applied what was sent last, as a request has it
 * @param normalization what the server made of it (`__normalized` of the state)
 */
export function accountView(applied: JsonObject, actual: Tool, normalization: unknown): JsonObject {
  const masked = maskSecrets(actual);
  const remote = canonicalTool(masked);
  const view = structuredClone(canonicalTool(applied));
  for (const path of driftedFields(applied, masked, normalization)) {
    const parent = valueAt(view, path.slice(0, -1));
    if (isObject(parent)) parent[String(path.at(-1))] = valueAt(remote, path);
    // Another kind of delivery: the whole of it.
    else if (path[0] !== undefined) view[path[0]] = remote[path[0]];
  }
  return view;
}
