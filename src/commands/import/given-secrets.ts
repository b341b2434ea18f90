import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { toIdentifier } from "./names.ts";
import type { ConfigSecret } from "./plan.ts";

export type GivenSecrets = ReturnType<typeof readGiven>;

/** `--secret-env`: `HOOK_SECRET` for the only tool that needs a secret, or `log_crm_note=CRM_TOKEN` for a tool with this name. */
export function readGiven(options: readonly string[], env: NodeJS.ProcessEnv) {
  const given = options.map((option) => {
    const [first = "", second] = option.split("=");
    const variable = second ?? first;
    const value = env[variable];
    if (value === undefined || value === "")
      throw new Error(`--secret-env ${option}: the variable ${variable} is not set.`);
    // The output of `echo` and mounted files end with a line break, which Tavus refuses in a header (K-3).
    if (/[\r\n]/.test(value))
      throw new Error(`--secret-env ${option}: the secret in ${variable} contains a line break. Set it without one.`);
    const tool = second === undefined ? undefined : first;
    return { variable, tool, key: toIdentifier(variable.toLowerCase()), value };
  });
  return {
    keys: [...new Set(given.map(({ key }) => key))],
    tools: given.flatMap(({ tool }) => tool ?? []),
    /** The variable that isn't for a particular tool. */
    open: given.find(({ tool }) => tool === undefined),
    of(tool: string) {
      const found = given.find((one) => one.tool === tool) ?? given.find((one) => one.tool === undefined);
      return found && { key: found.key, value: found.value };
    },
  };
}

/** A secret without a tool would be sent to every endpoint, even to other people's endpoints. */
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

/** Asks for each secret, without showing the input. If the input is empty, the secret stays unset. */
export async function promptSecrets(secrets: readonly ConfigSecret[]): Promise<ReadonlyMap<string, string>> {
  if (!process.stdin.isTTY) throw new Error("--prompt asks at a terminal, and there is none. Use --secret-env.");
  const answers = new Map<string, string>();
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // All prompts share one interface, created before the first prompt. The terminal only hides input while the interface exists.
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  // Ctrl-C doesn't count as an answer.
  terminal.once("SIGINT", () => process.exit(130));
  try {
    for (const { key, tool, path } of secrets) {
      if (answers.has(key)) continue;
      process.stderr.write(`${path} of ${tool} (press Enter to skip): `);
      const answer = await terminal.question("");
      process.stderr.write("\n");
      if (answer !== "") answers.set(key, answer);
    }
  } finally {
    terminal.close();
  }
  return answers;
}
