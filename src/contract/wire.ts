import { type Field, type Fields, OWN_INPUTS, TOOL } from "./fields.ts";
import { formatPath, type Path } from "./issue.ts";
import { isObject, isUnset, type JsonObject } from "./value.ts";

/** A field, and its paths in a definition. */
export interface Place {
  readonly field: Field;
  /** On the wire. */
  readonly path: readonly string[];
  /** In a program. */
  readonly input: readonly string[];
}

/** Every field. Groups come before their fields. */
export const PLACES: readonly Place[] = placesIn(TOOL);

function placesIn(fields: Fields, above?: Place): Place[] {
  return Object.entries(fields).flatMap(([key, field]) => {
    const place = { field, path: [...(above?.path ?? []), field.wire], input: [...(above?.input ?? []), key] };
    return [place, ...placesIn(field.fields ?? {}, place)];
  });
}

/** The inputs that are part of the definition. */
export const DEFINITION_INPUTS: readonly string[] = Object.keys(TOOL);
const OUTPUTS = ["toolId", "createdAt", "updatedAt"];

const SECRETS = PLACES.filter(({ field }) => field.isSecret);
/** The inputs that are secret even if the program doesn't say so (K-10). */
export const SECRET_INPUT_PATHS: readonly Path[] = SECRETS.map(({ input }) => input);

export const isSecretInput = (path: Path): boolean => fieldOfInput(path)?.isSecret === true;

/** The innermost field at or above a path. */
export const fieldAt = (path: Path): Field | undefined => innermost(path, ({ path: at }) => at);
/** The same for a path in a program. */
export const fieldOfInput = (path: Path): Field | undefined => innermost(path, ({ input }) => input);

function innermost(path: Path, at: (place: Place) => readonly string[]): Field | undefined {
  return PLACES.findLast((place) => at(place).every((step, i) => step === path[i]))?.field;
}

export interface UnknownKey {
  readonly path: Path;
  /** The keys that are possible at a path. */
  readonly known: readonly string[];
}

/** A program's inputs as the body of a request, and its unknown keys. */
export function toWire(inputs: JsonObject): { wire: JsonObject; unknownKeys: UnknownKey[] } {
  const unknownKeys: UnknownKey[] = [];
  const translate = (value: unknown, fields: Fields, path: Path): unknown => {
    if (!isObject(value)) return value;
    const wire: JsonObject = {};
    for (const [key, inner] of Object.entries(value)) {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (field !== undefined) {
        // Servers write null for an absent value.
        if (!isUnset(inner)) wire[field.wire] = field.fields ? translate(inner, field.fields, [...path, key]) : inner;
      } else if (path.length > 0 || !isOurs(key)) {
        const known = Object.keys(path.length > 0 ? fields : { ...fields, ...OWN_INPUTS });
        unknownKeys.push({ path: [...path, key], known });
      }
    }
    return wire;
  };
  return { wire: translate(inputs, TOOL, []) as JsonObject, unknownKeys };
}

/** True for keys that belong to the provider or to the engine, such as `__provider`. */
function isOurs(key: string): boolean {
  return key.startsWith("__") || Object.hasOwn(OWN_INPUTS, key) || OUTPUTS.includes(key);
}

/** The definition in a tool of the API, in a program's form: our keys, no nulls, and no default values. */
export function toInputs(tool: JsonObject): JsonObject {
  const translate = (value: unknown, fields: Fields): unknown => {
    if (!isObject(value)) return value;
    const inputs: JsonObject = {};
    for (const [key, field] of Object.entries(fields)) {
      const inner = value[field.wire];
      if (!isUnset(inner)) inputs[key] = field.fields ? translate(inner, field.fields) : inner;
    }
    return inputs;
  };
  const inputs = translate(tool, TOOL) as JsonObject;
  // T-21, U-25: for a post-call tool, the server's values of these fields mean nothing.
  if (inputs["triggerType"] === "post_call")
    for (const [key, { inCallOnly }] of Object.entries(TOOL)) if (inCallOnly !== undefined) delete inputs[key];
  // T-17: Tavus's own clients send an empty list with every create.
  if (Array.isArray(inputs["tags"]) && inputs["tags"].length === 0) delete inputs["tags"];
  const delivery = inputs["delivery"];
  if (isObject(delivery) && delivery["appMessage"] === false && isObject(delivery["api"]))
    delete delivery["appMessage"];
  return inputs;
}

/** A part of a tool in a program's form. Nothing is left out. */
export function toInputValue(path: Path, value: unknown): unknown {
  if (!isObject(value)) return value;
  const spelled = Object.entries(value).map(([key, inner]): [string, unknown] => {
    const at = [...path, key];
    return [String(toInputPath(at).at(-1)), toInputValue(at, inner)];
  });
  return Object.fromEntries(spelled);
}

/** `["delivery", "api", "body_template", "x"]` in a program's spelling: `["delivery", "api", "bodyTemplate", "x"]`. */
export function toInputPath(path: Path): Path {
  let fields: Fields = TOOL;
  return path.map((step) => {
    const [key, field] = Object.entries(fields).find(([, { wire }]) => wire === step) ?? [step];
    fields = field?.fields ?? {};
    return key;
  });
}

/** The program's spelling of a wire path. */
export const inputName = (path: Path): string => formatPath(toInputPath(path));
