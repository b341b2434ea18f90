import type { Command } from "commander";

export function addList(program: Command): void {
  program
    .command("list")
    .argument("[kind]", "tools, pals, or conversations. Default: tools and pals")
    .description("Print the tools, PALs and conversations of the account, with their ids.")
    .option("--since <time>", "for conversations: how far back, such as 30m, 24h, or 7d", "24h")
    .option("--stack <name>", "use the settings of this stack. Default: the selected one, if any")
    .option("--cwd <folder>", "the project folder. Default: the current one")
    .option("--json", "print JSON (ListReport of pulumi-tavus/reports)")
    .addHelpText(
      "after",
      `
Exit code: 0 done, 1 could not run.

Examples:
  $ pulumi-tavus list
  $ pulumi-tavus list pals --stack prod --json
  $ pulumi-tavus list conversations --since 7d`,
    )
    .action(async (kind, options) => {
      const { list } = await import("./command.ts");
      process.exitCode = await list(kind, options);
    });
}
