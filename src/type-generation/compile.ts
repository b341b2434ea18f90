import { withInheritedNames } from "./object-shape.ts";
import type { NamedShape } from "./references.ts";

/** Names a type for the time that it takes: real names have characters that the library would change. */
const PLACEHOLDER = "Root";

/** The declarations of types, in TypeScript. */
export async function compileTypes(types: readonly NamedShape[]): Promise<string[]> {
  // It weighs what a formatter weighs: loaded by who needs it.
  // By its default export: bundled, a CommonJS module has no other.
  const { compile } = (await import("json-schema-to-typescript")).default;
  const declarations: string[] = [];
  for (const { name, shape } of types) {
    const { description, ...bare } = shape;
    const compiled = await silently(() =>
      compile(structuredClone(bare) as Parameters<typeof compile>[0], PLACEHOLDER, {
        additionalProperties: false,
        // Which shapes have no bounds of: a list of places is a tuple of them all.
        ignoreMinAndMaxItems: true,
        bannerComment: "",
        // A shape has no references; should one come through, nothing is fetched and no file read.
        $refOptions: { resolve: { external: false } },
      }),
    );
    const declared = compiled.trim().replace(/^export (interface|type) Root\b/, (_, kind) => `export ${kind} ${name}`);
    declarations.push(comment(description) + withInheritedNames(declared));
  }
  return declarations;
}

/** The library writes to the output what it does where `VERBOSE` is set, which is where the types go. */
async function silently<T>(action: () => Promise<T>): Promise<T> {
  const { VERBOSE: verbose } = process.env;
  delete process.env["VERBOSE"];
  try {
    return await action();
  } finally {
    if (verbose !== undefined) process.env["VERBOSE"] = verbose;
  }
}

export function comment(text: string | undefined): string {
  if (text === undefined) return "";
  return `/**\n${text
    .split("\n")
    .map((line) => ` * ${line}`.trimEnd())
    .join("\n")}\n */\n`;
}
