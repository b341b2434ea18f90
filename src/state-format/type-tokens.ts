/** The types of our resources in every state. `pulumi.dynamic.Resource` adds its own prefix. */
export const TYPE_TOKENS = {
  tool: "pulumi-nodejs:dynamic/tavus:Tool",
  palToolAttachment: "pulumi-nodejs:dynamic/tavus:PalToolAttachment",
  palTools: "pulumi-nodejs:dynamic/tavus:PalTools",
} as const;

export type Kind = keyof typeof TYPE_TOKENS;

/** The part of the token that is passed to `pulumi.dynamic.Resource`: `Tool`. */
export function typeName(kind: Kind): string {
  return TYPE_TOKENS[kind].slice(TYPE_TOKENS[kind].lastIndexOf(":") + 1);
}

/** The kind of one of our resources. `undefined` for all others. */
export function kindOf(type: unknown): Kind | undefined {
  return KINDS.find((kind) => TYPE_TOKENS[kind] === type);
}

const KINDS = Object.keys(TYPE_TOKENS) as Kind[];
