import { Command, CommanderError } from "commander";
import { behaviorLines } from "../emulator/behavior-choices.ts";
import { explainError } from "../messages/index.ts";
import { withoutControls } from "../tavus-api/terminal.ts";
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
  .option(
    "--host [address]",
    "listen on this address, for containers; without an address on all of them. Default: 127.0.0.1 only",
  )
  .option(
    "--allow-host <name>",
    "answer requests to this name too, such as a container's; may be repeated",
    collect,
    [],
  )
  .option("--allow-origin <origin>", "let pages of this origin make calls (CORS); may be repeated", collect, [])
  .option("--persist <file>", "keep everything in this SQLite file. Default: one for each port, in ~/.pulumi-tavus")
  .option("--no-persist", "nothing survives a restart")
  .option("--key <key...>", "API keys, an account each", ["emulator"])
  .option("--reset", "begin again: forget what is kept")
  .option(
    "--seed <file>",
    'make these where they are missing: JSON { "tools": […], "pals": [{ "pal_name", "tools": [names] }] }',
  )
  .option(
    "--delay <seconds>",
    "time between the end of a call and its actions, or from and to; the real one takes 120-150. Default: none",
  )
  .option(
    "--behavior <name=value...>",
    "where the API's behavior is not known, the other choice: typing=string hmacTemplates=reject. See below",
    [],
  )
  .option("--faults <file>", 'let requests go wrong: JSON [{ "method", "path", "nth", "times", "when", "fault" }]')
  .option(
    "--forward-to <url>",
    "every delivery goes there, whatever host a tool's URL names; path and query are kept: http://localhost:3000",
  )
  .option(
    "--allow-public",
    "let deliveries and token requests go to public hosts: they carry real credentials, deliveries also made-up content. Default: they are held back",
  )
  .option("-v, --verbose", "print the bodies of deliveries too")
  .option("--json", "one JSON object a line instead of text")
  .addHelpText(
    "after",
    `
Switches for unknown API behavior. More are in docs/emulator.md:
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
    // Loaded here, so that --help is quick and the emulator's weight is paid by who runs it.
    const { dev } = await import("./dev/command.ts");
    await dev(options);
  });

program
  .command("trigger")
  .argument(
    "<target>",
    "id or name of a tool, or name of its resource: it runs alone; or of a PAL, whose post-call actions run",
  )
  .description("End a made-up call: its actions run, and what they sent, got and reported is shown.")
  .option(
    "--transcript <file>",
    "lines such as 'user: …', JSON, a verbose conversation or the transcription_ready callback; - reads the input. Default: an example",
  )
  .option(
    "--set <name=value>",
    "an argument that is not to be made up, also inside one: item.sku=q, items[0].sku=q; may be repeated",
    collect,
    [],
  )
  .option("--to <url>", "deliver there instead; the query is kept")
  .option(
    "--as <variant>",
    "let something go wrong: timeout, down, 500, garbage, slow, skipped, twice, duplicate, late, out-of-order, missing",
  )
  .option("--allow-public", "deliver to a public host too, though the call is made up. Default: dev's own")
  .option("--callback <url>", "callback_url of the conversation: where events are posted")
  .option("--stack <name>", "the stack whose settings are used. Default: the selected one, if any")
  .option("--cwd <folder>", "the project's folder. Default: this one")
  .option("--secret-env <name>", "with a real account: the variable that holds the tool's secret", "TAVUS_HOOK_SECRET")
  .option("--json", "one JSON object instead of text")
  .addHelpText(
    "after",
    `
The account is the stack's (tavus:apiKey, tavus:baseUrl), otherwise that of TAVUS_API_KEY and TAVUS_BASE_URL. If it is the emulator, a call is
ended there. With a real account nothing is ended: the tool's definition is read, and one delivery is made from here to --to.

--set takes a dot into an object and [0] into a list. If a declared name has a dot itself, the longest declared name wins; a\\.b is always one name.

Exit code: 0 all delivered, 1 could not run, 2 something was not delivered, or nothing ran.

Examples:
  $ pulumi-tavus trigger log_crm_note
  $ pulumi-tavus trigger support --transcript call.txt --as timeout
  $ pulumi-tavus trigger log_crm_note --set message="Wants a refund" --to http://localhost:3000/hooks/log_crm_note --json`,
  )
  .action(async (target, options) => {
    const { trigger } = await import("./trigger/command.ts");
    process.exitCode = await trigger(target, options);
  });

