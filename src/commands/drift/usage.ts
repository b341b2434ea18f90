import type { Command } from "commander";

export function addDrift(program: Command): void {
  program
    .command("drift")
    .description("Compare the program, the last deployment, and the account. Changes nothing.")
    .option("--stack <name>", "the stack to use. Default: the selected one")
    .option("--cwd <folder>", "the project folder. Default: the current one")
    .option("--no-preview", "don't run the program; compare only the last deployment with the account")
    .option("--allow <kind...>", 'report these findings without counting them, such as "created outside"')
    .option("--watch [seconds]", "check at this interval and report changes, until Ctrl-C. Default: 60")
    .option("--markdown", "print Markdown, for a comment on a pull request")
    .option("--json", "print JSON (DriftReport of pulumi-tavus/reports)")
    .addHelpText(
      "after",
      `
Exit code: 0 no drift, 1 could not check, 2 drift found.

Examples:
  $ pulumi-tavus drift
  $ pulumi-tavus drift --stack prod --markdown > drift.md
  $ pulumi-tavus drift --stack prod --allow "created outside" "pending in program"
  $ pulumi-tavus drift --no-preview --watch 300 --json`,
    )
    .action(async (options) => {
      const { drift } = await import("./command.ts");
      process.exitCode = await drift(options);
    });
}
