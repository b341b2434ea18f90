import * as z from "zod/mini";

/** Makes a report's schema refuse unknown keys. */
export const strict = <S extends z.core.$ZodShape>({ shape }: z.ZodMiniObject<S>) => z.strictObject(shape);
