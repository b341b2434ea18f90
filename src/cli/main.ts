#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { VERSION } from "../tavus-api/version.ts";

/** Exit codes of every command: 0 fine, 1 could not run, 2 ran and found differences or failures. */
const COULD_NOT_RUN = 1;

const program = new Command("pulumi-tavus")
  .description("Tools around Tavus post-call actions declared with Pulumi.")
  .version(VERSION)
  .exitOverride()
  .addHelpText(
    "after",
    `
Examples:
  $ pulumi-tavus dev
  $ pulumi-tavus dev --help`,
  )
  .configureHelp({ sortSubcommands: true });

program
  .command("dev")
  .description("Run a local Tavus: declare against it, end calls in it, see what is delivered.")
  .option("--port <number>", "port on 127.0.0.1", "7077")
  .option("--persist <file>", "keep everything in this SQLite file; without it, nothing survives a restart")
  .option("--key <key...>", "API keys, an account each", ["emulator"])
  .option("--reset", "forget what the file of --persist holds")
  .option("--json", "one JSON object a line instead of text")
  .addHelpText(
    "after",
    `
Examples:
  $ pulumi-tavus dev
  $ pulumi-tavus dev --port 0 --persist ./tavus.sqlite
  $ pulumi-tavus dev --key dev-account --key prod-account --json`,
  )
  .action(async (options) => {
    // Loaded here, so that --help is quick and the emulator's weight is paid by who runs it.
    const { dev } = await import("./dev.ts");
    await dev(options);
  });

// Who reads the output may stop reading: `pulumi-tavus dev | head -1`. That is an end like Ctrl-C, not a crash.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : COULD_NOT_RUN);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : COULD_NOT_RUN;
  else {
    process.stderr.write(`pulumi-tavus: ${firstLine(error)}\n`);
    process.exitCode = COULD_NOT_RUN;
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
