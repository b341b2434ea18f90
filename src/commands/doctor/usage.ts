import type { Command } from "commander";

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description(
      "Find out why pulumi-tavus doesn't work here, and how to fix it: versions, packages, key, account, state.",
    )
    .option("--cwd <folder>", "the project folder. Default: the current one")
    .option(
      "--stack [name]",
      "require this stack, or the selected one if you don't give a name. Default: the selected one, if any",
    )
    .option("--offline", "send no request to Tavus")
    .option("--json", "print JSON (DoctorReport of pulumi-tavus/reports)")
    .addHelpText(
      "after",
      `
Exit code: 0 no problems (warnings are possible), 1 could not run, 2 problems found.

Examples:
  $ pulumi-tavus doctor
  $ pulumi-tavus doctor --cwd infra --stack prod
  $ pulumi-tavus doctor --offline --json`,
    )
    .action(async (options) => {
      const { doctor } = await import("./command.ts");
      process.exitCode = await doctor(options);
    });
}
