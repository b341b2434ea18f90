import type { Command } from "commander";

export function addTypes(program: Command): void {
  program
    .command("types")
    .description(
      "Generate TypeScript types of the arguments and the delivered body of each tool in the account, a stack, or a file.",
    )
    .option(
      "--from <file>",
      "JSON: a definition, a list, an API answer, an emulator seed, a Pulumi state, or JSON Schemas by name",
    )
    .option(
      "--stack [name]",
      "use the tools of this stack, or of the selected one if you don't give a name (runs pulumi stack export)",
    )
    .option("--cwd <folder>", "the project folder. Default: the current one")
    .option("--tool <name...>", "include only these tools")
    .option("--out <file>", "write to this file instead of standard output")
    .option("--check", "write nothing; exit with code 2 if the --out file is out of date")
    .option("--json", "print JSON (TypesReport of pulumi-tavus/reports)")
    .addHelpText(
      "after",
      `
Without --from and --stack, the types come from the account of the selected stack (tavus:apiKey, tavus:baseUrl), or else from the account of TAVUS_API_KEY and
TAVUS_BASE_URL.

Examples:
  $ pulumi-tavus types --out src/tavus-tools.ts
  $ pulumi-tavus types --stack prod --out src/tavus-tools.ts --check
  $ pulumi-tavus types --from tools.json --tool log_crm_note`,
    )
    .action(async (options) => {
      const { types } = await import("./command.ts");
      process.exitCode = await types(options);
    });
}
