import fc from "fast-check";
import { isObject, type JsonObject } from "../../../src/contract/index.ts";
import { hostileText, hostileValue } from "./hostile.ts";

/** Values for members with this name. Random text would be meaningless, or would be sent to another machine. */
export type Known = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/**
 * Values for a JSON Schema. An unusual combination of keywords can produce invalid values, which the caller filters with a validator.
 * @param root the document that `$ref` refers to
 */
export function valuesFor(root: JsonObject, schema: unknown, known: Known, depth = 0): fc.Arbitrary<unknown> {
  const inner = (other: unknown): fc.Arbitrary<unknown> => valuesFor(root, other, known, depth + 1);
  if (!isObject(schema) || Object.keys(schema).length === 0) return depth > 6 ? fc.constant(null) : hostileValue;
  const { $ref: reference, anyOf, oneOf, allOf, ...rest } = schema;
  if (typeof reference === "string") return inner(follow(root, reference));
  const alternatives = [anyOf ?? oneOf ?? []].flat();
  const parts = [
    ...(Object.keys(rest).length > 0 ? [own(rest)] : []),
    ...(alternatives.length > 0 ? [fc.oneof(...alternatives.map(inner))] : []),
    ...[allOf ?? []].flat().map(inner),
  ];
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return fc
    .tuple(...parts)
    .map((values) => (values.every(isObject) ? Object.assign({}, ...values) : (values[0] as unknown)));

  function own(one: JsonObject): fc.Arbitrary<unknown> {
    if (Object.hasOwn(one, "const")) return fc.constant(one["const"]);
    if (Array.isArray(one["enum"])) return fc.constantFrom(...(one["enum"] as unknown[]));
    const types = [one["type"] ?? (isObject(one["properties"]) ? "object" : [])].flat() as string[];
    return types.length === 0 ? fc.constant({}) : fc.oneof(...types.map((type) => ofType(type, one)));
  }

  function ofType(type: string, one: JsonObject): fc.Arbitrary<unknown> {
    const number = (key: string): number | undefined => (typeof one[key] === "number" ? one[key] : undefined);
    switch (type) {
      case "null":
        return fc.constant(null);
      case "boolean":
        return fc.boolean();
      case "integer":
      case "number":
        return fc.integer({ min: number("minimum") ?? -1000, max: number("maximum") ?? 1000 });
      case "array":
        return fc.array(inner(one["items"]), { minLength: number("minItems") ?? 0, maxLength: 4 });
      case "object":
        return objects(one);
      default: {
        if (typeof one["pattern"] === "string") return fc.stringMatching(new RegExp(one["pattern"]), { size: "small" });
        const [min = 0, max = 200] = [number("minLength"), number("maxLength")];
        return fc.oneof(fc.string({ minLength: min, maxLength: max }), hostileText);
      }
    }
  }

  function objects(one: JsonObject): fc.Arbitrary<unknown> {
    const properties = isObject(one["properties"]) ? one["properties"] : {};
    const required = Array.isArray(one["required"]) ? (one["required"] as string[]) : [];
    const members = Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, known[name] ?? inner(value)]),
    );
    const declared = fc.record(members, { requiredKeys: required.filter((name) => name in members) });
    const others = one["additionalProperties"];
    if (others === false || depth > 4) return declared;
    const added = fc.array(fc.tuple(hostileText, inner(others === true ? {} : others)), { maxLength: 3 });
    return fc
      .tuple(declared, added)
      .map(([object, entries]) => Object.fromEntries([...entries, ...Object.entries(object)]));
  }
}

function follow(root: JsonObject, reference: string): unknown {
  return reference
    .slice(2)
    .split("/")
    .reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), root);
}
