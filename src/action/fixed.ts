/** What a parameter with a fixed value may hold: what JSON Schema's `const` can say of a plain value. */
export type FixedValue = string | number | boolean | null;

/** A Pulumi Output, recognized by its form: this module is also loaded where Pulumi is not installed. */
export interface OutputLike<T> {
  apply(run: (value: T) => unknown): unknown;
}

/** A parameter that Tavus uses as it is (T-22). Made by {@link fixed}. */
export interface Fixed<T extends FixedValue = FixedValue, Open extends boolean = boolean> {
  /** Marks the object, and carries its type. */
  readonly "~fixed": { readonly open: Open; readonly type?: "number" | "boolean" };
  readonly value?: T | OutputLike<T>;
}

/** A literal's general type: the program may give another value than the definition's. */
type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T;

/**
 * A parameter whose value the AI never writes: an id, a channel, a destination. Left empty, the program that deploys the action
 * gives the value (`fixed: { channel: slack.id }`), which may be an Output.
 * @param value the value. Nothing leaves it open, to be a text; `Number` or `Boolean` leaves it open, to be one: where it arrives as text,
 * in a form say, the receiver has to know.
 * @example
 * ```ts
 * defineAction({ …, parameters: { channel: fixed("C0SUPPORT"), team: fixed(), limit: fixed(Number) } });
 * ```
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/post-call-tool
 */
// NoInfer: the place where it stands would say "any fixed value".
export function fixed<T extends string = string>(): Fixed<NoInfer<T>, true>;
export function fixed(type: NumberConstructor): Fixed<number, true>;
export function fixed(type: BooleanConstructor): Fixed<boolean, true>;
export function fixed<T extends FixedValue>(value: T | OutputLike<T>): Fixed<Widen<T>, false>;
export function fixed(
  ...given: [] | [FixedValue | OutputLike<FixedValue> | NumberConstructor | BooleanConstructor]
): Fixed {
  const [value] = given;
  if (value === Number) return { "~fixed": { open: true, type: "number" } };
  if (value === Boolean) return { "~fixed": { open: true, type: "boolean" } };
  // A value that is `undefined` by mistake must not become an open one, which another place would have to give.
  if (given.length > 0 && value === undefined)
    throw new TypeError("fixed(undefined): the value is missing. Write fixed() to leave it to the program.");
  if (value !== undefined && !isOutput(value) && !isFixedValue(value))
    throw new TypeError(
      `fixed(…): the value is ${typeof value === "number" ? "not a number that JSON can hold" : `of type ${typeof value}`}. ` +
        "Write a text, a number or a boolean; a Date as date.toISOString().",
    );
  return { "~fixed": { open: value === undefined }, ...(value !== undefined && { value: value as FixedValue }) };
}

const isFixedValue = (value: unknown): boolean =>
  value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);

export function isFixed(value: unknown): value is Fixed {
  return typeof value === "object" && value !== null && "~fixed" in value;
}

/** @param value any value; an Output answers every property with another Output, so nothing but this mark is asked */
export function isOutput(value: unknown): value is OutputLike<unknown> {
  return typeof value === "object" && value !== null && Reflect.get(value, "__pulumiOutput") === true;
}
