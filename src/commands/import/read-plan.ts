import { resolve } from "node:path";
import type { Settings } from "../../provider/settings.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { readStack, type StackConfig, type StackResource } from "../stack/index.ts";
import { type Account, readAccount } from "./account.ts";
import type { ImportOptions } from "./command.ts";
import { inexactNumbersOf } from "./definition.ts";
import { checkGiven, promptSecrets, readGiven } from "./given-secrets.ts";
import { makePlan, type Plan, secretsOf } from "./plan.ts";
import { projectName } from "./project.ts";

/**
 * The parts of the account to import. Leaves out tools that the stack already has (`managed`), and tools that no program can declare (`inexact`, with
 * the reason).
 */
export async function readPlan(options: ImportOptions, client: TavusClient, settings: Settings, config: StackConfig) {
  const given = readGiven(options.secretEnv ?? [], process.env);
  const selection = { tools: options.tool ?? [], pals: options.pal ?? [], names: options.name ?? [] };
  const [account, all] = await Promise.all([readAccount(client, selection), resourcesOf(options)]);
  const resources = all.filter(({ external }) => !external);
  for (const name of given.tools)
    if (!account.tools.some((tool) => tool.name === name))
      throw new Error(`--secret-env ${name}=…: no tool of this name is imported. Names are written as Tavus has them.`);
  const unmanaged = withoutManaged(account, resources);
  const managed = account.tools.filter((tool) => !unmanaged.tools.includes(tool)).map(({ name }) => name);
  const { chosen, inexact } = withoutInexact(unmanaged);
  if (inexact.length > 0 && chosen.tools.length === 0)
    throw new Error(
      `no tool can be imported. ${inexact.join("; ")}: JavaScript can't hold this number. Use a string instead, and import again.`,
    );
  if (chosen.tools.length === 0 && chosen.attachments.length === 0) {
    if (managed.length === 0) throw new Error("the account has no tools of its own.");
    return { plan: undefined, managed, inexact };
  }
  const project = projectName(resolve(options.cwd ?? "."));
  const planWith = (answers: ReadonlyMap<string, string>): Plan =>
    makePlan(chosen, {
      allowLocalEndpoints: settings.allowLocalEndpoints,
      givenKeys: given.keys,
      given: given.of,
      // The same key in the config of another package belongs to that package.
      config: (key) => answers.get(key) ?? config[`${project}:${key}`],
      takenResources: all.map(({ name }) => name),
    });
  const plan = planWith(new Map());
  checkGiven(given, secretsOf(plan));
  if (options.prompt !== true) return { plan, managed, inexact };
  const answers = await promptSecrets(secretsOf(plan).filter(({ value }) => value === undefined));
  return { plan: planWith(answers), managed, inexact };
}

async function resourcesOf(options: ImportOptions): Promise<readonly StackResource[]> {
  return options.run !== true && options.stack === undefined ? [] : (await readStack(options)).resources;
}

function withoutManaged({ tools, attachments }: Account, resources: readonly StackResource[]): Account {
  const idsOf = (...kinds: StackResource["kind"][]): ReadonlySet<string> =>
    new Set(resources.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id));
  const [managed, attached, sets] = [idsOf("tool"), idsOf("palToolAttachment"), idsOf("palTools")];
  return {
    tools: tools.filter(({ tool_id: id }) => !managed.has(id)),
    // A set determines all tools of its PAL, so a separate attachment would conflict with it.
    attachments: attachments.filter(({ pal, tool }) => !attached.has(`${pal.id}/${tool.tool_id}`) && !sets.has(pal.id)),
  };
}

/** Leaves out tools with numbers that a program would write with different digits. */
function withoutInexact({ tools, attachments }: Account): { chosen: Account; inexact: string[] } {
  const inexact = new Map(tools.map((tool) => [tool.tool_id, inexactNumbersOf(tool)]));
  const isExact = ({ tool_id: id }: { tool_id: string }): boolean => (inexact.get(id) ?? []).length === 0;
  return {
    chosen: { tools: tools.filter(isExact), attachments: attachments.filter(({ tool }) => isExact(tool)) },
    inexact: tools.flatMap((tool) => (inexact.get(tool.tool_id) ?? []).map((text) => `${tool.name}: ${text}`)),
  };
}
