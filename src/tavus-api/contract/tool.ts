import * as z from "zod";
import { lazy } from "./lazy.ts";
import { MASK, SECRET_AUTH_FIELDS } from "./limits.ts";
import { isObject, type JsonObject } from "./value.ts";

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

/** Where a call goes: exactly one of the two (D-1). */
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

/** Body of `PATCH /v2/tools/{tool_id}`: only the fields that change (C-8); `delivery` always whole (C-12). */
export type ToolPatch = Partial<ToolDefinition>;

/** A member that is of another type than documented is taken for absent: it must not make a tool that exists look gone. */
const lenient = <T extends z.ZodType>(type: T) => type.nullish().catch(undefined);

const toolAnswer = lazy(() =>
  z.looseObject({
    tool_id: z.string().min(1),
    name: z.string().catch(""),
    description: lenient(z.string()),
    parameters: lenient(z.record(z.string(), z.unknown())),
    trigger_type: lenient(z.string()),
    origin: lenient(z.string()),
    on_call: lenient(z.string()),
    on_resolve: lenient(z.string()),
    static_filler: lenient(z.string()),
    tags: lenient(z.array(z.string())),
    delivery: lenient(z.record(z.string(), z.unknown())),
    is_system_tool: lenient(z.boolean()),
    created_at: lenient(z.string()),
    updated_at: lenient(z.string()),
  }),
);

/** A tool as the API answers it (T-1 to T-17). Members that we do not know are kept and ignored (G-7). */
export type Tool = z.infer<ReturnType<typeof toolAnswer>>;

/**
 * Reads one tool of an answer; `undefined` where the value is none. An answer may wrap the tool in `data`, as PALs do (P-21).
 */
export function parseTool(value: unknown): Tool | undefined {
  const answer = toolAnswer();
  const direct = answer.safeParse(value);
  if (direct.success) return direct.data;
  const inner = isObject(value) ? value["data"] : undefined;
  const wrapped = answer.safeParse(Array.isArray(inner) && inner.length === 1 ? inner[0] : inner);
  return wrapped.success ? wrapped.data : undefined;
}

/** A copy of any JSON value in which the secret fields of `auth` objects read as the mask (K-10). */
export function maskSecrets<T>(value: T): T {
  return mask(value, false) as T;
}

function mask(value: unknown, inAuth: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => mask(item, false));
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const secret = inAuth && typeof item === "string" && (SECRET_AUTH_FIELDS as readonly string[]).includes(key);
    copy[key] = secret ? MASK : mask(item, key === "auth");
  }
  return copy;
}
