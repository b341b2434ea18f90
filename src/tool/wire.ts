import {
  formatPath,
  isObject,
  isUnset,
  type JsonObject,
  type Path,
  SECRET_AUTH_FIELDS,
  type Tool,
} from "../tavus-api/contract/index.ts";
import { NAMING } from "./naming.ts";

/** A level of a definition: what each of our keys is called on the wire, and the level below it. */
export interface Level {
  readonly [inputKey: string]: { readonly wire: string; readonly level?: Level };
}

export const AUTH: Level = {
  type: { wire: "type" },
  token: { wire: "token" },
  name: { wire: "name" },
  value: { wire: "value" },
  location: { wire: "location" },
  username: { wire: "username" },
  password: { wire: "password" },
  tokenUrl: { wire: "token_url" },
  clientId: { wire: "client_id" },
  clientSecret: { wire: "client_secret" },
  scope: { wire: "scope" },
  secret: { wire: "secret" },
};

export const API: Level = {
  url: { wire: "url" },
  method: { wire: "method" },
  timeout: { wire: "timeout" },
  headers: { wire: "headers" },
  queryParams: { wire: "query_params" },
  bodyTemplate: { wire: "body_template" },
  contentType: { wire: "content_type" },
  auth: { wire: "auth", level: AUTH },
};

export const DELIVERY: Level = {
  appMessage: { wire: "app_message" },
  api: { wire: "api", level: API },
};

/** The whole definition. Keys below a field without a level are the user's own and are never renamed. */
export const TOOL: Level = {
  name: { wire: "name" },
  description: { wire: "description" },
  triggerType: { wire: "trigger_type" },
  origin: { wire: "origin" },
  onCall: { wire: "on_call" },
  onResolve: { wire: "on_resolve" },
  staticFiller: { wire: "static_filler" },
  tags: { wire: "tags" },
  parameters: { wire: "parameters" },
  delivery: { wire: "delivery", level: DELIVERY },
};

/** The inputs that are part of the definition. */
export const DEFINITION_INPUTS: readonly string[] = Object.keys(TOOL);
/** The others: they steer us, not Tavus, and are never sent. */
export const OWN_INPUTS: readonly string[] = ["adopt", "secretVersion", NAMING];
const OUTPUTS = ["toolId", "createdAt", "updatedAt"];

/** The inputs that are secret even if the program does not say so (K-10). */
export const SECRET_INPUT_PATHS: readonly Path[] = SECRET_AUTH_FIELDS.map((field) =>
  toInputPath(["delivery", "api", "auth", field]),
);

export function isSecretInput(path: Path): boolean {
  return SECRET_INPUT_PATHS.some((secret) => formatPath(secret) === formatPath(path));
}

export interface UnknownKey {
  readonly path: Path;
  /** The keys that may stand there. */
  readonly known: readonly string[];
}

/** Inputs of a program as the body of a request, and the keys among them that do not exist. */
export function toWire(inputs: JsonObject): { wire: JsonObject; unknownKeys: UnknownKey[] } {
  const unknownKeys: UnknownKey[] = [];
  const translate = (value: unknown, level: Level, path: Path): unknown => {
    if (!isObject(value)) return value;
    const wire: JsonObject = {};
    for (const [key, inner] of Object.entries(value)) {
      const step = Object.hasOwn(level, key) ? level[key] : undefined;
      if (step !== undefined) {
        // Null is a server's word for absent.
        if (!isUnset(inner)) wire[step.wire] = step.level ? translate(inner, step.level, [...path, key]) : inner;
      } else if (path.length > 0 || !isOurs(key)) {
        const known = path.length > 0 ? Object.keys(level) : [...Object.keys(level), "adopt", "secretVersion"];
        unknownKeys.push({ path: [...path, key], known });
      }
    }
    return wire;
  };
  return { wire: translate(inputs, TOOL, []) as JsonObject, unknownKeys };
}

/** `__provider` and the like belong to the engine. */
function isOurs(key: string): boolean {
  return key.startsWith("__") || OWN_INPUTS.includes(key) || OUTPUTS.includes(key);
}

/** The definition in a tool of the API as a program would write it: our keys, no nulls, nothing that says only the default. */
export function toInputs(tool: Tool): JsonObject {
  const translate = (value: unknown, level: Level): unknown => {
    if (!isObject(value)) return value;
    const inputs: JsonObject = {};
    for (const [key, step] of Object.entries(level)) {
      const inner = value[step.wire];
      if (!isUnset(inner)) inputs[key] = step.level ? translate(inner, step.level) : inner;
    }
    return inputs;
  };
  const inputs = translate(tool, TOOL) as JsonObject;
  // T-21, U-25: what a server echoes for them after the call means nothing.
  if (inputs["triggerType"] === "post_call")
    for (const key of ["origin", "onCall", "onResolve", "staticFiller"]) delete inputs[key];
  // T-17: Tavus's own clients send an empty list with every create.
  if (Array.isArray(inputs["tags"]) && inputs["tags"].length === 0) delete inputs["tags"];
  const delivery = inputs["delivery"];
  if (isObject(delivery) && delivery["appMessage"] === false && isObject(delivery["api"]))
    delete delivery["appMessage"];
  return inputs;
}

/** A part of a tool as a program would write it; nothing in it is left out. */
export function toInputValue(path: Path, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item, i) => toInputValue([...path, i], item));
  if (!isObject(value)) return value;
  const spelled = Object.entries(value).map(([key, inner]): [string, unknown] => {
    const at = [...path, key];
    return [String(toInputPath(at).at(-1)), toInputValue(at, inner)];
  });
  return Object.fromEntries(spelled);
}

/** `["delivery", "api", "body_template", "x"]` as a program spells it: `["delivery", "api", "bodyTemplate", "x"]`. */
export function toInputPath(path: Path): Path {
  let level: Level | undefined = TOOL;
  return path.map((step) => {
    const entry: [string, Level[string]] | undefined =
      level === undefined ? undefined : Object.entries(level).find(([, { wire }]) => wire === step);
    level = entry?.[1].level;
    return entry?.[0] ?? step;
  });
}
