import type { Command } from "commander";
import { VARIANTS } from "../../emulator/run/variant.ts";
import { clientFor, type TavusClient } from "../../tavus-api/client.ts";
import { readAccount } from "../account.ts";
import { LIST_KINDS } from "../list/command.ts";
import { FINE } from "../report.ts";
import { candidatesFor, type Names, type Values } from "./candidates.ts";
import { SCRIPTS, SHELLS } from "./scripts.ts";

/** After this many milliseconds, somebody who pressed Tab no longer waits. */
const PATIENCE_MS = 5000;
const DAY_MS = 86_400_000;

const VALUES: Values = {
  arguments: {
    trigger: ["tools", "pals"],
    replay: ["conversations"],
    list: [{ words: LIST_KINDS }],
    completion: [{ words: SHELLS }],
  },
  options: {
    "--tool": ["tools"],
    "--pal": ["pals"],
    "--as": [{ words: Object.keys(VARIANTS) }],
    "--fail-on": [{ words: ["fail", "warn"] }],
    "--layout": [{ words: ["file", "pal"] }],
  },
};

/** @throws Error with one line for the user */
export function completion(shell: string): number {
  const known = SHELLS.find((one) => one === shell);
  if (known === undefined)
    throw new Error(`There is no completion for "${shell}". Write one of: ${SHELLS.join(", ")}.`);
  process.stdout.write(SCRIPTS[known]);
  return FINE;
}

/** Prints the possible next words, one on each line. Prints nothing if there is an error, because a shell waits for this. */
export async function complete(program: Command, line: readonly string[]): Promise<number> {
  const { words, names, prefix, lead } = candidatesFor(program, line, VALUES);
  const known = names.length === 0 ? [] : await readNames(names, line).catch(() => []);
  const found = [...words, ...known.map((name) => lead + name).filter((word) => word.startsWith(prefix))];
  if (found.length > 0) process.stdout.write(`${[...new Set(found)].join("\n")}\n`);
  return FINE;
}

async function readNames(kinds: readonly Names[], line: readonly string[]): Promise<string[]> {
  // The request for names may hang, and its answer no longer matters then.
  setTimeout(() => process.exit(FINE), PATIENCE_MS).unref();
  const option = (name: string): string | undefined =>
    line.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) ??
    line[line.indexOf(name) + 1 || line.length];
  const account = await readAccount({ stack: option("--stack"), cwd: option("--cwd") });
  const client = clientFor(account);
  try {
    return (await Promise.all(kinds.map((kind) => namesOf(client, kind)))).flat().sort();
  } finally {
    await client.close();
  }
}

async function namesOf(client: TavusClient, kind: Names): Promise<string[]> {
  if (kind === "tools") return (await client.listTools()).map(({ name }) => name);
  if (kind === "pals") return (await client.listPals()).map(({ name }) => name);
  return (await client.listConversations(Date.now() - DAY_MS)).map(({ id }) => id);
}
