import { type Fields, type JsonType, TOOL } from "./fields.ts";
import { MASK } from "./limits.ts";
import { asText, isObject, isUnset, type JsonObject, member } from "./value.ts";

/** Credentials of a delivery, as sent (K-1 to K-6). */
export type Auth =
  | { type: "none" }
  | { type: "bearer"; token: string }
  | { type: "api_key"; name: string; value: string; location?: "header" | "query" }
  | { type: "basic"; username: string; password: string }
  | {
      type: "oauth2_client_credentials";
      token_url: string;
      client_id: string;
      client_secret: string;
      scope?: string;
    }
  | { type: "hmac"; secret: string };

/** `delivery.api` (D-10 to D-18). */
export interface ApiDelivery {
  url: string;
  method?: string;
  timeout?: number;
  headers?: Record<string, string>;
  auth?: Auth;
  body_template?: JsonObject;
  query_params?: Record<string, string>;
  content_type?: string;
}

/** The destination of a call: exactly one of the two (D-1). */
export interface Delivery {
  app_message?: boolean;
  api?: ApiDelivery;
}

/** Body of `POST /v2/tools`. `null` clears a field in a PATCH (C-14). */
export interface ToolDefinition {
  name: string;
  description: string;
  parameters?: JsonObject;
  trigger_type?: string;
  origin?: string | null;
  on_call?: string | null;
  on_resolve?: string | null;
  static_filler?: string | null;
  /** T-17. Never null: an empty list removes them. */
  tags?: string[];
  delivery?: Delivery;
}

/** Body of `PATCH /v2/tools/{tool_id}`: only the fields that change (C-8), but always the whole `delivery` (C-12). */
export type ToolPatch = Partial<ToolDefinition>;

/** A tool in an answer of the API (T-1 to T-17). Unknown members are kept and ignored (G-7). */
export interface Tool extends JsonObject {
  tool_id: string;
  name: string;
  description?: string | null | undefined;
  parameters?: JsonObject | null | undefined;
  trigger_type?: string | null | undefined;
  tags?: string[] | null | undefined;
  delivery?: JsonObject | null | undefined;
  created_at?: string | null | undefined;
  updated_at?: string | null | undefined;
}

const FITS: Readonly<Record<JsonType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: Number.isFinite,
  boolean: (value) => typeof value === "boolean",
  object: isObject,
  texts: isObject,
  list: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
};

/** The members of an answer that this package reads. */
const MEMBERS: readonly { readonly wire: string; readonly type: JsonType }[] = [
  ...Object.values(TOOL),
  { wire: "is_system_tool", type: "boolean" },
  { wire: "created_at", type: "string" },
  { wire: "updated_at", type: "string" },
];

/** Reads one tool of an answer. `undefined` if the value isn't a tool. An answer may wrap the tool in `data`, as for PALs (P-21). */
export function parseTool(value: unknown): Tool | undefined {
  const inner = isObject(value) ? value["data"] : undefined;
  return toTool(value) ?? toTool(Array.isArray(inner) && inner.length === 1 ? inner[0] : inner);
}

function toTool(value: unknown): Tool | undefined {
  const id = member(value, "tool_id");
  if (!isObject(value) || typeof id !== "string" || id === "") return undefined;
  const { ...tool } = value;
  // A member with another type than documented counts as absent: it must not make an existing tool look gone.
  for (const { wire, type } of MEMBERS) if (!isUnset(tool[wire]) && !FITS[type](tool[wire])) delete tool[wire];
  return { ...tool, tool_id: id, name: asText(tool["name"]) };
}

/** A copy of a tool in which secrets are masked (K-10). Fields with similar names elsewhere stay (K-11). */
export function maskSecrets(tool: JsonObject): JsonObject {
  return mask(tool, TOOL);
}

function mask(group: JsonObject, fields: Fields): JsonObject {
  const copy = { ...group };
  for (const { wire, fields: inner, isSecret } of Object.values(fields)) {
    const value = copy[wire];
    if (isSecret === true && typeof value === "string") copy[wire] = MASK;
    else if (inner !== undefined && isObject(value)) copy[wire] = mask(value, inner);
  }
  return copy;
}
