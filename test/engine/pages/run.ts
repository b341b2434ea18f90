import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createEmulator, type Seed } from "../../../src/emulator.ts";
import { run } from "../../../tools/process.ts";
import { REPOSITORY } from "../support/packages.ts";
import { createProject } from "../support/project.ts";
import { filesOf, installCommand } from "../support/recipe.ts";
import type { Page, Step } from "./page.ts";

export interface Ran {
  readonly command: string;
  readonly shown: readonly string[];
  readonly output: string;
  /** Undefined for a server, which runs until the end of the page. */
  readonly exitCode: number | undefined;
  readonly wanted: number | undefined;
}

export interface PageResult {
  /** For the whole page: 0 if no block failed. */
  readonly exitCode: number;
  readonly output: string;
  /** The commands whose output the page shows. */
  readonly commands: readonly Ran[];
}

const PRELUDE = readFileSync(join(import.meta.dirname, "prelude.sh"), "utf8");
/** Stops a page whose commands wait for something that never happens. */
const TIMEOUT_MS = 240_000;
const STARTS_EMULATOR = /\bpulumi-tavus dev\b/;

/** Runs all blocks of a page as one shell session, in a separate folder. */
export async function runPage(page: Page): Promise<PageResult> {
  const example = page.project?.startsWith("examples/") ? page.project : undefined;
  const project = await createProject({
    ...(example === undefined ? { kind: "commonjs", files: {} } : { kind: "module", files: filesOf(example) }),
    ...(example === undefined && page.project !== "typescript" && { stack: undefined }),
  });
  installCommand(project);
  if (example !== undefined) linkHono(project.folder);
  const { folder, env } = project.environment;
  const cwd = example === undefined && page.project !== "typescript" ? join(folder, "page") : project.folder;
  const [logs, home] = [join(folder, "logs"), join(folder, "user")];
  for (const needed of [cwd, logs, home]) mkdirSync(needed, { recursive: true });
  if (page.project === "repository") copyRepository(cwd);

  // The ports in the pages: the emulator's, and the port of the reader's own service.
  const ports: Record<string, number> = { "7077": await freePort(), "3000": await freePort() };
  const withPorts = (text: string): string => text.replaceAll(/\b(7077|3000)\b/g, (port) => String(ports[port]));
  const script = [PRELUDE, ...page.steps.map((step, i) => withPorts(linesOf(step, i)))].join("\n");

  // A page that starts the emulator itself must contain everything that its reader needs.
  const startsEmulator = page.steps.some((step) => step.kind === "background" && STARTS_EMULATOR.test(step.text));
  const emulator = startsEmulator ? undefined : await startAccount(page.account, Number(ports["7077"]), withPorts);
  try {
    const { exitCode, stdout, stderr } = await run("bash", ["--noprofile", "--norc", "-c", script], {
      cwd,
      timeout: TIMEOUT_MS,
      env: {
        ...env,
        HOME: home,
        PORT: String(ports["3000"]),
        PAGE_PROJECT: project.folder,
        PAGE_LOGS: logs,
        // snippets.test.ts checks the types of all programs at once.
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        // For `pulumi up`, whose preview takes as long as the update. Pages that show a preview run one.
        PULUMI_OPTION_SKIP_PREVIEW: "true",
        ...(emulator !== undefined && { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey }),
      },
    });
    const commands = page.steps.flatMap((step, i) => ranOf(step, i, stdout, join(logs, String(i))));
    return { exitCode, output: stdout + stderr, commands };
  } finally {
    await emulator?.close();
  }
}

async function startAccount(account: string | undefined, port: number, withPorts: (text: string) => string) {
  const file = account === undefined ? undefined : join(import.meta.dirname, "accounts", `${account}.json`);
  const seed = file === undefined ? {} : (JSON.parse(withPorts(readFileSync(file, "utf8"))) as Seed);
  return await createEmulator({ port, keys: ["emulator"], seed });
}

