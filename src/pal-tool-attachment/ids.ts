import { isUnset, SYSTEM_TOOL_IDS, stringifyExact, unknownKeyRemedy } from "../tavus-api/contract/index.ts";

const OWNERS = { PAL: "PAL's", tool: "tool's" } as const;

/** What is wrong with a property that must be an id: one line, or none. A value that is not known yet is fine. Pure. */
export function checkId(
  path: string,
  value: unknown,
  owner: keyof typeof OWNERS,
  isUnknown: (value: unknown) => boolean,
): string[] {
  if (isUnknown(value) || (typeof value === "string" && /^[^\s/?#]+$/.test(value))) return [];
  const given = isUnset(value) ? "missing" : `${stringifyExact(value).slice(0, 80)}, which isn't an id`;
  return [`${path} is ${given}. Write the ${OWNERS[owner]} id as Tavus shows it, without / or spaces. (P-1)`];
}

/** P-11: a tool of Tavus itself cannot be attached. */
export function checkOwn(path: string, id: unknown): string[] {
  if (!SYSTEM_TOOL_IDS.some((one) => one === id)) return [];
  return [`${path} is ${id}, a tool of Tavus that every PAL has without attachment. Remove it. (P-11)`];
}

/** A line for each property that is none of the inputs. */
export function checkKeys(news: object, inputs: readonly string[]): string[] {
  return Object.keys(news)
    .filter((key) => !inputs.includes(key) && !key.startsWith("__"))
    .map((key) => `${key} is not an input. ${unknownKeyRemedy(key, inputs)} (P-1)`);
}
