import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { clientFor } from "../tavus-api/client.ts";
import { generateTypes, readTools, type ToolSchema, toToolSchema } from "../type-generation/index.ts";
import { readAccount } from "./account.ts";
import { FINE, FOUND_FAILURES } from "./report.ts";

export interface TypesOptions {
  readonly from?: string;
  /** The stack's name; true for the selected one. */
  readonly stack?: string | true;
  readonly tool?: readonly string[];
  readonly out?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

/**
 * Writes TypeScript types for tools of the account, of a stack or of a file.
 * @returns the exit code: 2 where `--check` finds that the file is not what it would be
 * @throws Error with one line for the user
 */
export async function types({ check = false, json = false, out, tool, ...source }: TypesOptions): Promise<number> {
  if (check && out === undefined) throw new Error("--check needs --out: the file that is looked at.");
  if (json && out === undefined) throw new Error("--json needs --out: the types themselves are the output without it.");
  if (source.from !== undefined && source.stack !== undefined)
    throw new Error("--from and --stack exclude each other.");
  const tools = only(await toolsOf(source), tool);
  const text = await generateTypes(tools);
  if (out === undefined) {
    process.stdout.write(text);
    return FINE;
  }
  const isChanged = readIfThere(out) !== text;
  if (isChanged && !check) {
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, text);
  }
  const names = tools.map(({ name }) => name).sort();
  if (json)
    process.stdout.write(`${JSON.stringify({ event: "types", file: out, tools: names, changed: isChanged })}\n`);
  else
    process.stdout.write(
      `${out}: ${names.length} ${names.length === 1 ? "tool" : "tools"}, ${stateOf(isChanged, check)}\n`,
    );
  return check && isChanged ? FOUND_FAILURES : FINE;
}

function stateOf(isChanged: boolean, check: boolean): string {
  if (!isChanged) return "up to date";
  return check ? "out of date: run the command without --check" : "written";
}

async function toolsOf({ from, stack }: Pick<TypesOptions, "from" | "stack">): Promise<ToolSchema[]> {
  if (from !== undefined) return within(from, () => readTools(JSON.parse(readFileSync(from, "utf8"))));
  if (stack !== undefined) {
    const exported = await exportStack(stack);
    return within("pulumi stack export", () => readTools(JSON.parse(exported)));
  }
  const client = clientFor(readAccount());
  try {
    return (await client.listTools()).flatMap((one) => toToolSchema(one) ?? []);
  } finally {
    await client.close();
  }
}

function within<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Without the parser's own text, which quotes the file.
    if (error instanceof SyntaxError) throw new Error(`${where} is not JSON.`);
    if (error instanceof Error && "code" in error) throw new Error(`cannot read ${where}: ${String(error.code)}`);
    throw error instanceof Error ? new Error(`${where}: ${error.message}`) : error;
  }
}

/** Without `--show-secrets`: no secret is part of a type. */
async function exportStack(stack: string | true): Promise<string> {
  const args = ["stack", "export", ...(stack === true ? [] : ["--stack", stack])];
  try {
    const { stdout } = await promisify(execFile)("pulumi", args, { maxBuffer: 1 << 28, encoding: "utf8" });
    return stdout;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new Error("pulumi is not on PATH. Install it, or give the output of pulumi stack export with --from.");
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim().split("\n").at(-1) : "";
    throw new Error(`pulumi ${args.join(" ")} failed: ${said || "no reason was given"}`);
  }
}

function only(tools: readonly ToolSchema[], names: readonly string[] | undefined): readonly ToolSchema[] {
  if (names === undefined) return tools;
  for (const name of names)
    if (!tools.some((tool) => tool.name === name))
      throw new Error(
        `there is no tool ${name}. There are: ${
          tools
            .map((tool) => tool.name)
            .sort()
            .join(", ") || "none"
        }.`,
      );
  return tools.filter(({ name }) => names.includes(name));
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
