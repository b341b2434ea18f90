import { createHash } from "node:crypto";
import {
  canonicalTool,
  differingFields,
  formatPath,
  isObject,
  type JsonObject,
  type Path,
  valueAt,
} from "../tavus-api/contract/index.ts";

/**
 * What a server made of a definition that it accepted (U-9): a URL rewritten, a default filled in that is not ours. For each
 * such field (wire path) a digest of the server's value; a digest, since the value may hold a credential. Kept in the state
 * so that a refresh does not take the server's own spelling for somebody's edit.
 */
export type Normalization = { [field: string]: string };

/** Where the server's answer to a write differs from what was sent. */
export function normalizationOf(sent: JsonObject, answer: JsonObject): Normalization {
  const stored = canonicalTool(answer);
  return Object.fromEntries(
    differingFields(sent, answer).map((path) => [formatPath(path), digest(valueAt(stored, path))]),
  );
}

/** Of the fields that were just sent the new normalization, of all others the former. */
export function keepNormalization(former: unknown, now: Normalization, sent: ReadonlySet<string>): Normalization {
  const wasSent = (field: string): boolean => sent.has(field.split(".")[0] ?? "");
  const kept = Object.entries(isObject(former) ? former : {}).filter(([field]) => !wasSent(field));
  const renewed = Object.entries(now).filter(([field]) => wasSent(field));
  return Object.fromEntries([...kept, ...renewed].map(([field, value]) => [field, String(value)]));
}

/** The fields in which a tool differs from what was applied, the server's own spelling left out. */
export function driftedFields(applied: JsonObject, remote: JsonObject, normalization: unknown): Path[] {
  const stored = canonicalTool(remote);
  return differingFields(applied, remote).filter(
    (path) => !isObject(normalization) || normalization[formatPath(path)] !== digest(valueAt(stored, path)),
  );
}

/** Tells whether a value is the same as an earlier one, without keeping it. */
export function digest(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(value)) ?? "absent")
    .digest("hex")
    .slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
