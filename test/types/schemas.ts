/** Which schemas and JSON Schemas compile as parameters, and which types the arguments get. `npm run types` is the test. */
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import * as mini from "zod/mini";
import { z as z3 } from "zod-3.25";
import { z as z325 } from "zod-3.25/v4";
import { z as z40 } from "zod-4.0";
import { type ArgumentsOfAction, defineAction, type JsonSchemaObject, Tool } from "../../src/index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T | undefined => undefined;
const base = { name: "log_note", description: "d" } as const;

const libraries = defineAction({
  ...base,
  parameters: {
    now: z.string(),
    old: z40.string(),
    older: z325.string().optional(),
    mini: mini.nullable(mini.string()),
    arktype: type("'low' | 'high'"),
    parsed: type("string.date.parse"),
    valibot: toStandardJsonSchema(v.optional(v.pipe(v.string(), v.transform(Number)))),
    type: z.string(),
  },
  body: (p) => ({ now: p.now, old: p.old, older: p.older, mini: p.mini, arktype: p.arktype, type: p.type }),
  query: (p) => ({ parsed: p.parsed, valibot: p.valibot }),
});
same<
  Same<
    ArgumentsOfAction<typeof libraries>,
    {
      now: string;
      old: string;
      mini: string | null;
      arktype: "low" | "high";
      parsed: Date;
      type: string;
      older?: string | undefined;
      valibot?: number | undefined;
    }
  >
>();

const zods = defineAction({
  ...base,
  parameters: {
    day: z.string().default("today"),
    length: z.string().transform((text) => text.length),
    flag: z.preprocess((value) => value === "yes", z.boolean()),
    count: z.coerce.number(),
    either: z.string().nullish(),
    rest: z.unknown(),
  },
});
same<
  Same<
    ArgumentsOfAction<typeof zods>,
    { day: string; length: number; flag: boolean; count: number; either?: string | null | undefined; rest?: unknown }
  >
>();

/** As TypeScript types an imported `.json` file. */
declare const file: {
  type: string;
  properties: { note: { type: string; description: string }; tags: { type: string; items: { type: string } } };
  required: string[];
  additionalProperties: boolean;
};
const written = z.toJSONSchema(z.object({ note: z.string() }));
const constant = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: { note: { type: "string" }, tags: { type: "array", items: { type: "string" } } },
  required: ["note"],
} as const;
const delivery = { api: { url: "https://crm.acme.dev/n" } };
export const tools = [file, written, constant].map((given) => given as JsonSchemaObject);
const tool = { description: "d", triggerType: "post_call", delivery } as const;
export const programs = [
  () => new Tool("a", { ...tool, parameters: file }),
  () => new Tool("a", { ...tool, parameters: written }),
  () => new Tool("a", { ...tool, parameters: constant }),
  // @ts-expect-error a zod schema isn't a JSON Schema
  () => new Tool("a", { ...tool, parameters: z.object({ a: z.string() }) }),
];

const fromFile = defineAction({ ...base, parameters: file, body: (p) => ({ note: p.note }) });
same<Same<ArgumentsOfAction<typeof fromFile>, { note?: unknown; tags?: unknown }>>();
const fromWritten = defineAction({ ...base, parameters: written, body: (p) => ({ note: p["note"] ?? "" }) });
same<Same<ArgumentsOfAction<typeof fromWritten>, { [name: string]: unknown }>>();
const fromConstant = defineAction({ ...base, parameters: constant, body: (p) => ({ note: p.note, tags: p.tags }) });
same<Same<ArgumentsOfAction<typeof fromConstant>, { note: string; tags?: string[] }>>();

export const refused = [
  // @ts-expect-error one schema for all parameters
  () => defineAction({ ...base, parameters: z.object({ note: z.string() }) }),
  // @ts-expect-error one schema for all parameters
  () => defineAction({ ...base, parameters: type({ note: "string" }) }),
  // @ts-expect-error one schema for all parameters
  () => defineAction({ ...base, parameters: toStandardJsonSchema(v.object({ note: v.string() })) }),
  // @ts-expect-error a zod 3 schema
  () => defineAction({ ...base, parameters: { note: z3.string() } }),
  // @ts-expect-error Valibot without its adapter
  () => defineAction({ ...base, parameters: { note: v.string() } }),
  // @ts-expect-error a string isn't a schema
  () => defineAction({ ...base, parameters: { note: z.string(), other: "string" } }),
  // @ts-expect-error a JSON Schema for one parameter
  () => defineAction({ ...base, parameters: { note: { type: "string" } } }),
  // @ts-expect-error a JSON Schema without its type
  () => defineAction({ ...base, parameters: { properties: { note: { type: "string" } } } }),
  // @ts-expect-error a name that is reserved for Tavus
  () => defineAction({ ...base, parameters: { tavus_id: type("string") } }),
];
