import { readFileSync } from "node:fs";
import { tryExactJson } from "../contract/json.ts";

/**
 * The text of a file, or of standard input for `-`. Windows editors and PowerShell write a byte order mark first, and PowerShell's `>` writes UTF-16.
 * Both are supported, and the mark is removed.
 */
export function readTextFile(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    throw new Error(`cannot read ${file}: ${codeOf(error)}`);
  }
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${file} is neither UTF-8 nor UTF-16. Save it as UTF-8, so that no character is lost.`);
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** The JSON of a file, or of standard input for `-`. Large integers keep every digit. */
export function readJsonFile(file: string): unknown {
  const value = tryExactJson(readTextFile(file));
  if (value === undefined) throw new Error(`${file} is not JSON.`);
  return value;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
}