/** A step as lines of the page's script. */
function linesOf(step: Step, number: number): string {
  switch (step.kind) {
    case "file":
      return `cat > ${step.name} <<'END OF FILE'\n${step.text}END OF FILE`;
    case "script":
      return step.text;
    case "console":
      return step.commands
        .map(
          ({ text }, i) =>
            // A page can read `$?`, so the next command must see it.
            `set +e; begin ${number}.${i}; (exit "\${code:-0}"); ${text} 2>&1\ncode=$?; end ${number}.${i} "$code"; set -e`,
        )
        .join("\n");
    case "background": {
      const isEmulator = STARTS_EMULATOR.test(step.text);
      const text = isEmulator ? step.text.replace(STARTS_EMULATOR, "$& --port 7077") : step.text;
      return `${isEmulator ? "end_background\n" : ""}keep_running ${number} ${quote(text)}`;
    }
    case "left out":
      return "";
  }
}

/** The service of examples/receiver is the only example with a framework. */
function linkHono(folder: string): void {
  for (const name of ["hono", "@hono"])
    symlinkSync(join(REPOSITORY, "node_modules", name), join(folder, "node_modules", name));
}

/** A page's commands in a clone must not change the clone. */
function copyRepository(folder: string): void {
  cpSync(join(REPOSITORY, "examples"), join(folder, "examples"), { recursive: true });
  cpSync(join(REPOSITORY, "package.json"), join(folder, "package.json"));
  for (const name of ["node_modules", "dist"]) symlinkSync(join(REPOSITORY, name), join(folder, name));
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The output of a step's commands. */
function ranOf(step: Step, number: number, stdout: string, log: string): Ran[] {
  if (step.kind === "background" && step.shown.length > 0)
    return [
      {
        command: step.text.trim(),
        shown: step.shown,
        output: readFileSync(log, "utf8"),
        exitCode: undefined,
        wanted: undefined,
      },
    ];
  if (step.kind !== "console") return [];
  return step.commands.map(({ text, shown }, i) => {
    const id = `${number}.${i}`;
    const [, output = "", exitCode] =
      new RegExp(`\\u0001begin ${id}\\n([\\s\\S]*?)\\n\\u0001end ${id} (\\d+)`).exec(stdout) ?? [];
    // `echo $?`, which may follow in the block, succeeds itself.
    return { command: text, shown, output, exitCode: Number(exitCode ?? -1), wanted: i === 0 ? step.exitCode : 0 };
  });
}

/** Outside the range from which the system assigns ports. */
async function freePort(): Promise<number> {
  const port = 10_000 + Math.floor(Math.random() * 20_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  await new Promise((resolve) => server.close(resolve));
  return isFree ? port : freePort();
}

/** Parts of a page's text and of an output that differ between runs. */
const CHANGING: readonly RegExp[] = [
  /\b[tpc][0-9a-f]{10,16}\b/,
  /\bcall_[0-9a-f]{12}\b/,
  /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?/,
  /\b\d+(?:\.\d+)? (?:ms|s)\b/,
  /\b(?:127\.0\.0\.1|localhost):\d+/,
  /\bv?\d+\.\d+\.\d+\b/,
  /(?<=\s)(?:~|\/[\w.@-]+)(?:\/[\w.@-]+)+/,
];
const ANY = new RegExp(`${CHANGING.map(({ source }) => `(?:${source})`).join("|")}|…`, "g");

/** The first line of a page that the output doesn't contain after the previous lines. Undefined if it contains all. */
export function missingLine({ shown, output }: Ran): string | undefined {
  const lines = output.split("\n");
  let next = 0;
  for (const line of shown.filter((one) => one.trim() !== "")) {
    const found = lines.findIndex((actual, i) => i >= next && patternOf(line).test(actual));
    if (found < 0) return line;
    next = found + 1;
  }
  return undefined;
}

function patternOf(line: string): RegExp {
  let pattern = "";
  let end = 0;
  for (const match of line.matchAll(ANY)) {
    pattern += literally(line.slice(end, match.index));
    const kind = CHANGING.find((one) => new RegExp(`^(?:${one.source})$`).test(match[0]));
    pattern += kind === undefined ? ".*" : `(?:${kind.source})`;
    end = match.index + match[0].length;
  }
  return new RegExp(`^\\s*${pattern}${literally(line.slice(end))}\\s*$`.replace(/^\^\\s\*\s+/, "^\\s*"));
}

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
