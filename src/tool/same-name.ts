import * as pulumi from "@pulumi/pulumi";

/** Of each run of a program (one process may run many, by the Automation API) and provider: the tool that has a name. */
const NAMES = new WeakMap<pulumi.Resource, Map<pulumi.ProviderResource | undefined, Map<string, string>>>();

/**
 * T-3: a name is unique in an account. The second tool of a program that has it is an error of the program, told in the preview: Tavus would refuse it
 * with a 409 half-way. Nothing is said where two providers may mean two accounts.
 */
export function refuseSameName(
  tool: pulumi.CustomResource & { readonly name: pulumi.Output<string> },
  opts: pulumi.CustomResourceOptions = {},
): void {
  const run = pulumi.runtime.getStackResource();
  // Under mocks there is none: tests make the same tools again and again.
  if (run === undefined) return;
  const provider = opts.provider ?? opts.parent?.getProvider("pulumi-nodejs:dynamic/tavus:Tool");
  const names = entryOf(
    entryOf(NAMES, run, () => new Map()),
    provider,
    () => new Map<string, string>(),
  );
  // As it is registered: a transformation may have changed it.
  pulumi.all([tool.urn, tool.name]).apply(([urn, name]) => {
    const other = names.get(name);
    if (other === undefined || other === urn) names.set(name, urn);
    else
      void pulumi.log.error(
        `name is ${JSON.stringify(name)}, which is the name of ${resourceName(other)} as well, and a name is unique in an account (T-3). ` +
          "Choose another name; or declare the tool once, and attach it to as many PALs as shall have it.",
        tool,
      );
  });
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
