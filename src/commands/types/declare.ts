import type { NamedShape } from "./references.ts";
import { comment } from "./text.ts";

/** The declarations of types, in TypeScript. */
export async function declareTypes(types: readonly NamedShape[]): Promise<string[]> {
  // Loaded when it is needed: a formatter is large.
  const { format } = await import("prettier");
  const options = { parser: "typescript", printWidth: 120, trailingComma: "none", bracketSpacing: false } as const;
  return Promise.all(
    types.map(async ({ name, shape: { text, description, isObject } }) => {
      const declared = isObject === true ? `interface ${name} ${text}` : `type ${name} = ${text}`;
      return (await format(`${comment(description)}export ${declared}`, options)).trimEnd();
    }),
  );
}
