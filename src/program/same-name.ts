import * as pulumi from "@pulumi/pulumi";
import { TYPE_TOKENS } from "../state-format/type-tokens.ts";

/**
 * The resource that has a name, by run of a program, provider, and the declared and registered name. With the Automation API, a process can run
 * several programs.
 */
const NAMES = new WeakMap<pulumi.Resource, Map<pulumi.ProviderResource | undefined, Map<string, string>>>();

/**
 * T-3: a name is unique in an account. The preview refuses a second tool with the same name, because Tavus would refuse it with a 409 in the middle
 * of the `up`. If two providers might stand for two accounts, nothing is reported.
 * @param declared the name that the program sets
 */
export function refuseSameName(
  tool: pulumi.CustomResource & { readonly name: pulumi.Output<string> },
  declared: pulumi.Input<string>,
): void {
  const run = pulumi.runtime.getStackResource();
  // With mocks, there is no stack: tests create the same tools again and again.
  if (run === undefined) return;
  const names = entryOf(
    entryOf(NAMES, run, () => new Map()),
    // The registered provider, because a transformation may have changed the program's provider.
    tool.getProvider(TYPE_TOKENS.tool),
    () => new Map<string, string>(),
  );
  // A resource that the operation leaves out (`--target`, `--run-program`) and that doesn't exist yet has no id. Its name is the program's name, not
  // the state's.
  const present = pulumi.runtime.isDryRun() ? undefined : tool.id;
  // Compares both names: a transformation may have changed the declared name, and the registered name may come from the console.
  pulumi.all([tool.urn, declared, tool.name, present]).apply(([urn, said, name]) => {
    const other = entryOf(names, JSON.stringify([said, name]), () => urn);
    if (other !== urn) refuse(tool, name, [other, urn]);
  });
}

function refuse(tool: pulumi.Resource, name: string, urns: readonly string[]): void {
  const text =
    `${urns.map(resourceName).sort().join(" and ")} are both named ${JSON.stringify(name)}, but tool names must be unique in an account (T-3). ` +
    "Rename one of them, or declare the tool once and attach it to several PALs. If they belong to two accounts, give each its own tavus.Provider.";
  // Logging the error ends an inline program. A thrown error would also end the other stacks of its process.
  if (process.env["PULUMI_NODEJS_MONITOR"] === undefined) return void pulumi.log.error(text, tool);
  // With the CLI, an error that is only logged doesn't end the program (pulumi#5085).
  const error = new pulumi.ResourceError(text, tool, true);
  // Removes the stack trace. After the program's own code has run, Pulumi no longer checks whether to hide it.
  error.stack = text;
  throw error;
}

const resourceName = (urn: string): string => urn.split("::").slice(3).join("::");

function entryOf<K, V>(map: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
