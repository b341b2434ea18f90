import type { Command } from "commander";

export function addImport(program: Command): void {
  program
    .command("import")
    .description("Turn an existing account into a program and a file for pulumi import. Changes nothing at Tavus.")
    .option("--tool <id or name...>", "import only these tools")
    .option("--pal <id or name...>", "import only the tools of these PALs")
    .option("--name <glob...>", "import only tools whose name matches, such as 'crm_*'")
    .option("--out <folder>", "the folder for the program; becomes a project if it isn't in one. Default: tavus")
    .option("--layout <file|pal>", "write one file, or one file per PAL. Default: one file for up to 20 tools")
    .option("--run", "also import into the stack; known secrets go into its config, encrypted")
    .option(
      "--secret-env <[tool=]variable...>",
      "the environment variable with a tool's secret; tool= can be left out if only one tool needs a secret",
    )
    .option("--prompt", "prompt for each secret that Tavus masks, without echoing it")
    .option(
      "--complete <file>",
      "instead, fill in the ids, inputs, and outputs of a file from pulumi preview --import-file",
    )
    .option("--force", "overwrite existing files")
    .option("--stack <name>", "the stack to use. Default: the selected one")
    .option("--cwd <folder>", "the project folder. Default: the current one")
    .option("--json", "print JSON (ImportReport, or CompletionReport of --complete, of pulumi-tavus/reports)")
    .addHelpText(
      "after",
      `
Tavus never shows secrets (K-10). The program reads them from the stack's config, and the command prints what to set. If --run gets them, the
next preview proposes nothing. Otherwise it proposes to send each of them once.

Exit code: 0 done, 1 could not import, 2 the account has nothing from the --complete file.

Examples:
  $ pulumi-tavus import --out .
  $ pulumi-tavus import --pal "Support line" --out support --run --secret-env HOOK_SECRET
  $ pulumi-tavus import --name 'crm_*' --layout file --out crm --run --secret-env crm_note=CRM_TOKEN crm_lead=LEAD_TOKEN
  $ pulumi preview --import-file open.json && pulumi-tavus import --complete open.json --run`,
    )
    .action(async (options) => {
      const { importAccount } = await import("./command.ts");
      process.exitCode = await importAccount(options);
    });
}
