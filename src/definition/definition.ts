import { canonicalTool } from "../contract/canonical.ts";
import { maskSecrets } from "../contract/tool.ts";
import { isUnset, type JsonObject } from "../contract/value.ts";
import { DEFINITION_INPUTS, toInputs, toWire, type UnknownKey } from "../contract/wire.ts";

const SAID = new WeakMap<JsonObject, Definition>();
const FOUND = new WeakMap<JsonObject, Definition>();

/**
 * One version of a tool's definition, in each of the forms in which it is needed. Each form is made when it is asked for, and once. Objects that
 * definitions are made of must not be changed afterwards.
 */
export class Definition {
  /** Whether it may lack secrets and more: an account masks them (K-16) and may not echo everything (U-30). */
  readonly isPartial: boolean;
  /** Whether it is the API's answer, which may not echo every field (U-30). */
  readonly isAnswer: boolean;
  readonly #given: JsonObject;
  #wire: JsonObject | undefined;
  #unknownKeys: readonly UnknownKey[] = [];
  #inputs: JsonObject | undefined;
  #canonical: JsonObject | undefined;

  private constructor(
    given: JsonObject,
    { isPartial, isAnswer = false, wire }: { isPartial: boolean; isAnswer?: boolean; wire?: JsonObject | undefined },
  ) {
    this.#given = given;
    this.isPartial = isPartial;
    this.isAnswer = isAnswer;
    this.#wire = wire;
  }

  /** What a program says, or a state has. The same object gives the same definition. */
  static said(inputs: JsonObject): Definition {
    return madeOf(SAID, inputs, () => new Definition(inputs, { isPartial: false }));
  }

  /** What is sent. K-13: secrets that stay as they are may be left out. */
  static sent(wire: JsonObject): Definition {
    return new Definition(wire, { isPartial: true, wire });
  }

  /** What the API answers; the same answer gives the same definition. Its secrets read as the mask, whether or not the answer shows them (K-14). */
  static found(tool: JsonObject): Definition {
    return madeOf(
      FOUND,
      tool,
      () => new Definition(tool, { isPartial: true, isAnswer: true, wire: maskSecrets(tool) }),
    );
  }

  /** As a request has it. */
  get wire(): JsonObject {
    if (this.#wire === undefined) ({ wire: this.#wire, unknownKeys: this.#unknownKeys } = toWire(this.#given));
    return this.#wire;
  }

  /** The inputs that don't exist. */
  get unknownKeys(): readonly UnknownKey[] {
    return this.wire && this.#unknownKeys;
  }

  /** As a program has it, without what is no part of the definition. */
  get inputs(): JsonObject {
    this.#inputs ??= this.isPartial ? toInputs(this.wire) : definitionInputs(this.#given);
    return this.#inputs;
  }

  /** What it means: equal for all definitions that mean the same. */
  get canonical(): JsonObject {
    this.#canonical ??= canonicalTool(this.wire);
    return this.#canonical;
  }
}

function madeOf(known: WeakMap<JsonObject, Definition>, given: JsonObject, make: () => Definition): Definition {
  const made = known.get(given) ?? make();
  known.set(given, made);
  return made;
}

function definitionInputs(state: JsonObject): JsonObject {
  return Object.fromEntries(DEFINITION_INPUTS.filter((key) => !isUnset(state[key])).map((key) => [key, state[key]]));
}
