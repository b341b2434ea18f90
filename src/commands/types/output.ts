import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "../input.ts";
import { FINE, FOUND_FAILURES } from "../report.ts";
import type { TypesReport } from "./report.ts";

export interface OutputOptions {
  /** The output, if there is no file. */
  readonly out?: string;
  /** Compare only. */
  readonly check?: boolean;
  readonly json?: boolean;
}

type State = NonNullable<TypesReport["state"]>;

/** Writes the types to their destination if they have changed, and reports it. */
export function writeTypes(types: string, tools: readonly string[], { out, check, json }: OutputOptions): number {
  const report = { version: 1 as const, tools: [...tools], file: out ?? null };
  const write = (data: TypesReport): string => JSON.stringify(data);
  if (out === undefined) {
    print(json === true ? write({ ...report, changed: false, types }) : types.trimEnd());
    return FINE;
  }
  const state = stateOf(out, types);
  const changed = state !== "current";
  if (changed && check !== true) writeFile(out, types);
  print(json === true ? write({ ...report, changed, state }) : describe(out, state, tools.length, check === true));
  return changed && check === true ? FOUND_FAILURES : FINE;
}

function describe(out: string, state: State, count: number, check: boolean): string {
  const tools = count === 1 ? "1 tool" : `${count} tools`;
  if (state === "current") return `${out} is up to date: ${tools}.`;
  if (!check) return `${out} written: ${tools}.`;
  const how = "Run pulumi-tavus types with the same options, without --check.";
  return state === "missing" ? `${out} is missing. ${how}` : `${out} differs from the tools. ${how}`;
}

/** A checkout can have other line ends than the committed file. */
function stateOf(file: string, types: string): State {
  try {
    return readFileSync(file, "utf8").replaceAll("\r\n", "\n") === types ? "current" : "differs";
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "missing";
    throw new Error(`cannot read ${file}: ${codeOf(error)}`);
  }
}

function writeFile(file: string, types: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, types);
  } catch (error) {
    throw new Error(`cannot write ${file}: ${codeOf(error)}`);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
