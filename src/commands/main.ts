import { Command, CommanderError } from "commander";
import { withoutControls } from "../tavus-api/terminal.ts";
import { VERSION } from "../tavus-api/version.ts";
import { addCompletion } from "./completion/usage.ts";
import { addDev } from "./dev/usage.ts";
import { addDoctor } from "./doctor/usage.ts";
import { addDrift } from "./drift/usage.ts";
import { addImport } from "./import/usage.ts";
import { addList } from "./list/usage.ts";
import { addReplay } from "./replay/usage.ts";
import { addTrigger } from "./trigger/usage.ts";
import { addTypes } from "./types/usage.ts";
import { addVerify } from "./verify/usage.ts";
import { reasonFor } from "./words.ts";

/** Exit codes of every command: 0 fine, 1 could not run, 2 ran and found differences or failures. */
const COULD_NOT_RUN = 1;

const program = new Command("pulumi-tavus")
  .description("Tools for Tavus post-call actions that you manage with Pulumi.")
  .version(VERSION)
  .exitOverride()
  .addHelpText(
    "after",
    `
Examples:
  $ pulumi-tavus dev
  $ pulumi-tavus trigger crm-note --set message="Wants a refund."
  $ pulumi-tavus verify --live
  $ pulumi-tavus help trigger`,
  )
  .configureHelp({ sortSubcommands: true });

// A command's code is loaded when the command runs, so that --help is fast and no command loads another's code.
for (const add of [
  addDev,
  addTrigger,
  addReplay,
  addTypes,
  addImport,
  addDrift,
  addDoctor,
  addVerify,
  addList,
  addCompletion,
])
  add(program);

// The reader of the output may stop reading: `pulumi-tavus dev | head -1`. That ends the process like Ctrl-C, without an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : COULD_NOT_RUN);
});

/** Runs the command that the process was started with. A command throws an Error whose first line tells the user why it could not run. */
export async function runCommand(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : COULD_NOT_RUN;
    else {
      process.stderr.write(`pulumi-tavus: ${withoutControls(reasonFor(error))}\n`);
      process.exitCode = COULD_NOT_RUN;
    }
  }
}
