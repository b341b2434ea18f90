import type { Command } from "commander";
import { VARIANTS } from "../../emulator/run/variant.ts";
import { LIST_KINDS } from "../list/command.ts";
import { FINE } from "../report.ts";
import type { StackOptions } from "../stack/index.ts";
import { candidatesFor, type Values } from "./candidates.ts";
import { collectNames, sourcesOf } from "./names.ts";
import { SCRIPTS, SHELLS } from "./scripts.ts";

/** Nobody waits longer than this many milliseconds after pressing Tab. */
const PATIENCE_MS = 5000;

const VALUES: Values = {
  arguments: {
    trigger: ["tools", "pals", "resources"],
    replay: ["conversations"],
    list: [{ words: LIST_KINDS }],
    completion: [{ words: SHELLS }],
  },
  options: {
    "--tool": ["tools"],
    "replay --tool": ["tools", "resources"],
    "verify --tool": ["tools", "resources"],
    "--pal": ["pals"],
    "verify --pal": ["pal ids"],
    "--as": [{ words: Object.keys(VARIANTS) }],
    "--fail-on": [{ words: ["fail", "warn"] }],
    "--layout": [{ words: ["file", "pal"] }],
  },
};

export function completion(shell: string): number {
  const known = SHELLS.find((one) => one === shell);
  if (known === undefined)
    throw new Error(`There is no completion for "${shell}". Write one of: ${SHELLS.join(", ")}.`);
  process.stdout.write(SCRIPTS[known]);
  return FINE;
}

/** Prints the possible next words, one on each line. Prints nothing after an error, because a shell reads the output. */
export async function complete(program: Command, line: readonly string[]): Promise<number> {
  const { words, names: kinds, prefix, lead } = candidatesFor(program, line, VALUES);
  const { names, isWhole } = await collectNames(sourcesOf(kinds, stackOptionsIn(line)), PATIENCE_MS);
  const found = [...words, ...names.map((name) => lead + name).filter((word) => word.startsWith(prefix))];
  // Unfinished requests would keep the shell waiting.
  const end = (): void => void (isWhole || process.exit(FINE));
  if (found.length > 0) process.stdout.write(`${[...new Set(found)].join("\n")}\n`, end);
  else end();
  return FINE;
}

function stackOptionsIn(line: readonly string[]): StackOptions {
  const option = (name: string): string | undefined =>
    line.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) ??
    line[line.indexOf(name) + 1 || line.length];
  return { stack: option("--stack"), cwd: option("--cwd") };
}
