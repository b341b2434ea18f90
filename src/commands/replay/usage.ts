import type { Command } from "commander";
import { addDeliveryOptions } from "../options.ts";

export function addReplay(program: Command): void {
  const command = program
    .command("replay")
    .argument("<conversation>", "id of a conversation whose actions have run, on the emulator or at Tavus")
    .description("Send the requests of a conversation's actions again, with fresh authentication.")
    .option("--to <url>", "send to this URL; keeps the recorded query. Default: the recorded URL")
    .option("--tool <id or name>", "replay only this action: tool id, tool name, or resource name")
    .option(
      "--again",
      "make a receiver handle it again: with a header on this machine, or with a new conversation id elsewhere",
    )
    .option("--allow-public", "also send to public hosts. Default: what dev was started with");
  addDeliveryOptions(command, "ReplayReport")
    .addHelpText(
      "after",
      `
Exit code: 0 all delivered, 1 could not run, 2 a delivery failed or there was nothing to send.

Examples:
  $ pulumi-tavus replay c0123456789ab
  $ pulumi-tavus replay c0123456789ab --again
  $ pulumi-tavus replay c0123456789ab --to http://localhost:3000/hooks/log_crm_note
  $ TAVUS_HOOK_SECRET=… pulumi-tavus replay c0123456789ab --tool log_crm_note --to http://localhost:3000/hook --json`,
    )
    .action(async (conversation, options) => {
      const { replay } = await import("./command.ts");
      process.exitCode = await replay(conversation, options);
    });
}
