import type { Path } from "../../contract/index.ts";
import type { Shape } from "./shape.ts";

/** The position of a schema, and the targets of its references. */
export interface Place {
  readonly path: Path;
  /** The schema is the type itself, or one of its alternatives. A reference to that type from here would be an endless circle. */
  readonly isWhole: boolean;
  /** The type that a `$ref` stands for. */
  readonly refer: (reference: string, place: Place) => Shape;
}

/** A step deeper into the schema. `isWhole` if the schema there applies to the same value. */
export function inside(place: Place, steps: Path, isWhole = false): Place {
  return { ...place, path: [...place.path, ...steps], isWhole: place.isWhole && isWhole };
}

export type ShapeOf = (schema: unknown, place: Place) => Shape;
