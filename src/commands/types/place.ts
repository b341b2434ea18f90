import type { Path } from "../../contract/index.ts";
import type { Shape } from "./shape.ts";

/** Where a schema stands, and what its references lead to. */
export interface Place {
  readonly path: Path;
  /** The schema is the type itself, or one of its alternatives: a reference to that type from here would be a circle without end. */
  readonly isWhole: boolean;
  /** The type that a `$ref` stands for. */
  readonly refer: (reference: string, place: Place) => Shape;
}

/** A step further into the schema; `isWhole` if the schema there is about the same value. */
export function inside(place: Place, steps: Path, isWhole = false): Place {
  return { ...place, path: [...place.path, ...steps], isWhole: place.isWhole && isWhole };
}

export type ShapeOf = (schema: unknown, place: Place) => Shape;