program
  .command("replay")
  .argument("<conversation>", "id of a conversation whose actions have run, of the emulator or a real one")
  .description("Send what a conversation's actions sent once more, authenticated again.")
  .option("--to <url>", "another endpoint; the query is kept. Default: the recorded one")
  .option("--tool <id or name>", "only this action; also by the name of its resource")
  .option(
    "--again",
    "have a receiver handle it once more: by a header on this machine, elsewhere as a conversation of its own",
  )
  .option("--allow-public", "send to a public host too, though the call was made up. Default: dev's own")
  .option("--stack <name>", "the stack whose settings are used. Default: the selected one, if any")
  .option("--cwd <folder>", "the project's folder. Default: this one")
  .option("--secret-env <name>", "with a real account: the variable that holds the tool's secret", "TAVUS_HOOK_SECRET")
  .option("--json", "one JSON object instead of text")
  .addHelpText(
    "after",
    `
Exit code: 0 all delivered, 1 could not run, 2 something was not delivered, or there was nothing to send.

Examples:
  $ pulumi-tavus replay c0123456789ab
  $ pulumi-tavus replay c0123456789ab --again
  $ pulumi-tavus replay c0123456789ab --to http://localhost:3000/hooks/log_crm_note
  $ TAVUS_HOOK_SECRET=… pulumi-tavus replay c0123456789ab --tool log_crm_note --to http://localhost:3000/hook --json`,
  )
  .action(async (conversation, options) => {
    const { replay } = await import("./replay/command.ts");
    process.exitCode = await replay(conversation, options);
  });

program
  .command("types")
  .description(
    "TypeScript types of the arguments and the delivered body, for every tool of the account, a stack or a file.",
  )
  .option(
    "--from <file>",
    "a definition, a list, an API answer, a seed of the emulator, a Pulumi state or JSON Schemas by name, as JSON",
  )
  .option("--stack [name]", "what the stack has declared (runs pulumi stack export); without a name the selected one")
  .option("--cwd <folder>", "the project's folder. Default: this one")
  .option("--tool <name...>", "only these tools")
  .option("--out <file>", "write there instead of to the output")
  .option("--check", "write nothing; exit code 2 where --out is not what it would be")
  .option("--json", "one JSON object about what was done")
  .addHelpText(
    "after",
    `
Without --from and --stack, the account is asked: the selected stack's (tavus:apiKey, tavus:baseUrl), otherwise that of TAVUS_API_KEY and
TAVUS_BASE_URL.

Examples:
  $ pulumi-tavus types --out src/tavus-tools.ts
  $ pulumi-tavus types --stack prod --out src/tavus-tools.ts --check
  $ pulumi-tavus types --from tools.json --tool log_crm_note`,
  )
  .action(async (options) => {
    const { types } = await import("./types/command.ts");
    process.exitCode = await types(options);
  });

