import * as pulumi from "@pulumi/pulumi";
import { describeLoss } from "../contract/loss.ts";
import { isRecord, kindOf } from "./arguments.ts";
import { whenKnown } from "./late.ts";

/**
 * A program's resource options. Null means no options.
 * @param resource the resource, for the message
 * @throws RunError if the value isn't an object of options, and for `import`, which dynamic resources don't have
 */
export function checkOptions<T extends pulumi.ResourceOptions>(resource: string, opts: T | null | undefined): T {
  checkName(resource);
  if (opts === undefined || opts === null) return {} as T;
  if (!isRecord(opts)) {
    const remedy = pulumi.Resource.isInstance(opts)
      ? "Name the option: { provider: … } or { parent: … }."
      : "Write an object, such as { provider, protect: true }.";
    throw new pulumi.RunError(`${resource}: the resource options are ${kindOf(opts)}. ${remedy}`);
  }
  if ("import" in opts && opts.import !== undefined && opts.import !== null)
    throw new pulumi.RunError(
      `${resource}: Pulumi's option import doesn't work with dynamic resources, nor does pulumi import with a type and an id. ` +
        "Remove the option and run npx pulumi-tavus import, which brings an existing tool into the stack and prints the code for it.",
    );
  return opts;
}

/** Checks the resource's name, which is part of its identity. If it is an Output, Pulumi would use a long error text as the name. */
function checkName(resource: string): void {
  const [kind = ""] = resource.split(" ");
  if (describeLoss(resource) !== undefined)
    throw new pulumi.RunError(
      `${kind}: the resource's name is ${describeLoss(resource)?.kind}. Pulumi needs to know names before it runs anything: write a string.`,
    );
}

/**
 * The id of a resource to read (`Tool.get`). It is checked at once, or when it is known.
 * @param example an example of an id
 * @throws RunError if the value can't be an id: without one, Pulumi would create a resource
 */
export function checkId(resource: string, id: pulumi.Input<pulumi.ID>, example: string): pulumi.Input<pulumi.ID> {
  const check = (known: unknown): pulumi.ID => {
    if (typeof known === "string" && known.trim() !== "") return known;
    const found = known === "" ? "empty" : kindOf(known);
    throw new pulumi.RunError(`${resource}: the id to read is ${found}. Write one such as "${example}".`);
  };
  return pulumi.Output.isInstance(id) || id instanceof Promise ? whenKnown(id, check) : check(id);
}
