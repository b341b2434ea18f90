/**
 * A value that a parameter can be fixed to. Numbers must be finite.
 * @since 0.1.0
 */
export type FixedValue = string | number | boolean | null;

/**
 * The part of a Pulumi Output that {@link fixed} needs. A service without Pulumi can load a definition that contains one.
 * @since 0.1.0
 */
export interface OutputLike<T> {
  /** Calls the function with the value when it is known. */
  apply(run: (value: T) => unknown): unknown;
}

/**
 * A parameter with a constant value, made by {@link fixed}. Tavus sends it unchanged (T-22).
 * @since 0.1.0
 */
export interface Fixed<T extends FixedValue = FixedValue, Open extends boolean = boolean> {
  /** Marks the object, and carries its type. */
  readonly "~fixed": { readonly open: Open; readonly type?: "number" | "boolean" };
  /** The value. Absent if the program has to give it. */
  readonly value?: T | OutputLike<T>;
}

/** A literal's general type: the program may give another value than the definition's. */
type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T;

/**
 * Declares a parameter whose value the AI never writes, such as an id or a channel.
 *
 * - `fixed("C0SUPPORT")` fixes the value in the definition. It can be a Pulumi Output.
 * - `fixed()` leaves a text to the program that deploys the action: `fixed: { channel: slack.id }`.
 * - `fixed(Number)` and `fixed(Boolean)` leave a number or a boolean to the program. The receiver needs to know the type, because a form
 *   carries everything as text.
 * @throws TypeError for a value that JSON can't hold, and for `fixed(undefined)`
 * @example
 * ```ts
 * defineAction({ …, parameters: { channel: fixed("C0SUPPORT"), team: fixed(), limit: fixed(Number) } });
 * ```
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/post-call-tool
 * @since 0.1.0
 */
// NoInfer: the place where it stands would say "any fixed value".
export function fixed<T extends string = string>(): Fixed<NoInfer<T>, true>;
/** Leaves a number to the program. */
export function fixed(type: NumberConstructor): Fixed<number, true>;
/** Leaves a boolean to the program. */
export function fixed(type: BooleanConstructor): Fixed<boolean, true>;
/** Fixes the value in the definition. */
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
