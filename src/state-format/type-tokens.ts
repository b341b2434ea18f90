/** The types of our resources as every state has them: `pulumi.dynamic.Resource` puts its own part in front. */
export const TYPE_TOKENS = {
  tool: "pulumi-nodejs:dynamic/tavus:Tool",
  palToolAttachment: "pulumi-nodejs:dynamic/tavus:PalToolAttachment",
  palTools: "pulumi-nodejs:dynamic/tavus:PalTools",
} as const;

/** A kind of resource. */
export type Kind = keyof typeof TYPE_TOKENS;

/** The part of the token that `pulumi.dynamic.Resource` takes: `Tool`. */
export function typeName(kind: Kind): string {
  return TYPE_TOKENS[kind].slice(TYPE_TOKENS[kind].lastIndexOf(":") + 1);
}

/** The kind of one of our resources; `undefined` for all others. */
export function kindOf(type: unknown): Kind | undefined {
  return KINDS.find((kind) => TYPE_TOKENS[kind] === type);
}

const KINDS = Object.keys(TYPE_TOKENS) as Kind[];
