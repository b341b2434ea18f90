/**
 * Checks undocumented API behavior with a real account, using one temporary tool, and compares it with the assumptions of this version.
 * `npm run contract -- --consent [--pal <id>] [--stack <name>] [--cwd <folder>] [--json]`. Like every command, it uses the stack's account, otherwise
 * TAVUS_API_KEY and TAVUS_BASE_URL. The exit code is 0 if all assumptions held. It is 1 if the command could not run, had no consent, or left a tool
 * behind. It is 2 if it found new behavior.
 */
import { parseArgs } from "node:util";
import { readAccount, readBaseUrl } from "../../src/commands/account.ts";
import { probeContract } from "./probe.ts";
import { planText, toText } from "./text.ts";

const COULD_NOT_RUN = 1;

async function main(): Promise<number> {
  const { consent, pal, json, ...stack } = parseArgs({
    options: {
      consent: { type: "boolean" },
      pal: { type: "string" },
      stack: { type: "string" },
      cwd: { type: "string" },
      json: { type: "boolean" },
    },
  }).values;
  if (consent !== true) {
    process.stdout.write(planText(await readBaseUrl(stack), pal));
    return COULD_NOT_RUN;
  }
  const account = await readAccount(stack);
  const stop = new AbortController();
  let name: string | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      // A second signal doesn't wait for the cleanup.
      if (stop.signal.aborted) {
        const end = name === undefined ? "nothing was made" : `${name} may be left in the account`;
        process.stderr.write(`contract: stopped before the clean-up had ended; ${end}.\n`);
        process.exit(COULD_NOT_RUN);
      }
      stop.abort();
      process.stderr.write("contract: interrupted, cleaning up …\n");
    });
  const report = await probeContract({
    account,
    palId: pal,
    signal: stop.signal,
    onName: (given) => {
      name = given;
    },
  });
  process.stdout.write(json === true ? `${JSON.stringify(report)}\n` : toText(report));
  if (report.cleanUp.left.length > 0) return COULD_NOT_RUN;
  return report.ok ? 0 : 2;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`contract: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = COULD_NOT_RUN;
}
