import { OWN_INPUTS } from "../../contract/fields.ts";
import { formatPath, isObject, isUnset, type JsonObject, type Path, type Tool } from "../../contract/index.ts";
import { toInputPath } from "../../contract/wire.ts";
import type { Normalization } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { unknownFieldsOf } from "../../definition/unknown-fields.ts";
import { declaredOf } from "../../state-format/declared.ts";
import { DECLARED, NAMING, NORMALIZED, UNKNOWN_FIELDS } from "../../state-format/properties.ts";
import { keepSpelling } from "./spelling.ts";

/** The parts of a tool's state. */
export interface Written {
  /** The program's values. */
  readonly inputs: JsonObject;
  readonly answer: Tool;
  readonly normalization: Normalization;
  /** The wire paths of the fields that differ from the program's values, because the program didn't change them. */
  readonly kept?: readonly Path[];
  /** The fields that the server didn't apply. The next preview shows them. */
  readonly unapplied?: readonly Path[];
}

/**
 * The outputs of a tool: each input under its own name, so that secrets stay secret, and the fields that only Tavus knows. If Tavus has another value
 * than the program, the output is Tavus's value.
 */
export function outputsOf({ inputs, answer, normalization, kept = [], unapplied = [] }: Written): JsonObject {
  const said = saidInputs(inputs);
  const actual = Definition.found(answer).inputs;
  const present = merge(said, actual, kept);
  const declared = declaredOf(present, said);
  return {
    ...merge(present, actual, unapplied),
    ...facts(answer),
    ...(Object.keys(normalization).length > 0 && { [NORMALIZED]: normalization }),
    ...(declared !== undefined && { [DECLARED]: declared }),
    ...unknown(answer),
  };
}

/** The fields of a tool that this version doesn't know, for the state. */
export function unknown(tool: Tool): JsonObject {
  const fields = unknownFieldsOf(tool);
  return Object.keys(fields).length === 0 ? {} : { [UNKNOWN_FIELDS]: fields };
}

export function facts(tool: Tool): JsonObject {
  return { toolId: tool.tool_id, createdAt: tool.created_at ?? undefined, updatedAt: tool.updated_at ?? undefined };
}

/** A program's values: the definition, and inputs that control the provider. */
export function saidInputs(state: JsonObject): JsonObject {
  const own = [...Object.keys(OWN_INPUTS), NAMING].filter((key) => !isUnset(state[key]));
  return { ...Definition.said(state).inputs, ...Object.fromEntries(own.map((key) => [key, state[key]])) };
}

/** The last applied values, with the current values of the given fields. Equal parts keep the program's spelling, and secrets keep their value. */
export function merge(applied: JsonObject, actual: JsonObject, fields: readonly Path[]): JsonObject {
  const inputs = structuredClone(applied);
  for (const wirePath of fields) {
    const path = toInputPath(wirePath).map(String);
    // Another authentication type has other fields, so it counts as one value.
    const authChanged = fields.some((other) => formatPath(other) === "delivery.api.auth.type");
    const place = authChanged && path[2] === "auth" ? path.slice(0, 3) : path;
    assign(inputs, place, actual);
  }
  return inputs;
}

const sameHeader = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function assign(target: JsonObject, path: readonly string[], source: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  const value = isObject(source) ? source[key] : undefined;
  if (rest.length > 0 && isObject(target[key]) && isObject(value)) assign(target[key], rest, value);
  else if (value === undefined) delete target[key];
  else target[key] = keepSpelling(target[key], value, key === "headers" ? sameHeader : undefined);
}
