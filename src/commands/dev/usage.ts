import type { Command } from "commander";
import { behaviorLines } from "../../emulator/behavior-choices.ts";
import { collect } from "../options.ts";

export function addDev(program: Command): void {
  program
    .command("dev")
    .description("Run Tavus locally: deploy to it, end calls, and see what is delivered.")
    .option("--port <number>", "port on 127.0.0.1", "7077")
    .option(
      "--host [address]",
      "listen on this address, or on all addresses if you don't give one; for containers. Default: 127.0.0.1",
    )
    .option(
      "--allow-host <name>",
      "also answer requests to this host name, such as a container's; repeatable",
      collect,
      [],
    )
    .option("--allow-origin <origin>", "allow calls from pages of this origin (CORS); repeatable", collect, [])
    .option("--persist <file>", "keep the data in this SQLite file. Default: one per port, in ~/.pulumi-tavus")
    .option("--no-persist", "keep the data in memory only")
    .option("--key <key...>", "API keys; each is a separate account", ["emulator"])
    .option("--reset", "start empty: delete the stored data")
    .option(
      "--seed <file>",
      'create what is missing: JSON { "tools": […], "pals": [{ "pal_name", "tools": [names] }] }',
    )
    .option(
      "--delay <seconds>",
      "seconds between the end of a call and its actions, or a range; Tavus takes two to three minutes. Default: none",
    )
    .option(
      "--behavior <name=value...>",
      "choose how to behave if Tavus's behavior isn't known: typing=string hmacTemplates=reject. See below",
      [],
    )
    .option("--faults <file>", 'make requests fail: JSON [{ "method", "path", "nth", "times", "when", "fault" }]')
    .option(
      "--forward-to <url>",
      "send every delivery to this server, such as http://localhost:3000; keeps the path and query",
    )
    .option(
      "--allow-public",
      "send deliveries and token requests to public hosts, with real credentials and made-up content. Default: hold them back",
    )
    .option("-v, --verbose", "also print the bodies of deliveries")
    .option("--json", "print one JSON object per line (DevEvent of pulumi-tavus/reports)")
    .addHelpText(
      "after",
      `
Switches for unknown API behavior. More: https://github.com/pulumi-tavus/pulumi-tavus/blob/main/docs/emulator.md#unknown-api-behavior
${behaviorLines()
  .map((line) => `  ${line}`)
  .join("\n")}

Examples:
  $ pulumi-tavus dev
  $ pulumi-tavus dev --forward-to http://localhost:3000 -v
  $ pulumi-tavus dev --port 0 --persist ./tavus.sqlite
  $ pulumi-tavus dev --seed support.json --reset --delay 120-150
  $ pulumi-tavus dev --host --allow-host tavus --allow-origin http://localhost:5173
  $ pulumi-tavus dev --key dev-account --key prod-account --json`,
    )
    .action(async (options) => {
      const { dev } = await import("./command.ts");
      await dev(options);
    });
}
