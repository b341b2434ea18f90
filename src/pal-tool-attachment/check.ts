import type { JsonObject } from "../tavus-api/contract/index.ts";

const INPUTS = ["palId", "toolId"];

/** All that is wrong with the inputs of an attachment, one line each. Pure. */
export function checkAttachment(news: JsonObject, isUnknown: (value: unknown) => boolean): string[] {
  const broken = INPUTS.filter((key) => !isUnknown(news[key]) && !isId(news[key])).map(
    (key) =>
      `${key} is no id. Write the ${key === "palId" ? "PAL's" : "tool's"} id as Tavus shows it, without / or spaces. (P-1)`,
  );
  const unknown = Object.keys(news)
    .filter((key) => !INPUTS.includes(key) && !key.startsWith("__"))
    .map((key) => `${key} is not an input. Remove it; the inputs here are ${INPUTS.join(", ")}. (P-1)`);
  return [...broken, ...unknown];
}

function isId(value: unknown): boolean {
  return typeof value === "string" && /^[^\s/?#]+$/.test(value);
}
