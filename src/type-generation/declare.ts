import type { NamedShape } from "./references.ts";
import type { ObjectShape, Shape } from "./shape.ts";
import { memberName } from "./text.ts";

/** The declarations of types, in TypeScript. */
export async function declareTypes(types: readonly NamedShape[]): Promise<string[]> {
  // Loaded when it is needed: a formatter is large.
  const { format } = await import("prettier");
  const options = { parser: "typescript", printWidth: 120, trailingComma: "none", bracketSpacing: false } as const;
  return Promise.all(
    types.map(async ({ name, shape }) => {
      const isObject = "type" in shape && shape.type === "object";
      const declared = isObject ? `interface ${name} ${typeOf(shape)}` : `type ${name} = ${typeOf(shape)}`;
      return (await format(`${comment(shape.description)}export ${declared}`, options)).trimEnd();
    }),
  );
}

export function comment(text: string | undefined): string {
  if (text === undefined) return "";
  const lines = text.split("\n").map((line) => ` * ${line}`.trimEnd());
  return `/**\n${lines.join("\n")}\n */\n`;
}

function typeOf(shape: Shape): string {
  if ("tsType" in shape) return shape.tsType;
  if ("anyOf" in shape) return oneOf(shape.anyOf.map(typeOf));
  if ("allOf" in shape) return `(${shape.allOf.map(typeOf).join(" & ")})`;
  if (shape.type === "object") return objectType(shape);
  if (shape.type !== "array") return shape.type;
  if (!("additionalItems" in shape)) return `${typeOf(shape.items)}[]`;
  const rest = shape.additionalItems === false ? [] : [`...${typeOf(shape.additionalItems)}[]`];
  return `[${[...shape.items.map(typeOf), ...rest].join(", ")}]`;
}

const oneOf = (types: readonly string[]): string => `(${[...new Set(types)].join(" | ")})`;

function objectType({ properties, required, additionalProperties: others }: ObjectShape): string {
  const members = Object.entries(properties).map(([name, shape]) => {
    const optional = required.includes(name) ? "" : "?";
    return `${comment(shape.description)}${memberName(name)}${optional}: ${typeOf(shape)};`;
  });
  if (others !== false) members.push(`[k: string]: ${typeOfOthers(properties, required, others)};`);
  return `{\n${members.join("\n")}\n}`;
}

/** TypeScript wants the type of every name to hold those of the declared names. */
function typeOfOthers(
  properties: ObjectShape["properties"],
  required: readonly string[],
  others: Shape | true,
): string {
  const type = others === true ? "unknown" : typeOf(others);
  if (type === "unknown") return type;
  const declared = Object.values(properties).map(typeOf);
  if (declared.includes("unknown")) return "unknown";
  const isAnyOptional = Object.keys(properties).some((name) => !required.includes(name));
  return oneOf([type, ...declared, ...(isAnyOptional ? ["undefined"] : [])]);
}
