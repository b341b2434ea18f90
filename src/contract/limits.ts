/**
 * The constants of the contract. Each is defined only here. The check, the emulator, and the documentation use it.
 * @module
 */

/** T-3: valid tool names. */
export const NAME_PATTERN = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** T-3: characters in a tool name. */
export const NAME_MAX = 64;
/** T-5: code points of `description` and compact JSON of `parameters` together (other ways of counting: T-18, U-23). */
export const DEFINITION_MAX = 10_000;
/** T-7: names that belong to Tavus. */
export const RESERVED_PREFIX = "tavus_";
/** the only confirmed value that Tavus inserts into templates. */
export const CONVERSATION_ID_PLACEHOLDER = "tavus_conversation_id";
/** K-10: the replacement for a stored secret. */
export const MASK = "********";
/** The emulator's default API key. The documentation names it, so it isn't a secret. */
export const EMULATOR_KEY = "emulator";
/** P-4: tools attached to one PAL. */
export const PAL_TOOLS_MAX = 50;
/** T-14, P-11: Tavus's own tools, which every PAL has. The id is the name. */
export const SYSTEM_TOOL_IDS: readonly string[] = ["end_call"];
/** D-13, D-20: the most seconds that Tavus waits for an endpoint. */
export const TIMEOUT_MAX = 60;
export const TIMEOUT_DEFAULT = 10;
/** D-12, D-19 */
export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] as const;
/** D-21 */
export const METHODS_WITHOUT_BODY = ["GET", "HEAD", "DELETE"] as const;
export const METHOD_DEFAULT = "POST";
/** D-18 */
export const CONTENT_TYPE_DEFAULT = "application/json";
/** T-8 */
export const TRIGGER_TYPES = ["in_call", "post_call"] as const;
export const TRIGGER_TYPE_DEFAULT = "in_call";
/** T-9 */
export const ORIGINS = ["llm", "vision", "audio"] as const;
export const ORIGIN_DEFAULT = "llm";
/** T-10 */
export const ON_CALL = ["generate_filler", "static_filler", "silent", "passthrough"] as const;
export const ON_CALL_DEFAULT = "generate_filler";
/** T-11 */
export const ON_RESOLVE = ["generate_response", "response_in_result", "add_to_context", "fire_and_forget"] as const;
export const ON_RESOLVE_DEFAULT = "fire_and_forget";
/** K-3 */
export const API_KEY_LOCATIONS = ["header", "query"] as const;
export const API_KEY_LOCATION_DEFAULT = "header";
/** The length below which a secret can be guessed. Messages hide it only if it stands alone. */
export const SECRET_LENGTH_MIN = 8;
/** G-1 */
export const BASE_URL_DEFAULT = "https://tavusapi.com";
/** K-6: the signature's header. */
export const SIGNATURE_HEADER = "X-Tavus-Signature";
