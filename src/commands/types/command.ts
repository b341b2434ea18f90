/**
 * `pulumi-tavus types`: TypeScript types for the parameters of tools, and for the bodies of their deliveries.
 * @module
 */

import { withProgress } from "../terminal.ts";
import { generateTypes } from "./generate.ts";
import { type OutputOptions, writeTypes } from "./output.ts";
import { readTools, type SourceOptions } from "./source.ts";

export interface TypesOptions extends SourceOptions, OutputOptions {}

/** Reads tools, and writes their types. */
export async function types(options: TypesOptions): Promise<number> {
  if (options.check === true && options.out === undefined)
    throw new Error("--check compares with a file: say which with --out <file>.");
  const tools = await withProgress("Reading the tools", () => readTools(options));
  return writeTypes(
    generateTypes(tools),
    tools.map(({ name }) => name),
    options,
  );
}
