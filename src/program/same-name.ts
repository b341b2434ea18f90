import * as pulumi from "@pulumi/pulumi";
import { TYPE_TOKENS } from "../state-format/type-tokens.ts";

/** Of each run of a program (one process may run many, by the Automation API) and provider: the tool that has a name, as declared and as registered. */
const NAMES = new WeakMap<pulumi.Resource, Map<pulumi.ProviderResource | undefined, Map<string, string>>>();

/**
 * T-3: a name is unique in an account. The second tool of a program that has it is an error of the program, told in the preview: Tavus would refuse it
 * with a 409 half-way. Nothing is said where two providers may mean two accounts.
 * @param declared the name that the program says
 */
export function refuseSameName(
  tool: pulumi.CustomResource & { readonly name: pulumi.Output<string> },
  declared: pulumi.Input<string>,
): void {
  const run = pulumi.runtime.getStackResource();
  // Under mocks there is none: tests make the same tools again and again.
  if (run === undefined) return;
  const names = entryOf(
    entryOf(NAMES, run, () => new Map()),
    // Not as the program gave it: a transformation may have chosen another.
    tool.getProvider(TYPE_TOKENS.tool),
    () => new Map<string, string>(),
  );
  // What an operation leaves out (`--target`, `--run-program`) and has not been made yet has no id, and the name that the program says, not the state's.
  const present = pulumi.runtime.isDryRun() ? undefined : tool.id;
  // As declared and as registered: a transformation may have changed the one, and the other may be what the console made of it.
  pulumi.all([tool.urn, declared, tool.name, present]).apply(([urn, said, name]) => {
    const other = entryOf(names, JSON.stringify([said, name]), () => urn);
    if (other !== urn) refuse(tool, name, [other, urn]);
  });
}

function refuse(tool: pulumi.Resource, name: string, urns: readonly string[]): void {
  const text =
    `${urns.map(resourceName).sort().join(" and ")} are both named ${JSON.stringify(name)}, but tool names must be unique in an account (T-3). ` +
    "Rename one of them, or declare the tool once and attach it to several PALs. If they belong to two accounts, give each its own tavus.Provider.";
  // An inline program ends by it. Thrown, the error would end the other stacks of its process as well.
  if (process.env["PULUMI_NODEJS_MONITOR"] === undefined) return void pulumi.log.error(text, tool);
  // Under the CLI an error that is only logged doesn't end the program (pulumi#5085).
  const error = new pulumi.ResourceError(text, tool, true);
  // Once the program's own text has run, Pulumi no longer asks whether to hide it.
  error.stack = text;
  throw error;
}

const resourceName = (urn: string): string => urn.split("::").slice(3).join("::");

function entryOf<K, V>(map: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
