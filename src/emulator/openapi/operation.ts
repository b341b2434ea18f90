import type { JsonObject } from "../../contract/index.ts";

/** A JSON Schema, draft 2020-12, as in OpenAPI 3.1. */
export type Schema = JsonObject;
export type Schemas = Readonly<Record<string, Schema>>;

/** One call of the emulator. The document adds the answers that every call has (wrong key, foreign page). */
export interface Operation extends Described {
  readonly id: string;
  readonly method: string;
  /** The path in hono's form, so that tests can compare it with the routes: `/v2/tools/:id`. */
  readonly path: string;
}

/** Calls by their ids. If `answers` is missing, it is {@link DONE}. */
export type Operations = Readonly<
  Record<string, Omit<Described, "answers"> & Partial<Described> & { readonly call: `${Method} /${string}` }>
>;
type Method = "get" | "post" | "put" | "patch" | "delete";

interface Described {
  /** One sentence that mentions the contract's rules. */
  readonly summary: string;
  readonly query?: Schemas;
  readonly body?: { readonly schema: Schema; readonly example: unknown };
  /** The responses by status. Null means an empty body. */
  readonly answers: Readonly<Record<number, Schema | null>>;
  /** Whether clients can send it without a key. */
  readonly isOpen?: boolean;
}

export const TEXT: Schema = { type: "string" };
export const NULLABLE_TEXT: Schema = { type: ["string", "null"] };
export const BOOLEAN: Schema = { type: "boolean" };

/** A response without a body. */
export const DONE = { 204: null };

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });

/** An object with these members, and any other members. */
export function object(required: Schemas, optional: Schemas = {}): Schema {
  const names = Object.keys(required);
  return { type: "object", properties: { ...required, ...optional }, ...(names.length > 0 && { required: names }) };
}

/** An object with exactly these members. */
export const exactly = (required: Schemas, optional?: Schemas): Schema => ({
  ...object(required, optional),
  additionalProperties: false,
});

export const listOf = (items: Schema): Schema => ({ type: "array", items });

const COUNT: Schema = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER };

/** G-11: the parameters of every list. */
export const PAGING: Schemas = { limit: { ...COUNT, default: 10 }, page: { ...COUNT, default: 1 } };

export const SORT: Schema = { enum: ["asc", "desc"], default: "asc" };

/** G-11: the envelope of a list. */
export const pageOf = (items: Schema): Schema =>
  exactly({ data: listOf(items) }, { total_count: { type: "integer", minimum: 0 } });
