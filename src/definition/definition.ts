import { canonicalAt } from "../contract/canonical.ts";
import type { Path } from "../contract/issue.ts";
import { maskSecrets } from "../contract/tool.ts";
import { isUnset, type JsonObject } from "../contract/value.ts";
import { DEFINITION_INPUTS, toInputs, toWire, type UnknownKey } from "../contract/wire.ts";

const SAID = new WeakMap<JsonObject, Definition>();
const FOUND = new WeakMap<JsonObject, Definition>();

/**
 * One version of a tool's definition, in every form that the code needs. The wire form and the inputs are computed once, at their first use. Don't
 * change the objects that a definition was made from.
 */
export class Definition {
  /** Whether secrets and other fields may be missing: an account masks secrets (K-16) and may not echo everything (U-30). */
  readonly isPartial: boolean;
  /** Whether it is the API's answer, which may not contain every field (U-30). */
  readonly isAnswer: boolean;
  readonly #given: JsonObject;
  #wire: JsonObject | undefined;
  #unknownKeys: readonly UnknownKey[] = [];
  #inputs: JsonObject | undefined;

  private constructor(
    given: JsonObject,
    { isPartial, isAnswer = false, wire }: { isPartial: boolean; isAnswer?: boolean; wire?: JsonObject | undefined },
  ) {
    this.#given = given;
    this.isPartial = isPartial;
    this.isAnswer = isAnswer;
    this.#wire = wire;
  }

  /** The definition in a program or a state. The same object gives the same definition. */
  static said(inputs: JsonObject): Definition {
    return madeOf(SAID, inputs, () => new Definition(inputs, { isPartial: false }));
  }

  /** A definition to send. K-13: unchanged secrets can be left out. */
  static sent(wire: JsonObject): Definition {
    return new Definition(wire, { isPartial: true, wire });
  }

  /**
   * The definition in an answer of the API. The same answer gives the same definition. Its secrets are the mask, even if the answer shows them
   * (K-14).
   */
  static found(tool: JsonObject): Definition {
    return madeOf(
      FOUND,
      tool,
      () => new Definition(tool, { isPartial: true, isAnswer: true, wire: maskSecrets(tool) }),
    );
  }

  /** The definition in the form of a request. */
  get wire(): JsonObject {
    if (this.#wire === undefined) ({ wire: this.#wire, unknownKeys: this.#unknownKeys } = toWire(this.#given));
    return this.#wire;
  }

  /** The unknown inputs. */
  get unknownKeys(): readonly UnknownKey[] {
    return this.wire && this.#unknownKeys;
  }

  /** The definition in a program's form, without other inputs. */
  get inputs(): JsonObject {
    this.#inputs ??= this.isPartial ? toInputs(this.wire) : definitionInputs(this.#given);
    return this.#inputs;
  }

  /** What the part at a wire path means: equal for all spellings with the same meaning. */
  meaningOf(path: Path): unknown {
    return canonicalAt(this.wire, path);
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
