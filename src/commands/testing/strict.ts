import * as z from "zod/mini";

/** A report that takes no key that it doesn't know. */
export const strict = <S extends z.core.$ZodShape>({ shape }: z.ZodMiniObject<S>) => z.strictObject(shape);
