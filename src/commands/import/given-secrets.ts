import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { toIdentifier } from "./names.ts";
import type { ConfigSecret } from "./plan.ts";

/** Where the user has said that secrets are: variables of the environment. */
export interface GivenSecrets {
  /** The config keys that these secrets get. */
  readonly keys: readonly string[];
  /** The tools that were named. */
  readonly tools: readonly string[];
  /** The variable that is given for no tool in particular. */
  readonly open: { readonly variable: string; readonly key: string } | undefined;
  /** The secret of a tool, by the tool's name. */
  of(tool: string): { key: string; value: string } | undefined;
}

/**
 * `--secret-env`: `HOOK_SECRET` for the only tool that needs one, `log_crm_note=CRM_TOKEN` for a tool by its name.
 * @throws Error with one line if a variable is not set
 */
export function readGiven(options: readonly string[], env: NodeJS.ProcessEnv): GivenSecrets {
  const given = options.map((option) => {
    const [first = "", second] = option.split("=");
    const variable = second ?? first;
    const value = env[variable];
    if (value === undefined || value === "")
      throw new Error(`--secret-env ${option}: the variable ${variable} is not set.`);
    // `echo` and mounted files end with one; Tavus refuses it in a header (K-3).
    if (/[\r\n]/.test(value))
      throw new Error(`--secret-env ${option}: the secret in ${variable} holds a line break. Set it without.`);
    return {
      variable,
      tool: second === undefined ? undefined : first,
      key: toIdentifier(variable.toLowerCase()),
      value,
    };
  });
  return {
    keys: [...new Set(given.map(({ key }) => key))],
    tools: given.flatMap(({ tool }) => tool ?? []),
    open: given.find(({ tool }) => tool === undefined),
    of(tool) {
      const found = given.find((one) => one.tool === tool) ?? given.find((one) => one.tool === undefined);
      return found && { key: found.key, value: found.value };
    },
  };
}

/**
 * A secret for no tool in particular would be sent to each endpoint, also to those of others.
 * @param secrets all that the tools to import need
 * @throws Error with one line that names the tools
 */
export function checkGiven({ open, tools }: GivenSecrets, secrets: readonly ConfigSecret[]): void {
  const uses = secrets.filter(({ key, tool }) => key === open?.key && !tools.includes(tool));
  const names = [...new Set(uses.map(({ tool }) => tool))];
  if (open === undefined || names.length < 2) return;
  const { variable } = open;
  throw new Error(
    `--secret-env ${variable} would be the secret of ${names.length} tools: ${names.join(", ")}. ` +
      `Name the tool of each secret: --secret-env ${names.map((name) => `${name}=${variable}`).join(" ")}`,
  );
}

/**
 * Asks for each secret, without showing what is typed; nothing typed leaves it open.
 * @throws Error with one line if nobody is at the terminal
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
