import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { newFolder } from "../../../../test/support/folder.ts";
import type { JsonObject } from "../../../contract/index.ts";
import { readDefinitions } from "../definitions.ts";
import { generateTypes } from "../generate.ts";

export const typesOf = (...tools: JsonObject[]): string => generateTypes(readDefinitions(tools, "the test"));

export function declarationsOf(types: string): Map<string, string> {
  const parts = types.trimEnd().split(/\n\n(?=\/\*\*\n|export )/);
  return new Map(parts.map((part) => [/^export \w+ ([\w$]+)/m.exec(part)?.[1] ?? "", part]));
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  skipDefaultLibCheck: true,
  types: [],
};

const HOST = ts.createCompilerHost(OPTIONS);
const LIBRARY = HOST.getDefaultLibLocation?.() ?? "";
const libraryFiles = new Map<string, ts.SourceFile | undefined>();
const { getSourceFile } = HOST;
/** Reads TypeScript's own declarations only once, because they are most of the compiler's work. */
HOST.getSourceFile = (name, ...rest) => {
  if (!name.startsWith(LIBRARY)) return getSourceFile.call(HOST, name, ...rest);
  if (!libraryFiles.has(name)) libraryFiles.set(name, getSourceFile.call(HOST, name, ...rest));
  return libraryFiles.get(name);
};

export function complaintsAbout(types: string, code = ""): string[] {
  const folder = newFolder();
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "types.ts"), types);
  writeFileSync(join(folder, "code.ts"), `${code}\nexport {};\n`);
  const program = ts.createProgram([join(folder, "types.ts"), join(folder, "code.ts")], OPTIONS, HOST);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file?.text.slice(0, start).split("\n").length ?? 0;
    const shown = file?.text.split("\n")[line - 1]?.trim() ?? "";
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")} [${shown}]`;
  });
}
