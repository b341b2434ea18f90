import { describeLoss } from "../contract/loss.ts";

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
  /** The value. Absent if the program must set it. */
  readonly value?: T | OutputLike<T>;
}

/** Widens a literal's type, because the program can set a different value than the definition. */
type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T;

/**
 * Declares a parameter whose value the AI never writes, such as an id or a channel.
 *
 * - `fixed("C0SUPPORT")` fixes the value in the definition. It can be a Pulumi Output.
 * - `fixed()` lets the program that deploys the action set a string: `fixed: { channel: slack.id }`.
 * - `fixed(Number)` and `fixed(Boolean)` leave a number or a boolean to the program. The receiver needs to know the type, because a form carries
 * everything as text.
 * @throws TypeError for a value that JSON can't hold, and for `fixed(undefined)`
 * @example
 * ```ts
 * defineAction({ …, parameters: { channel: fixed("C0SUPPORT"), team: fixed(), limit: fixed(Number) } });
 * ```
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/post-call-tool
 * @since 0.1.0
 */
// NoInfer: an error would otherwise say "any fixed value".
export function fixed<T extends string = string>(): Fixed<NoInfer<T>, true>;
/** Lets the program set a number. */
export function fixed(type: NumberConstructor): Fixed<number, true>;
/** Lets the program set a boolean. */
export function fixed(type: BooleanConstructor): Fixed<boolean, true>;
/** Fixes the value in the definition. */
export function fixed<T extends FixedValue>(value: T | OutputLike<T>): Fixed<Widen<T>, false>;
export function fixed(
  ...given: [] | [FixedValue | OutputLike<FixedValue> | NumberConstructor | BooleanConstructor]
): Fixed {
  const [value] = given;
  if (value === Number) return { "~fixed": { open: true, type: "number" } };
  if (value === Boolean) return { "~fixed": { open: true, type: "boolean" } };
  // If a value is `undefined` by mistake, the program must not be asked to set it.
  if (given.length > 0 && value === undefined)
    throw new TypeError("fixed(undefined): the value is missing. Write fixed() to leave it to the program.");
  if (value !== undefined && !isOutput(value)) checkFixed(value);
  return { "~fixed": { open: value === undefined }, ...(value !== undefined && { value: value as FixedValue }) };
}

/** @param value any value, because JavaScript code and Outputs can contain anything */
function checkFixed(value: unknown): void {
  const loss = describeLoss(value);
  if (loss !== undefined) throw new TypeError(`fixed(…): the value is ${loss.kind}. ${loss.remedy}`);
  if (typeof value === "object" && value !== null)
    throw new TypeError(
      `fixed(…): the value is ${Array.isArray(value) ? "a list" : "an object"}. Write a string, a number, a boolean, or null. A parameter of another kind is given as JSON Schema: { const: … }.`,
    );
}

export function isFixed(value: unknown): value is Fixed {
  return typeof value === "object" && value !== null && "~fixed" in value;
}

/** @param value any value. An Output answers every property with another Output, so the code reads only this mark */
export function isOutput(value: unknown): value is OutputLike<unknown> {
  return typeof value === "object" && value !== null && Reflect.get(value, "__pulumiOutput") === true;
}
