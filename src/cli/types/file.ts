import { readFileSync } from "node:fs";

/**
 * The JSON of a file, or of the input where it is `-`.
 * @throws Error with one line
 */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new Error(`cannot read ${file}: ${codeOf(error)}`);
  }
  return parseJson(text, file);
}

/** The parser's own message quotes the text, which may hold a secret. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new Error(`${where} is not JSON.`);
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
}