program
  .command("import")
  .description("An existing account becomes a program and a file for pulumi import. Changes nothing at Tavus.")
  .option("--tool <id or name...>", "only these tools")
  .option("--pal <id or name...>", "only the tools of these PALs")
  .option("--name <glob...>", "only tools with such names: 'crm_*'")
  .option("--out <folder>", "where the program goes; in no project yet, it becomes one. Default: tavus")
  .option("--layout <file|pal>", "one file, or one for each PAL. Default: one for up to 20 tools")
  .option("--run", "import into the stack at once; secrets that are known go to its config, encrypted")
  .option(
    "--secret-env <[tool=]variable...>",
    "the variable that holds the secret of a tool, without tool= of the only one that needs one",
  )
  .option("--prompt", "ask for each secret that Tavus masks, without showing what is typed")
  .option("--complete <file>", "fill in a file of pulumi preview --import-file instead: ids, inputs, outputs")
  .option("--force", "overwrite files")
  .option("--stack <name>", "the stack. Default: the selected one")
  .option("--cwd <folder>", "the project's folder. Default: this one")
  .option("--json", "one JSON object about what was done")
  .addHelpText(
    "after",
    `
Tavus shows no secret (K-10): the program takes them from the stack's config, and what to set is printed. Where they are given with
--run, the next preview proposes nothing; else it proposes to send each of them once.

Exit code: 0 done, 1 could not, 2 nothing of --complete was found in the account.

Examples:
  $ pulumi-tavus import --out .
  $ pulumi-tavus import --pal "Support line" --out support --run --secret-env HOOK_SECRET
  $ pulumi-tavus import --name 'crm_*' --layout file --out crm --run --secret-env crm_note=CRM_TOKEN crm_lead=LEAD_TOKEN
  $ pulumi preview --import-file open.json && pulumi-tavus import --complete open.json --run`,
  )
  .action(async (options) => {
    const { importAccount } = await import("./import/command.ts");
    process.exitCode = await importAccount(options);
  });

program
  .command("drift")
  .description(
    "What the program wants, what was last applied, what is in the account: where they differ. Changes nothing.",
  )
  .option("--stack <name>", "the stack. Default: the selected one")
  .option("--cwd <folder>", "the project's folder. Default: this one")
  .option("--no-preview", "do not run the program: only what was applied and what is there are compared")
  .option("--allow <kind...>", 'findings that are told but do not count, such as "created outside"')
  .option("--watch [seconds]", "look again and again, and tell what changes; ends with Ctrl-C. Default: 60")
  .option("--markdown", "a comment for a pull request")
  .option("--json", "one JSON object; its schema is DriftReport of pulumi-tavus/reports")
  .addHelpText(
    "after",
    `
Exit code: 0 no drift, 1 could not look, 2 something differs.

Examples:
  $ pulumi-tavus drift
  $ pulumi-tavus drift --stack prod --markdown > drift.md
  $ pulumi-tavus drift --stack prod --allow "created outside" "pending in program"
  $ pulumi-tavus drift --no-preview --watch 300 --json`,
  )
  .action(async (options) => {
    const { drift } = await import("./drift/command.ts");
    process.exitCode = await drift(options);
  });

program
  .command("doctor")
  .description(
    "What keeps pulumi-tavus from working here: versions, packages, key, account, state; each with its remedy.",
  )
  .option("--cwd <folder>", "the project's folder. Default: this one")
  .option(
    "--stack [name]",
    "this stack must be there; without a name the selected one. Default: the selected one, if any",
  )
  .option("--offline", "ask Tavus nothing")
  .option("--json", "one JSON object; its schema is DoctorReport of pulumi-tavus/reports")
  .addHelpText(
    "after",
    `
Exit code: 0 nothing is wrong (there may be warnings), 1 could not run, 2 there are problems.

Examples:
  $ pulumi-tavus doctor
  $ pulumi-tavus doctor --cwd infra --stack prod
  $ pulumi-tavus doctor --offline --json`,
  )
  .action(async (options) => {
    const { doctor } = await import("./doctor/command.ts");
    process.exitCode = await doctor(options);
  });

