import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  completeImportFile,
  makePlan,
  type Plan,
  readAccount,
  secretsOf,
  toImportFile,
  writeProgram,
} from "../../adoption/index.ts";
import { resolveSettings, type Settings } from "../../dynamic/settings.ts";
import { previewStack, readConfig, readStack, type StackConfig, type StackOptions } from "../../stack/index.ts";
import { clientFor, type TavusClient } from "../../tavus-api/client.ts";
import { FINE, FOUND_FAILURES } from "../report.ts";
import { writeFiles } from "./files.ts";
import { findProject, importExtension, newProject } from "./project.ts";
import { runImport, secretConfig, setSecrets } from "./run.ts";
import { promptSecrets, readGiven } from "./secrets.ts";
import { openSecrets, toText } from "./text.ts";

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
  /** A file of `pulumi preview --import-file`. */
  readonly complete?: string;
  readonly json?: boolean;
}

/** @throws Error with one line where account, stack or files do not allow it; then nothing was written */
export async function importAccount(options: ImportOptions): Promise<number> {
  if (options.layout !== undefined && !["file", "pal"].includes(options.layout))
    throw new Error(`--layout ${options.layout}: it is file or pal.`);
  const config = await configOf(options);
  const settings = resolveSettings({ get: (key) => config[key] }, process.env);
  const client = clientFor(settings);
  try {
    if (options.complete !== undefined) return await complete(options.complete, options, client, settings);
    return await write(options, client, settings, config);
  } finally {
    await client.close();
  }
}

/** Of the stack, where one is asked for, or where the environment has no key. */
async function configOf(options: ImportOptions): Promise<StackConfig> {
  const needsStack = options.run === true || options.stack !== undefined || options.complete !== undefined;
  if (needsStack) return readConfig(options);
  const isInProject = findProject(resolve(options.cwd ?? ".")) !== undefined;
  if (process.env["TAVUS_API_KEY"] || !isInProject) return {};
  // Without a stack there may still be a message about the key, which says more.
  return readConfig(options).catch(() => ({}));
}

async function write(
  options: ImportOptions,
  client: TavusClient,
  settings: Settings,
  config: StackConfig,
): Promise<number> {
  const cwd = resolve(options.cwd ?? ".");
  const out = resolve(cwd, options.out ?? "tavus");
  const project = findProject(out);
  if (options.run === true && findProject(cwd) === undefined)
    throw new Error(
      "--run imports into a stack, and there is no Pulumi.yaml here. Without --run a new project is written.",
    );
  const { plan, managed } = await planOf(options, client, settings, config);
  const extension = project === undefined ? "" : importExtension(out);
  const layout = options.layout as "file" | "pal" | undefined;
  const program = await writeProgram(plan, { layout, extension });
  const importFile = toImportFile(plan, { withSecrets: options.run === true });
  const files = writeFiles(
    out,
    [
      ...(project === undefined ? newProject(out) : []),
      ...program,
      ...(options.run === true ? [] : [{ name: "import.json", text: `${JSON.stringify(importFile, undefined, 2)}\n` }]),
    ],
    options.force === true,
  );
  if (options.run === true) {
    await setSecrets(secretsOf(plan), config, options);
    await runImport(importFile, options);
  }
  const mainFolder = project === undefined || project === out ? undefined : project;
  const report = {
    baseUrl: settings.baseUrl,
    plan,
    out,
    files,
    ran: options.run === true,
    managed,
    mainFolder,
    extension,
    isNew: project === undefined,
  };
  if (options.json === true) {
    const secrets = openSecrets(report).map(({ key, tool, path }) => ({ key, tool, path }));
    const broken = plan.tools.flatMap(({ tool, broken: rules }) =>
      rules.length === 0 ? [] : [{ tool: tool.name, rules }],
    );
    const tools = plan.tools.map(({ tool, resource }) => ({ id: tool.tool_id, name: tool.name, resource }));
    const told = {
      event: "import",
      tools,
      attachments: plan.attachments.length,
      files,
      ran: report.ran,
      secrets,
      broken,
      managed,
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  } else process.stdout.write(toText(report));
  return FINE;
}

async function planOf(
  options: ImportOptions,
  client: TavusClient,
  settings: Settings,
  config: StackConfig,
): Promise<{ plan: Plan; managed: string[] }> {
  const given = readGiven(options.secretEnv ?? [], process.env);
  const selection = { tools: options.tool ?? [], pals: options.pal ?? [], names: options.name ?? [] };
  const [account, managedIds] = await Promise.all([readAccount(client, selection), managedBy(options)]);
  const isNew = (id: string): boolean => !managedIds.has(id);
  const managed = account.tools.filter(({ tool_id: id }) => !isNew(id)).map(({ name }) => name);
  const chosen = {
    tools: account.tools.filter(({ tool_id: id }) => isNew(id)),
    attachments: account.attachments.filter(({ tool }) => isNew(tool.tool_id)),
  };
  if (chosen.tools.length === 0)
    throw new Error(
      managed.length > 0 ? "the stack manages all these tools already." : "the account has no tools of its own.",
    );
  const planOptions = {
    allowLocalEndpoints: settings.allowLocalEndpoints,
    givenKeys: given.keys,
    given: given.of,
    config: (key: string) => secretConfig(config, key),
  };
  const plan = makePlan(chosen, planOptions);
  if (options.prompt !== true) return { plan, managed };
  const answers = await promptSecrets(secretsOf(plan).filter(({ value }) => value === undefined));
  return {
    plan: makePlan(chosen, { ...planOptions, config: (key) => answers.get(key) ?? secretConfig(config, key) }),
    managed,
  };
}

/** The ids that the stack manages; empty where no stack is meant. */
async function managedBy(options: ImportOptions): Promise<ReadonlySet<string>> {
  if (options.run !== true && options.stack === undefined) return new Set();
  const { resources } = await readStack(options);
  return new Set(resources.filter(({ kind, external }) => kind === "tool" && !external).map(({ id }) => id));
}

async function complete(
  file: string,
  options: ImportOptions,
  client: TavusClient,
  settings: Settings,
): Promise<number> {
  const path = resolve(options.cwd ?? ".", file);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new Error(
      `--complete ${file}: there is no such file, or it is not JSON. Make it with pulumi preview --import-file ${file}.`,
    );
  }
  const steps = await previewStack(options);
  const withSecrets = options.run === true;
  const { file: completed, missing } = await completeImportFile(json, steps, client, {
    allowLocalEndpoints: settings.allowLocalEndpoints,
    withSecrets,
  });
  if (withSecrets) await runImport(completed, options);
  const name = options.out ?? file.replace(/(\.json)?$/, ".complete.json");
  const written = withSecrets
    ? []
    : writeFiles(
        dirname(path),
        [{ name, text: `${JSON.stringify(completed, undefined, 2)}\n` }],
        options.force === true,
      );
  const ours = completed.resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/tavus:"));
  if (options.json === true)
    process.stdout.write(
      `${JSON.stringify({ event: "import", completed: ours.map(({ name: one, id }) => ({ name: one, id })), missing, files: written, ran: withSecrets })}\n`,
    );
  else
    process.stdout.write(
      [
        `${withSecrets ? "Imported" : "Completed"} ${ours.length} resources.`,
        ...(missing.length === 0 ? [] : [`Not in the account, so that up will create them: ${missing.join(", ")}.`]),
        ...(withSecrets
          ? []
          : [`Next: pulumi import --file ${join(dirname(file), name)} --generate-code=false --protect=false`]),
        "",
      ].join("\n"),
    );
  return ours.length === 0 ? FOUND_FAILURES : FINE;
}
