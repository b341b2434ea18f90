import { API, AUTH, DELIVERY, type Field, removalOf, SECRET_AUTH_FIELDS } from "../contract/fields.ts";
import {
  isObject,
  isUnset,
  type JsonObject,
  jsonEqual,
  MASK,
  mapJson,
  member,
  type Path,
  valueAt,
} from "../contract/index.ts";
import { unknownMembers, withoutMasks } from "./unknown-fields.ts";

/** A tool right before an update, and who changed which part. */
export interface Present {
  /** The API's answer. */
  readonly there: JsonObject;
  /** The fields that the program changed, as wire paths. */
  readonly changed: readonly Path[];
  /** The fields that somebody else changed. */
  readonly drifted: readonly Path[];
  /** Send every secret that the program knows, even unchanged ones. */
  readonly sendsSecrets: boolean;
}

const NO_AUTH: JsonObject = { type: "none" };

/** Completes a program's `delivery`. K-15: an absent `auth` can mean none or unchanged, so `auth` is always sent. K-13: masks are left out. */
export function completeDelivery(before: unknown, delivery: JsonObject): JsonObject {
  const api = delivery["api"];
  if (!isObject(api)) return delivery;
  const auth = isObject(api["auth"]) ? api["auth"] : NO_AUTH;
  const known = Object.entries(auth).filter(([key, value]) => !(isSecret(key) && value === MASK));
  // A server with other defaults, or one that merges (U-7), would keep the old value.
  const removed = Object.values(API)
    .filter(({ wire }) => isUnset(api[wire]) && isObject(before) && !isUnset(before[wire]))
    .map((field) => [field.wire, removalOf(field, api)])
    .filter(([, value]) => !isUnset(value));
  return { ...delivery, api: { ...api, ...Object.fromEntries(removed), auth: Object.fromEntries(known) } };
}

/**
 * The `delivery` to send, which replaces the stored one (C-12). Fields that the program changed get its new values. All other fields keep their
 * current values, even fields that this version doesn't know.
 * @param before the program's previous definition
 */
export function mergeDelivery(before: JsonObject, delivery: JsonObject, present: Present): JsonObject {
  const there = present.there["delivery"];
  const [old, now] = [valueAt(before, ["delivery", "api"]), valueAt(there, ["api"])];
  const whole = completeDelivery(old, delivery);
  const kept = withoutMasks(unknownMembers(there, DELIVERY)) as JsonObject;
  const api = whole["api"];
  if (!isObject(api)) return { ...kept, ...whole };
  const keptApi = withoutMasks(unknownMembers(now, API)) as JsonObject;
  // The program or somebody else changed the channel, so the fields of the other channel are gone.
  if (!isObject(old) || !isObject(now)) return { ...kept, ...whole, api: { ...keptApi, ...api } };
  const merged = Object.values(API).map((field): [string, unknown] => {
    if (field.fields !== undefined) return [field.wire, mergeAuth(api[field.wire], now[field.wire], present)];
    return [field.wire, mergeField(field, old, api, now, present)];
  });
  const set = merged.filter(([, value]) => !isUnset(value));
  return { ...kept, ...whole, api: { ...keptApi, ...Object.fromEntries(set) } };
}

/** Maps whose members are separate fields. Other objects count as one value when they are removed. */
export const isMap = (name: unknown): boolean =>
  Object.values(API).some(({ wire, type }) => wire === name && type === "texts");

function mergeField(
  { wire: field }: Field,
  old: JsonObject,
  api: JsonObject,
  now: JsonObject,
  present: Present,
): unknown {
  const path = ["delivery", "api", field];
  if (!touches(present.drifted, path)) return api[field];
  if (!touches(present.changed, path)) return withoutMask(now[field], api[field]);
  const [before, after, there] = [old, api, now].map((side) => side[field] ?? (isMap(field) ? {} : undefined));
  return withoutMask(mergeMembers(before, after, there, field === "headers"), api[field]);
}

/** K-12: replaces each mask with the program's value, or leaves it out if there is none. */
const withoutMask = (value: unknown, said: unknown): unknown =>
  mapJson(value, (item, path) => (item === MASK ? valueAt(said, path) : item));

/**
 * A JSON value with the changes from `before` to `after` applied to the current value. Lists are one value.
 * @param ignoresCase whether member names that differ only in case are the same
 */
export function mergeMembers(before: unknown, after: unknown, there: unknown, ignoresCase = false): unknown {
  if (jsonEqual(before, after)) return there;
  if (!isObject(before) || !isObject(after) || !isObject(there)) return after;
  const nameOf = (key: string): string => (ignoresCase ? key.toLowerCase() : key);
  const find = (side: JsonObject, name: string): unknown => {
    const key = Object.keys(side).find((one) => nameOf(one) === name);
    return member(side, key ?? name);
  };
  const spellings = new Map([...Object.keys(there), ...Object.keys(after)].map((key) => [nameOf(key), key]));
  const merged = [...spellings].map(([name, key]): [string, unknown] => [
    key,
    mergeMembers(find(before, name), find(after, name), find(there, name)),
  ]);
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
}

/** @param wanted without masks */
function mergeAuth(wanted: unknown, now: unknown, present: Present): JsonObject {
  const after = isObject(wanted) ? wanted : NO_AUTH;
  const there: JsonObject = isObject(now) ? now : NO_AUTH;
  const path = ["delivery", "api", "auth"];
  const isChanged = present.sendsSecrets || touches(present.changed, path);
  // Another type has other fields, so it counts as one value. K-15: its secrets aren't carried over.
  if (after["type"] !== there["type"]) return isChanged ? after : (withoutMasks(there) as JsonObject);
  const merged = Object.values(AUTH).map(({ wire }): [string, unknown] => {
    const at = [...path, wire];
    if (touches(present.changed, at)) return [wire, after[wire]];
    // K-13: a secret that is left out stays, even if somebody has changed it.
    if (isSecret(wire) && there[wire] === MASK) return [wire, present.sendsSecrets ? after[wire] : undefined];
    return [wire, touches(present.drifted, at) ? there[wire] : (after[wire] ?? there[wire])];
  });
  const set = merged.filter(([, value]) => !isUnset(value) && value !== MASK);
  return { ...(withoutMasks(unknownMembers(there, AUTH)) as JsonObject), ...Object.fromEntries(set) };
}

/** Whether one of these paths is equal to a path, contains it, or is inside it. */
function touches(paths: readonly Path[], path: Path): boolean {
  return paths.some((one) => one.every((step, i) => i >= path.length || step === path[i]));
}

function isSecret(field: string): boolean {
  return SECRET_AUTH_FIELDS.includes(field);
}
