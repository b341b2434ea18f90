import { isObject, type JsonObject, member } from "../../contract/index.ts";
import { byName } from "./names.ts";
import { inside, type Place, type ShapeOf } from "./place.ts";
import { objectOf, type Shape, union, unknown } from "./shape.ts";

/**
 * The members of an object, sorted by name: Pulumi sorts them, and a server may, but the file must be the same for each source. An undeclared member
 * has no type unless the schema mentions it, so that a misspelled name doesn't compile.
 */
export function objectShape(schema: JsonObject, place: Place, shapeOf: ShapeOf): Shape {
  const declared = member(schema, "properties");
  const properties = new Map(
    Object.entries(isObject(declared) ? declared : {}).map(([name, property]) => [
      name,
      shapeOf(property, inside(place, ["properties", name])),
    ]),
  );
  const required = requiredOf(schema);
  const others = othersShape(schema, place, shapeOf);
  for (const name of required)
    if (!properties.has(name)) properties.set(name, typeof others === "object" ? others : unknown());
  return closedShape(properties, required, others ?? (!isObject(declared) && required.length === 0));
}

/** An object with these members, sorted. */
export function closedShape(
  members: ReadonlyMap<string, Shape>,
  required: readonly string[],
  others: Shape | boolean = false,
): Shape {
  const sorted = new Map([...members].sort(([a], [b]) => byName(a, b)));
  return objectOf(sorted, required, others === true ? unknown() : others);
}

export function requiredOf(schema: unknown): string[] {
  const required = member(schema, "required");
  return Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
}

/** TypeScript has one type for all undeclared names, for any pattern. */
function othersShape(schema: JsonObject, place: Place, shapeOf: ShapeOf): Shape | boolean | undefined {
  const patterns = member(schema, "patternProperties");
  const ofPatterns = Object.entries(isObject(patterns) ? patterns : {}).map(([pattern, property]) =>
    shapeOf(property, inside(place, ["patternProperties", pattern])),
  );
  const additional = member(schema, "additionalProperties");
  if (additional === true) return true;
  if (isObject(additional)) return union([...ofPatterns, shapeOf(additional, inside(place, ["additionalProperties"]))]);
  if (ofPatterns.length > 0) return union(ofPatterns);
  return additional === false ? false : undefined;
}
