import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { type ConfigSecret, toIdentifier } from "../../adoption/index.ts";

/** Where the user has said that secrets are: variables of the environment. */
export interface GivenSecrets {
  /** The config keys that these secrets get. */
  readonly keys: readonly string[];
  /** The secret of a tool, by the tool's name. */
  of(tool: string): { key: string; value: string } | undefined;
}

/**
 * `--secret-env`: `HOOK_SECRET` for all tools that need one, `log_crm_note=CRM_TOKEN` for one.
 * @throws Error with one line where a variable is not set
 */
export function readGiven(options: readonly string[], env: NodeJS.ProcessEnv): GivenSecrets {
  const given = options.map((option) => {
    const [first = "", second] = option.split("=");
    const variable = second ?? first;
    const value = env[variable];
    if (value === undefined || value === "")
      throw new Error(`--secret-env ${option}: the variable ${variable} is not set.`);
    return { tool: second === undefined ? undefined : first, key: toIdentifier(variable.toLowerCase()), value };
  });
  return {
    keys: [...new Set(given.map(({ key }) => key))],
    of(tool) {
      const found = given.find((one) => one.tool === tool) ?? given.find((one) => one.tool === undefined);
      return found && { key: found.key, value: found.value };
    },
  };
}

/**
 * Asks for each secret, without showing what is typed; nothing typed leaves it open.
 * @throws Error with one line where nobody is at the terminal
 */
export async function promptSecrets(secrets: readonly ConfigSecret[]): Promise<ReadonlyMap<string, string>> {
  if (!process.stdin.isTTY) throw new Error("--prompt asks at a terminal, and there is none. Use --secret-env.");
  const answers = new Map<string, string>();
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // One for all questions, and before the first: only while it is there does the terminal show nothing that is typed.
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  // Ctrl-C is no answer.
  terminal.once("SIGINT", () => process.exit(130));
  try {
    for (const { key, tool, path } of secrets) {
      if (answers.has(key)) continue;
      process.stderr.write(`${path} of ${tool} (nothing to leave it open): `);
      const answer = await terminal.question("");
      process.stderr.write("\n");
      if (answer !== "") answers.set(key, answer);
    }
  } finally {
    terminal.close();
  }
  return answers;
}
