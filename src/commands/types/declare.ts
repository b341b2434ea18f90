import { formatDeclaration } from "../formatting/types.ts";
import type { NamedShape } from "./references.ts";
import { comment } from "./text.ts";

/** The declarations of types, in TypeScript. */
export function declareTypes(types: readonly NamedShape[]): string[] {
  return types.map(({ name, shape: { text, description, isObject } }) => {
    const declared = isObject === true ? `interface ${name} ${text}` : `type ${name} = ${text}`;
    return formatDeclaration(`${comment(description)}export ${declared}`);
  });
}
