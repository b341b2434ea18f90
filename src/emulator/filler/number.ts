import type { JsonObject } from "../../contract/index.ts";
import { bestSentence, type FillContext, keywordsOf } from "./context.ts";

/** A number for a parameter: a number that was mentioned near the parameter's words, otherwise the simplest one that the schema allows, if any. */
export function fillNumber(
  name: string,
  schema: JsonObject,
  context: FillContext,
  isInteger: boolean,
): number | undefined {
  const bound = (key: string, without: number): number => (typeof schema[key] === "number" ? schema[key] : without);
  const low = Math.max(bound("minimum", Number.NEGATIVE_INFINITY), bound("exclusiveMinimum", Number.NEGATIVE_INFINITY));
  const high = Math.min(
    bound("maximum", Number.POSITIVE_INFINITY),
    bound("exclusiveMaximum", Number.POSITIVE_INFINITY),
  );
  const step = bound("multipleOf", isInteger ? 1 : 0);
  const isAllowed = (value: number): boolean =>
    value >= low &&
    value <= high &&
    value !== schema["exclusiveMinimum"] &&
    value !== schema["exclusiveMaximum"] &&
    (step === 0 || Number.isInteger(value / step)) &&
    (!isInteger || Number.isInteger(value));

  const keywords = keywordsOf(name, typeof schema["description"] === "string" ? schema["description"] : "");
  const sentence = bestSentence([...context.caller, ...context.pal], keywords) ?? "";
  const [first, last, width] = [
    step === 0 ? low : Math.ceil(low / step) * step,
    step === 0 ? high : Math.floor(high / step) * step,
    step || 1,
  ];
  const simple = [0, first, first + width, last, last - width, (low + high) / 2].filter(Number.isFinite);
  return [...numbersNear(sentence, keywords), ...simple].find(isAllowed);
}

/** The numbers of a sentence. Those next to a word of the parameter come first: in "order 4711 cost me 90 minutes", 90 is the number for minutes. */
function numbersNear(sentence: string, keywords: readonly string[]): number[] {
  const lower = sentence.toLowerCase();
  const places = keywords.flatMap((word) => [...lower.matchAll(new RegExp(word, "gu"))].map(({ index }) => index));
  return [...sentence.matchAll(/-?\d+(?:\.\d+)?/g)]
    .map(({ 0: text, index }) => ({
      value: Number(text),
      distance: Math.min(Number.MAX_SAFE_INTEGER, ...places.map((place) => Math.abs(place - index - text.length))),
    }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ value }) => value);
}
