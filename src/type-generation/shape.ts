/** A type of TypeScript, before it is written. */
export type Shape = (
  | { readonly tsType: string }
  | { readonly type: "string" | "number" | "boolean" | "null" }
  | { readonly type: "array"; readonly items: Shape }
  | TupleShape
  | ObjectShape
  | { readonly anyOf: readonly Shape[] }
  | { readonly allOf: readonly Shape[] }
) & { readonly description?: string };

export interface TupleShape {
  readonly type: "array";
  readonly items: readonly Shape[];
  readonly additionalItems: Shape | false;
}

export interface ObjectShape {
  readonly type: "object";
  readonly properties: Readonly<Record<string, Shape>>;
  readonly required: readonly string[];
  readonly additionalProperties: Shape | boolean;
}

export const unknown = (): Shape => ({ tsType: "unknown" });
export const text = (): Shape => ({ type: "string" });

const isUnknown = (shape: Shape): boolean => "tsType" in shape && shape.tsType === "unknown";

/** What is any of them; of none is never. */
export function union(shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  if (shapes.some(isUnknown)) return unknown();
  if (first === undefined) return { tsType: "never" };
  return shapes.length === 1 ? first : { anyOf: shapes.flatMap((shape) => ("anyOf" in shape ? shape.anyOf : [shape])) };
}

/** What is all of them; of none is anything. */
export function intersection(shapes: readonly Shape[]): Shape {
  const known = shapes.filter((shape) => !isUnknown(shape));
  const [first] = known;
  if (first === undefined) return unknown();
  return known.length === 1 ? first : { allOf: known };
}

/** All of the given items; nothing behind them, or any number of the rest. */
export function tuple(items: readonly Shape[], additionalItems: Shape | false): Shape {
  return { type: "array", items, additionalItems };
}

/** With the text of a comment, where there is one. */
export function describe(shape: Shape, description: string | undefined): Shape {
  return description === undefined ? shape : { ...shape, description };
}
