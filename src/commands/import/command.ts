import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { resolveSettings, type Settings } from "../../provider/settings.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { IMPLICIT_TIMEOUT_MS } from "../account.ts";
import { withClient } from "../clients.ts";
import { FINE } from "../report.ts";
import { readConfig, type StackConfig, type StackOptions } from "../stack/index.ts";
import { findProjectFile } from "../stack/project-file.ts";
import { withProgress } from "../terminal.ts";
import { complete } from "./complete.ts";
import { type WrittenFiles, writeFiles } from "./files.ts";
import { toImportFile } from "./import-file.ts";
import { type Plan, secretsOf } from "./plan.ts";
import { writeProgram } from "./program.ts";
import { importExtension, newProject, programOf, projectName } from "./project.ts";
import { readPlan } from "./read-plan.ts";
import type { ImportReport } from "./report.ts";
import { checkVersion, runImport, setSecrets } from "./run.ts";
import { type Imported, loadLine, nothingLeft, openSecrets, toText } from "./text.ts";

export interface ImportOptions extends StackOptions {
  readonly tool?: readonly string[];
  readonly pal?: readonly string[];
  readonly name?: readonly string[];
  readonly out?: string;
  readonly layout?: string;
  readonly run?: boolean;
  readonly force?: boolean;
  readonly secretEnv?: readonly string[];
  readonly prompt?: boolean;
  readonly complete?: string;
  readonly json?: boolean;
}

export async function importAccount(options: ImportOptions): Promise<number> {
  if (options.layout !== undefined && !["file", "pal"].includes(options.layout))
    throw new Error(`--layout ${options.layout}: it is file or pal.`);
  const config = await withProgress("Reading the settings", () => configOf(options));
  const settings = resolveSettings({ get: (key) => config[key] }, process.env);
  const { complete: file } = options;
  return withClient(settings, (client) =>
    file === undefined ? write(options, client, settings, config) : complete(file, options, client, settings),
  );
}

/** Reads the stack's settings, as every command does. A folder without a project has no stack. */
async function configOf(options: ImportOptions): Promise<StackConfig> {
  if (options.cwd !== undefined && !existsSync(options.cwd))
    throw new Error(`--cwd ${options.cwd}: there is no such folder.`);
  const needsStack = options.run === true || options.stack !== undefined || options.complete !== undefined;
  if (needsStack) return readConfig(options);
  const isInProject = findProjectFile(resolve(options.cwd ?? ".")) !== undefined;
  if (!isInProject) return {};
  // Without a stack, the environment is used. If it has no key either, the message about the key is more helpful.
  return readConfig({ ...options, timeoutMs: IMPLICIT_TIMEOUT_MS }).catch(() => ({}));
}

async function write(
  options: ImportOptions,
  client: TavusClient,
  settings: Settings,
  config: StackConfig,
): Promise<number> {
  const cwd = resolve(options.cwd ?? ".");
  const out = resolve(cwd, options.out ?? "tavus");
  const project = findProjectFile(out)?.folder;
  const runs = options.run === true;
  if (runs && findProjectFile(cwd) === undefined)
    throw new Error(
      "--run imports into a stack, and there is no Pulumi.yaml here. Without --run a new project is written.",
    );
  if (runs) await checkVersion(options);
  const read = () => readPlan(options, client, settings, config);
  // Progress would overwrite the line of a prompt.
  const { plan, managed, inexact } = await (options.prompt === true
    ? read()
    : withProgress("Reading the account", read));
  if (plan === undefined) {
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify(toJson({ plan: NO_PLAN, files: [], ran: false, managed, inexact }))}\n`
        : nothingLeft(managed),
    );
    return FINE;
  }
  const extension = project === undefined ? "" : importExtension(out);
  const existing = project === undefined ? undefined : programOf(out);
  const javaScript = existing?.isJavaScript ? (existing.isCommonJs ? "commonjs" : "modules") : undefined;
  const layout = options.layout as "file" | "pal" | undefined;
  const program = writeProgram(plan, { layout, extension, isMain: project === undefined, javaScript });
  const importFile = toImportFile(plan, { withSecrets: runs });
  const files = writeFiles(
    out,
    [
      ...(project === undefined ? newProject(out) : []),
      ...program,
      ...(runs ? [] : [{ name: "import.json", text: `${JSON.stringify(importFile, undefined, 2)}\n` }]),
    ],
    options.force === true,
  );
  if (runs) await runOrUndo(plan, files, config, options);
  const report: Imported = {
    baseUrl: settings.baseUrl,
    plan,
    out,
    files: files.paths,
    ran: runs,
    managed,
    inexact,
    load: existing === undefined || existing.folder === out ? undefined : loadLine(out, existing, extension),
    isNew: project === undefined,
  };
  process.stdout.write(options.json === true ? `${JSON.stringify(toJson(report))}\n` : toText(report));
  return FINE;
}

/** Without the import, the program would create everything again. Without the program, the next `up` would delete the imported resources. */
async function runOrUndo(plan: Plan, files: WrittenFiles, config: StackConfig, options: ImportOptions): Promise<void> {
  let undoSecrets = async (): Promise<void> => undefined;
  try {
    undoSecrets = await setSecrets(secretsOf(plan), config, projectName(resolve(options.cwd ?? ".")), options);
    await runImport(toImportFile(plan, { withSecrets: true }), options);
  } catch (error) {
    files.undo();
    await undoSecrets();
    throw error;
  }
}

const NO_PLAN: Plan = { tools: [], attachments: [], pals: [] };

type JsonInput = Pick<Imported, "plan" | "files" | "managed" | "inexact" | "ran">;

function toJson({ plan, files, managed, inexact, ran }: JsonInput): ImportReport {
  return {
    version: 1,
    tools: plan.tools.map(({ tool, resource }) => ({ id: tool.tool_id, name: tool.name, resource })),
    attachments: plan.attachments.length,
    files: [...files],
    ran,
    secrets: openSecrets({ plan, ran }).map(({ key, tool, path }) => ({ key, tool, path })),
    broken: plan.tools.flatMap(({ tool, broken }) =>
      broken.length === 0 ? [] : [{ tool: tool.name, rules: [...broken] }],
    ),
    unknown: plan.tools.flatMap(({ tool, unknown }) =>
      unknown.length === 0 ? [] : [{ tool: tool.name, fields: [...unknown] }],
    ),
    managed: [...managed],
    inexact: [...inexact],
  };
}
