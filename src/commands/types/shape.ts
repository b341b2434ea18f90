import { comment, memberName } from "./text.ts";

/** A type in TypeScript. */
export interface Shape {
  /** Can be used anywhere: a union or an intersection is in parentheses. */
  readonly text: string;
  /** The comment of members with this type. */
  readonly description?: string | undefined;
  /** Whether it is an object, which can be declared as an interface. */
  readonly isObject?: true;
  /** The members of a union. */
  readonly options?: readonly string[];
}

export const shape = (text: string): Shape => ({ text });
export const unknown = (): Shape => shape("unknown");
export const text = (): Shape => shape("string");

const isUnknown = ({ text }: Shape): boolean => text === "unknown";

/** A union of types. `never` if there are none. */
export function union(shapes: readonly Shape[]): Shape {
  if (shapes.some(isUnknown)) return unknown();
  const [first = shape("never")] = shapes;
  if (shapes.length < 2) return first;
  const options = [...new Set(shapes.flatMap((one) => one.options ?? [one.text]))];
  return { text: `(${options.join(" | ")})`, options };
}

/** An intersection of types. `unknown` if there are none. */
export function intersection(shapes: readonly Shape[]): Shape {
  const known = shapes.filter((one) => !isUnknown(one));
  const [first = unknown()] = known;
  return known.length < 2 ? first : shape(`(${known.map((one) => one.text).join(" & ")})`);
}

/** A tuple of the given items, optionally followed by any number of others. */
export function tuple(items: readonly Shape[], rest?: Shape): Shape {
  const others = rest === undefined ? [] : [`...${rest.text}[]`];
  return shape(`[${[...items.map((item) => item.text), ...others].join(", ")}]`);
}

/** An object with these members, in this order. @param others the type of all other names. False if there are none */
export function objectOf(
  members: ReadonlyMap<string, Shape>,
  required: readonly string[],
  others: Shape | false,
): Shape {
  const lines = [...members].map(([name, { text, description }]) => {
    const optional = required.includes(name) ? "" : "?";
    return `${comment(description)}${memberName(name)}${optional}: ${text};`;
  });
  if (others !== false) {
    // In TypeScript, the type of all other names must include those of the declared names.
    const isAnyOptional = [...members.keys()].some((name) => !required.includes(name));
    const all = union([others, ...members.values(), ...(isAnyOptional ? [shape("undefined")] : [])]);
    lines.push(`[k: string]: ${members.size === 0 ? others.text : all.text};`);
  }
  return { text: `{\n${lines.join("\n")}\n}`, isObject: true };
}

/** With a comment, if there is one. */
export function describe(given: Shape, description: string | undefined): Shape {
  return description === undefined ? given : { ...given, description };
}
