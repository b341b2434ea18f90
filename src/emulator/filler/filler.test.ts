import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readParameters } from "../../action/parameters.ts";
import { EXAMPLE_TRANSCRIPT } from "../domain/transcript.ts";
import { toContext } from "./context.ts";
import { fillFromCall } from "./index.ts";

/** The kinds of schemas in a definition, each as the only parameter. */
const SHAPES: Record<string, z.ZodType> = {
  email: z.email(),
  date: z.iso.date(),
  dateTime: z.iso.datetime(),
  time: z.iso.time(),
  duration: z.iso.duration(),
  uuid: z.uuid(),
  url: z.url(),
  ipv4: z.ipv4(),
  ipv6: z.ipv6(),
  phone: z.e164(),
  cuid: z.cuid(),
  ulid: z.ulid(),
  nanoid: z.nanoid(),
  code: z.string().regex(/^[A-Z]{3}-\d{4}$/),
  prefix: z.string().startsWith("ORD"),
  suffix: z.string().endsWith("."),
  short: z.string().min(3).max(5),
  choice: z.enum(["low", "high"]),
  literal: z.literal(["x", "y"]),
  int: z.int().min(5).max(9),
  step: z.number().multipleOf(0.5).positive(),
  nullable: z.string().nullable(),
  optional: z.string().optional(),
  withDefault: z.enum(["a", "b"]).default("b"),
  transformed: z.string().transform((text) => text.length),
  coerced: z.coerce.number(),
  list: z.array(z.object({ sku: z.string().min(1), count: z.int() })).min(2),
  tuple: z.tuple([z.string(), z.number()]),
  record: z.record(z.string(), z.number()),
  union: z.union([z.number(), z.string()]),
  discriminated: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("a"), n: z.number() }),
    z.object({ kind: z.literal("b") }),
  ]),
  nested: z.object({ deep: z.strictObject({ ok: z.boolean(), at: z.iso.date().optional() }) }),
  unknown: z.unknown(),
};

describe("the value that the rules fill in for a zod schema is accepted by the receiver:", () => {
  it.each(Object.keys(SHAPES))("%s", async (name) => {
    const parameters = readParameters({ [name]: SHAPES[name] as z.ZodType });
    const filled = await fillFromCall({
      tool: { name: "t", description: "d", parameters: parameters.schema },
      given: {},
      context: toContext(EXAMPLE_TRANSCRIPT, "", new Date("2026-05-15T10:30:00Z")),
    });
    expect(parameters.validate(JSON.parse(JSON.stringify(filled)))).toHaveProperty("value");
  });
});
