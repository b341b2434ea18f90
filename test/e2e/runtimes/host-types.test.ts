import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { ROOT } from "./support/program.ts";

const TYPES = join(import.meta.dirname, "types");
const EXAMPLES = join(ROOT, "examples/hosts");

/** The compiler's errors about a program that has the types of one host and no others. */
function compile(files: readonly string[], types: readonly string[], lib: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: lib.map((name) => `lib.${name}.d.ts`),
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: [...types],
    typeRoots: [join(ROOT, "node_modules/@types"), join(ROOT, "node_modules")],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName.split("/").at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
}

describe("the receiver has the type for", () => {
  it("Cloudflare Workers and Pages", () => {
    const files = [join(TYPES, "workers.ts"), join(ROOT, "examples/workers/worker.ts")];
    expect(compile(files, ["@cloudflare/workers-types"], ["es2024"])).toEqual([]);
  });

  it("Bun", () => {
    const files = [join(TYPES, "bun.ts"), join(EXAMPLES, "bun.ts")];
    expect(compile(files, ["bun"], ["es2024"])).toEqual([]);
  });

  it("Next.js", () => {
    expect(compile([join(TYPES, "next.ts")], [], ["es2024", "dom", "dom.iterable"])).toEqual([]);
  });
});
