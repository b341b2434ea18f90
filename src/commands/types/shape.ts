import { comment, memberName } from "./text.ts";

export interface Shape {
  readonly text: string;
  readonly description?: string | undefined;
  /** Whether the shape is an object, which can be declared as an interface. */
  readonly isObject?: true;
  readonly options?: readonly string[];
  /** Whether the shape is a union or an intersection, which needs parentheses next to other operators. */
  readonly isCompound?: true;
}

export const shape = (text: string): Shape => ({ text });
export const unknown = (): Shape => shape("unknown");
export const text = (): Shape => shape("string");

const isUnknown = ({ text }: Shape): boolean => text === "unknown";
const inParentheses = ({ text, isCompound }: Shape): string => (isCompound ? `(${text})` : text);

const LINE_MAX = 100;

/** A union of types. `never` if there are none. */
export function union(shapes: readonly Shape[]): Shape {
  if (shapes.some(isUnknown)) return unknown();
  const [first = shape("never")] = shapes;
  if (shapes.length < 2) return first;
  const options = [...new Set(shapes.flatMap((one) => one.options ?? [inParentheses(one)]))];
  if (options.length === 1) return first;
  const line = options.join(" | ");
  const isLong = line.length > LINE_MAX && !line.includes("\n");
  return { text: isLong ? options.map((one) => `\n  | ${one}`).join("") : line, options, isCompound: true };
}

/** An intersection of types. `unknown` if there are none. */
export function intersection(shapes: readonly Shape[]): Shape {
  const known = shapes.filter((one) => !isUnknown(one));
  const [first = unknown()] = known;
  return known.length < 2 ? first : { text: known.map(inParentheses).join(" & "), isCompound: true };
}

export const listOf = (item: Shape): Shape => shape(`${inParentheses(item)}[]`);

/** A tuple of the given items, optionally followed by any number of other items. */
export function tuple(items: readonly Shape[], rest?: Shape): Shape {
  const others = rest === undefined ? [] : [`...${listOf(rest).text}`];
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
  if (lines.length === 0) return { text: "{}", isObject: true };
  // Types contain no other line breaks, because literals escape them.
  const inner = lines.map((line) => `\n${line}`.replaceAll("\n", "\n  ").replaceAll(": \n", ":\n"));
  return { text: `{${inner.join("")}\n}`, isObject: true };
}

export function describe(given: Shape, description: string | undefined): Shape {
  return description === undefined ? given : { ...given, description };
}
