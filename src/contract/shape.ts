import * as z from "zod/mini";
import { AUTH, AUTH_TYPES, type Field, type Fields, TOOL, typeFields } from "./fields.ts";
import type { Path } from "./issue.ts";
import { lazy } from "./lazy.ts";
import { rule } from "./rule.ts";
import { asText, isObject, member } from "./value.ts";

/** @param local whether endpoints can be local */
function shapeOf(field: Field, local: boolean): z.ZodMiniType {
  const shape = field.fields === AUTH ? authShape(local) : (field.shape?.(local) ?? group(field, local));
  return field.isRequired === true ? shape : z.nullish(shape);
}

const group = ({ fields = {} }: Field, local: boolean): z.ZodMiniType =>
  z.strictObject(shapesOf(fields, local), rule("not-object"));

const shapesOf = (fields: Fields, local: boolean): Record<string, z.ZodMiniType> =>
  Object.fromEntries(Object.values(fields).map((field) => [field.wire, shapeOf(field, local)]));

type Kind = z.ZodMiniObject<{ type: z.ZodMiniLiteral<string> }>;

/** K-1 to K-6: each type has its own fields. */
function authShape(local: boolean): z.ZodMiniType {
  const kinds = Object.keys(AUTH_TYPES).map((type) =>
    z.strictObject({ type: z.literal(type), ...shapesOf(typeFields(type), local) }),
  );
  return z.discriminatedUnion("type", kinds as [Kind, ...Kind[]], {
    error: ({ input }) =>
      isObject(input)
        ? rule("not-one-of", { value: input["type"], values: Object.keys(AUTH_TYPES) }).error
        : rule("not-object").error,
  });
}

const tool = (local: boolean): z.ZodMiniType => z.strictObject(shapesOf(TOOL, local), rule("not-object"));

/** The shape of a tool for the public service. */
export const publicToolShape = lazy(() => tool(false));
/** The shape of a tool for the emulator, where endpoints can be local (design, section 1). */
export const localToolShape = lazy(() => tool(true));

/** The keys that are possible at a path, for the remedy of an unknown one. `value` is the object at the path. */
export function keysAt(path: Path, value: unknown): readonly string[] {
  let fields: Fields = TOOL;
  for (const step of path) fields = Object.values(fields).find(({ wire }) => wire === step)?.fields ?? {};
  if (fields !== AUTH) return namesOf(fields);
  const type = asText(member(value, "type"));
  return Object.hasOwn(AUTH_TYPES, type) ? ["type", ...namesOf(typeFields(type))] : [];
}

const namesOf = (fields: Fields): string[] => Object.values(fields).map(({ wire }) => wire);
