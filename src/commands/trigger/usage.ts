import type { Command } from "commander";
import { addDeliveryOptions, collect } from "../options.ts";

export function addTrigger(program: Command): void {
  const command = program
    .command("trigger")
    .argument(
      "<target>",
      "a tool (id, name, or resource name), to run only that tool; or a PAL (id or name), to run its post-call actions",
    )
    .description("End a made-up call, run its actions, and show what they sent, received, and reported.")
    .option(
      "--transcript <file>",
      "lines such as 'user: …', JSON, a verbose conversation, or a transcription_ready callback; - reads standard input. Default: an example",
    )
    .option(
      "--set <name=value>",
      "set an argument, or a part of one: item.sku=q, items[0].sku=q; repeatable",
      collect,
      [],
    )
    .option("--to <url>", "deliver to this URL instead; keeps the query")
    .option(
      "--as <variant>",
      "simulate a problem: timeout, down, 500, garbage, slow, skipped, twice, duplicate, late, out-of-order, missing",
    )
    .option(
      "--allow-public",
      "also deliver to public hosts, even though the call is made up. Default: what dev was started with",
    )
    .option("--callback <url>", "callback_url of the conversation, which receives the events");
  addDeliveryOptions(command, "TriggerReport")
    .addHelpText(
      "after",
      `
The account comes from the stack (tavus:apiKey, tavus:baseUrl), or else from TAVUS_API_KEY and TAVUS_BASE_URL. On the emulator, a call ends there.
With a real account, no call ends: the command reads the tool's definition and sends one delivery from this machine to --to.

In --set, a dot leads into an object and [0] into a list. If a declared name contains a dot, the longest declared name wins; a\\.b is always one name.

Exit code: 0 all delivered, 1 could not run, 2 a delivery failed or nothing ran.

Examples:
  $ pulumi-tavus trigger log_crm_note
  $ pulumi-tavus trigger support --transcript call.txt --as timeout
  $ pulumi-tavus trigger log_crm_note --set message="Wants a refund" --to http://localhost:3000/hooks/log_crm_note --json`,
    )
    .action(async (target, options) => {
      const { trigger } = await import("./command.ts");
      process.exitCode = await trigger(target, options);
    });
}
