import type { Command } from "commander";

/** Adds the options of a command that delivers: the stack whose settings it uses, and the source of the tool's secret. */
export function addDeliveryOptions(command: Command, report: string): Command {
  return command
    .option("--stack <name>", "use the settings of this stack. Default: the selected one, if any")
    .option("--cwd <folder>", "the project folder. Default: the current one")
    .option(
      "--secret-env <name>",
      "with a real account: the environment variable that holds the tool's secret",
      "TAVUS_HOOK_SECRET",
    )
    .option("--json", `print JSON (${report} of pulumi-tavus/reports)`);
}

export function collect(value: string, values: readonly string[]): string[] {
  return [...values, value];
}