program
  .command("verify")
  .description(
    "After a deployment: is what the stack declares live, attached, reachable, and did it run lately? Without --live, changes nothing at Tavus.",
  )
  .option("--stack <name>", "the stack. Default: the selected one")
  .option("--cwd <folder>", "the project's folder. Default: this one")
  .option("--tool <name...>", "only these tools: resource, name or id")
  .option(
    "--probe",
    "send one marked request to each endpoint, with the declared credentials. Other receivers than ours may act on it",
  )
  .option(
    "--since <time>",
    "also look at the conversations of the last 30m, 24h, 7d: which actions ran, and how they ended",
  )
  .option(
    "--live",
    "prove it: hold a chat with a PAL, end it, and wait for each action's event. Charged like a call; actions are delivered",
  )
  .option("--yes", "agree to --live without being asked")
  .option(
    "--script <file>",
    "with --live: what the caller says, a text in each line; - reads the input. Default: an example",
  )
  .option("--pal <id...>", "with --live: talk to these PALs. Default: as few as reach every action")
  .option("--wait <time>", "with --live: how long to wait for the events: 90s, 5m", "5m")
  .option("--conversations <number>", "read at most so many of them, the newest first. Default: 200")
  .option("--certificate-days <number>", "warn of certificates that end sooner. Default: 14")
  .option("--fail-on <fail|warn>", "which status makes the exit code 2. Default: fail")
  .option("--json", "one JSON object; its schema is VerifyReport of pulumi-tavus/reports")
  .addHelpText(
    "after",
    `
Exit code: 0 all is well, 1 could not look, 2 something failed.

Examples:
  $ pulumi-tavus verify
  $ pulumi-tavus verify --stack prod --probe --since 24h
  $ pulumi-tavus verify --stack prod --live --yes
  $ pulumi-tavus verify --tool crm-note --probe --fail-on warn --json`,
  )
  .action(async (options) => {
    const { verifyStack } = await import("./verify/command.ts");
    process.exitCode = await verifyStack(options);
  });

program
  .command("list")
  .argument("[kind]", "tools, pals or conversations. Default: tools and pals")
  .description("Print the tools, PALs and conversations of the account, with their ids.")
  .option("--since <time>", "with conversations: those of the last 30m, 24h, 7d", "24h")
  .option("--stack <name>", "the stack whose settings are used. Default: the selected one, if any")
  .option("--cwd <folder>", "the project's folder. Default: this one")
  .option("--json", "one JSON object; its schema is ListReport of pulumi-tavus/reports")
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
    const { list } = await import("./list/command.ts");
    process.exitCode = await list(kind, options);
  });

program
  .command("completion")
  .argument("<shell>", "bash, zsh or fish")
  .description("Print a script that completes commands, options, and names of tools and PALs on Tab.")
  .addHelpText(
    "after",
    `
Names come from the account of the selected stack or of the environment, as in every command.

Examples:
  $ echo 'source <(pulumi-tavus completion bash)' >> ~/.bashrc
  $ echo 'source <(pulumi-tavus completion zsh)' >> ~/.zshrc
  $ pulumi-tavus completion fish > ~/.config/fish/completions/pulumi-tavus.fish`,
  )
  .action(async (shell) => {
    const { completion } = await import("./completion/command.ts");
    process.exitCode = completion(shell);
  });

program
  .command("complete", { hidden: true })
  .argument("[words...]")
  .description("What the completion scripts ask: which words can come next.")
  .action(async (words) => {
    const { complete } = await import("./completion/command.ts");
    process.exitCode = await complete(program, words);
  });

// Who reads the output may stop reading: `pulumi-tavus dev | head -1`. That is an end like Ctrl-C, not a crash.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : COULD_NOT_RUN);
});

/** Runs the command that the process was started with. */
export async function runCommand(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : COULD_NOT_RUN;
    else {
      process.stderr.write(`pulumi-tavus: ${withoutControls(firstLine(error))}\n`);
      process.exitCode = COULD_NOT_RUN;
    }
  }
}

function collect(value: string, values: readonly string[]): string[] {
  return [...values, value];
}

function firstLine(error: unknown): string {
  return explainError(error).split("\n")[0] ?? "";
}
