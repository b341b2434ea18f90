import type { JsonObject } from "../../contract/index.ts";

/** A JSON Schema, draft 2020-12, as in OpenAPI 3.1. */
export type Schema = JsonObject;

/** One call of the emulator. The document adds the answers that every call has (wrong key, foreign page). */
export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** In hono's form, so that it can be compared with the routes: `/v2/tools/:id`. */
  readonly path: string;
  /** Unique. The alias of a PAL's calls adds its own word. */
  readonly id: string;
  /** One sentence, with the contract's rules. */
  readonly summary: string;
  readonly query?: Readonly<Record<string, Schema>>;
  readonly body?: { readonly schema: Schema; readonly example: unknown };
  /** By status. Null for an empty body. */
  readonly answers: Readonly<Record<number, Schema | null>>;
  /** Open to clients without a key. */
  readonly isOpen?: boolean;
}

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });

/** An object with exactly these members. */
export function exactly(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

export const listOf = (items: Schema): Schema => ({ type: "array", items });

const COUNT: Schema = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER };

/** G-11: the parameters of every list. */
export const PAGING: Readonly<Record<string, Schema>> = {
  limit: { ...COUNT, default: 10 },
  page: { ...COUNT, default: 1 },
};

/** G-11: the envelope of a list. */
export const pageOf = (items: Schema): Schema =>
  exactly({ data: listOf(items), total_count: { type: "integer", minimum: 0 } }, ["total_count"]);
