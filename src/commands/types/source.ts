import { describeNames } from "../../contract/known-names.ts";
import { clientFor } from "../../tavus-api/client.ts";
import { readAccount } from "../account.ts";
import { readJsonFile } from "../input.ts";
import { exportStack } from "../stack/index.ts";
import { readDefinitions, type ToolSource } from "./definitions.ts";

export interface SourceOptions {
  /** A JSON file. `-` is standard input. */
  readonly from?: string;
  /** The name of a stack. Empty or `true` means the selected one. */
  readonly stack?: string | true;
  /** The project's folder. */
  readonly cwd?: string;
  /** Only these tools. */
  readonly tool?: readonly string[];
}

/** The tools of the account, a file, or a stack, by name. */
export async function readTools({ from, stack, cwd, tool: names }: SourceOptions): Promise<ToolSource[]> {
  if (from !== undefined && stack !== undefined)
    throw new Error("--from and --stack are two sources: give one of them.");
  if (from !== undefined) return only(names, readDefinitions(readJsonFile(from), from === "-" ? "the input" : from));
  if (stack !== undefined) {
    const state = await exportStack({ stack: stack === true ? undefined : stack, cwd });
    return only(names, readDefinitions(state, "the stack"));
  }
  const client = clientFor(await readAccount({ cwd }));
  try {
    return only(names, readDefinitions(await client.listTools(), "the account"));
  } finally {
    await client.close();
  }
}

function only(names: readonly string[] | undefined, tools: readonly ToolSource[]): ToolSource[] {
  for (const name of names ?? [])
    if (!tools.some((tool) => tool.name === name))
      throw new Error(
        `--tool ${name}: there is no such tool. ${describeNames(
          name,
          tools.map((tool) => tool.name),
        )}`,
      );
  return tools.filter((tool) => names?.includes(tool.name) ?? true);
}
