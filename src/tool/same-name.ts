import * as pulumi from "@pulumi/pulumi";

/** Of each run of a program (one process may run many, by the Automation API) and provider: the tool that has a name. */
const NAMES = new WeakMap<pulumi.Resource, Map<pulumi.ProviderResource | undefined, Map<string, string>>>();

/**
 * T-3: a name is unique in an account. The second tool of a program that has it is an error of the program, told in the preview: Tavus would refuse it
 * with a 409 half-way. Nothing is said where two providers may mean two accounts.
 */
export function refuseSameName(tool: pulumi.CustomResource & { readonly name: pulumi.Output<string> }): void {
  const run = pulumi.runtime.getStackResource();
  // Under mocks there is none: tests make the same tools again and again.
  if (run === undefined) return;
  const names = entryOf(
    entryOf(NAMES, run, () => new Map()),
    // Not as the program gave it: a transformation may have chosen another.
    tool.getProvider("pulumi-nodejs:dynamic/tavus:Tool"),
    () => new Map<string, string>(),
  );
  // What an operation leaves out (`--target`, `--run-program`) and has not been made yet has no id, and the name that the program says, not the state's.
  const present = pulumi.runtime.isDryRun() ? undefined : tool.id;
  // As it is registered: a transformation may have changed it.
  pulumi.all([tool.urn, tool.name, present]).apply(([urn, name]) => {
    const other = names.get(name);
    if (other !== undefined && other !== urn) throw sameName(tool, name, [other, urn]);
    names.set(name, urn);
  });
}

/** Thrown, not logged: where a program runs under the CLI, an error that is only logged does not end it (pulumi#5085). */
function sameName(tool: pulumi.Resource, name: string, urns: readonly string[]): Error {
  const error = new pulumi.ResourceError(
    `${urns.map(resourceName).sort().join(" and ")} have one name, ${JSON.stringify(name)}, and a name is unique in an account (T-3). ` +
      "Choose another; or declare the tool once, and attach it to as many PALs as shall have it. " +
      "If they are of two accounts, give each the tavus.Provider of its own.",
    tool,
    true,
  );
  // Once the program's own text has run, Pulumi asks no longer whether it shall be hidden.
  error.stack = error.message;
  return error;
}

const resourceName = (urn: string): string => urn.split("::").slice(3).join("::");

function entryOf<K extends object | undefined, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
