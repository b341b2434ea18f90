import type { JsonObject } from "../../tavus-api/contract/index.ts";
import { bestSentence, type FillContext, keywordsOf } from "./context.ts";

/** A number for a parameter: one that was said near its words, else the nearest allowed one to 0. */
export function fillNumber(
  name: string,
  schema: JsonObject,
  context: FillContext,
  isInteger: boolean,
): number | undefined {
  const description = typeof schema["description"] === "string" ? schema["description"] : "";
  const keywords = keywordsOf(name, description);
  const sentence = bestSentence([...context.caller, ...context.pal], keywords) ?? "";
  const said = numbersNear(sentence, keywords).find((value) => allows(schema, value, isInteger));
  return said ?? nearestToZero(schema, isInteger);
}

/** The numbers of a sentence, those next to a word of the parameter first: "order 4711 cost me 90 minutes" is 90 for minutes. */
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

function allows(schema: JsonObject, value: number, isInteger: boolean): boolean {
  const { low, high, step } = bounds(schema, isInteger);
  return (
    (!isInteger || Number.isInteger(value)) &&
    value >= low &&
    value <= high &&
    (step === undefined || isMultiple(value, step)) &&
    !isExcluded(schema, value)
  );
}

function isExcluded(schema: JsonObject, value: number): boolean {
  return value === schema["exclusiveMinimum"] || value === schema["exclusiveMaximum"];
}

function bounds(schema: JsonObject, isInteger: boolean): { low: number; high: number; step: number | undefined } {
  const number = (key: string): number | undefined => (typeof schema[key] === "number" ? schema[key] : undefined);
  const low = Math.max(
    number("minimum") ?? Number.NEGATIVE_INFINITY,
    number("exclusiveMinimum") ?? Number.NEGATIVE_INFINITY,
  );
  const high = Math.min(
    number("maximum") ?? Number.POSITIVE_INFINITY,
    number("exclusiveMaximum") ?? Number.POSITIVE_INFINITY,
  );
  return { low, high, step: number("multipleOf") ?? (isInteger ? 1 : undefined) };
}

const isMultiple = (value: number, step: number): boolean => Number.isInteger(value / step);

/** `undefined` where no number is allowed. */
function nearestToZero(schema: JsonObject, isInteger: boolean): number | undefined {
  const { low, high, step } = bounds(schema, isInteger);
  const start = Math.min(Math.max(0, low), high);
  const candidates =
    step === undefined
      ? [start, (low + high) / 2, start + 1, start - 1]
      : multiplesNear(start, step, isInteger ? 200 : 4);
  return candidates.filter(Number.isFinite).find((value) => allows(schema, value, isInteger)) ?? undefined;
}

function multiplesNear(start: number, step: number, count: number): number[] {
  const first = Math.round(start / step);
  return Array.from({ length: count }, (_, i) => (first + (i % 2 === 0 ? i / 2 : -(i + 1) / 2)) * step).map((value) =>
    value === 0 ? 0 : value,
  );
}
