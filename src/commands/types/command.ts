import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describeNames } from "../../contract/known-names.ts";
import { readAccount } from "../account.ts";
import { withClient } from "../clients.ts";
import { codeOf, readJsonFile } from "../input.ts";
import { FINE, FOUND_FAILURES } from "../report.ts";
import { exportStack } from "../stack/index.ts";
import { withProgress } from "../terminal.ts";
import { plural } from "../words.ts";
import { readDefinitions, type ToolSource } from "./definitions.ts";
import { generateTypes } from "./generate.ts";
import type { TypesReport } from "./report.ts";

export interface TypesOptions {
  /** A JSON file. `-` is standard input. */
  readonly from?: string;
  /** The name of a stack. `true` means the selected one. */
  readonly stack?: string | true;
  readonly cwd?: string;
  readonly tool?: readonly string[];
  readonly out?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

export async function types(options: TypesOptions): Promise<number> {
  const { out, check = false, json = false } = options;
  if (check && out === undefined) throw new Error("--check compares with a file: say which with --out <file>.");
  const tools = await withProgress("Reading the tools", () => readTools(options));
  const text = generateTypes(tools);
  const report = { version: 1, tools: tools.map(({ name }) => name), file: out ?? null } as const;
  const print = (data: TypesReport, line: string): void =>
    void process.stdout.write(`${json ? JSON.stringify(data) : line}\n`);
  if (out === undefined) {
    print({ ...report, changed: false, types: text }, text.trimEnd());
    return FINE;
  }
  const state = stateOf(out, text);
  const changed = state !== "current";
  if (changed && !check) writeTypes(out, text);
  print({ ...report, changed, state }, describe(out, state, plural(tools.length, "tool"), check));
  return changed && check ? FOUND_FAILURES : FINE;
}

async function readTools({ from, stack, cwd, tool: names }: TypesOptions): Promise<ToolSource[]> {
  if (from !== undefined && stack !== undefined)
    throw new Error("--from and --stack are two sources: give one of them.");
  if (from !== undefined) return only(names, readDefinitions(readJsonFile(from), from === "-" ? "the input" : from));
  if (stack !== undefined) {
    const state = await exportStack({ stack: stack === true ? undefined : stack, cwd });
    return only(names, readDefinitions(state, "the stack"));
  }
  const tools = await withClient(await readAccount({ cwd }), (client) => client.listTools());
  return only(names, readDefinitions(tools, "the account"));
}

function only(names: readonly string[] | undefined, tools: readonly ToolSource[]): ToolSource[] {
  const known = tools.map(({ name }) => name);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`--tool ${unknown}: there is no such tool. ${describeNames(unknown, known)}`);
  return tools.filter((tool) => names?.includes(tool.name) ?? true);
}

type State = NonNullable<TypesReport["state"]>;

function describe(out: string, state: State, tools: string, check: boolean): string {
  if (state === "current") return `${out} is up to date: ${tools}.`;
  if (!check) return `${out} written: ${tools}.`;
  const how = "Run pulumi-tavus types with the same options, without --check.";
  return state === "missing" ? `${out} is missing. ${how}` : `${out} differs from the tools. ${how}`;
}

/** A checkout can have different line endings from the committed file. */
function stateOf(file: string, types: string): State {
  try {
    return readFileSync(file, "utf8").replaceAll("\r\n", "\n") === types ? "current" : "differs";
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "missing";
    throw new Error(`cannot read ${file}: ${codeOf(error)}`);
  }
}

function writeTypes(file: string, types: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, types);
  } catch (error) {
    throw new Error(`cannot write ${file}: ${codeOf(error)}`);
  }
}
