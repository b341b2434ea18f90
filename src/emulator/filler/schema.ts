import type { JsonObject } from "../../tavus-api/contract/index.ts";
import { FillError } from "./fill.ts";
import { withinLimit } from "./limit.ts";

/** What of the value does not fit the schema, in words that do not repeat the value; undefined where all of it does. */
export async function findMismatch(schema: JsonObject, value: unknown): Promise<string | undefined> {
  // Loaded where it is needed: most runs are filled by rules, which need no check.
  // By their default exports: bundled, a CommonJS module has no other.
  const [{ default: ajv2020 }, { default: formats }] = await Promise.all([
    import("ajv/dist/2020.js"),
    import("ajv-formats"),
  ]);
  const ajv = new ajv2020.Ajv2020({ strict: false, allErrors: true, logger: false });
  formats.default(ajv);
  try {
    // A draft that is named is not loaded; the keywords are the same.
    const { $schema: _, ...rest } = schema;
    const validate = ajv.compile({ type: "object", ...rest });
    if (withinLimit(() => validate(value))) return undefined;
    return ajv.errorsText(validate.errors, { dataVar: "arguments", separator: "; " });
  } catch (error) {
    if (error instanceof FillError) return error.message;
    return "parameters are no JSON Schema that can be checked";
  }
}
