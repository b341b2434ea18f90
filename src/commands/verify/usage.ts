import type { Command } from "commander";

export function addVerify(program: Command): void {
  program
    .command("verify")
    .description(
      "Check that the stack's actions exist as declared, are attached, and can be reached. Changes nothing at Tavus without --live.",
    )
    .option("--stack <name>", "the stack to use. Default: the selected one")
    .option("--cwd <folder>", "the project folder. Default: the current one")
    .option("--tool <name...>", "check only these tools: resource names, tool names, or ids")
    .option(
      "--probe",
      "send one marked request with the declared credentials to each endpoint. Receivers that don't use pulumi-tavus may act on it",
    )
    .option(
      "--since <time>",
      "also check the conversations of the last 30m, 24h, or 7d: which actions ran, and how they ended",
    )
    .option(
      "--live",
      "prove it: chat with a PAL, end the conversation, and wait for each action's event. Tavus bills it like a call, and the actions really run",
    )
    .option("--yes", "confirm --live without a prompt")
    .option(
      "--script <file>",
      "with --live: what the caller says, one line per turn; - reads standard input. Default: an example",
    )
    .option("--pal <id...>", "with --live: chat with these PALs. Default: as few as possible")
    .option("--wait <time>", "with --live: how long to wait for the events, such as 90s or 5m", "5m")
    .option("--conversations <number>", "with --since: read at most this many, newest first. Default: 200")
    .option("--certificate-days <number>", "warn about certificates that expire within this many days. Default: 14")
    .option("--fail-on <fail|warn>", "which status leads to exit code 2. Default: fail")
    .option("--json", "print JSON (VerifyReport of pulumi-tavus/reports)")
    .addHelpText(
      "after",
      `
Exit code: 0 nothing failed (warnings are possible), 1 could not check, 2 a check failed.

Examples:
  $ pulumi-tavus verify
  $ pulumi-tavus verify --stack prod --probe --since 24h
  $ pulumi-tavus verify --stack prod --live --yes
  $ pulumi-tavus verify --tool crm-note --probe --fail-on warn --json`,
    )
    .action(async (options) => {
      const { verifyStack } = await import("./command.ts");
      process.exitCode = await verifyStack(options);
    });
}
