import * as pulumi from "@pulumi/pulumi";
import { IGNORE_CHANGES, PROVIDER } from "../state-format/properties.ts";
import { PROVIDER_TEXTS } from "../state-format/provider-texts.ts";
import { type Kind, typeName } from "../state-format/type-tokens.ts";
import { checkArgument } from "./arguments.ts";

/**
 * A provider that does nothing: `pulumi.dynamic.Resource` wants one to serialise, and the text is replaced before registration.
 * It captures nothing, so that there is nothing to serialise.
 */
const STUB: pulumi.dynamic.ResourceProvider = {
  create: () => Promise.reject(new Error("pulumi-tavus: __provider was not replaced")),
};

/**
 * Resource options with which `__provider` becomes the constant of a kind of resource. A replacement that the engine decides alone
 * (`--replace`, `replaceOnChanges`, a taint) deletes first as well: a name is unique in an account and an attachment is a
 * pair, so the new one would meet the old one (C-3, P-3).
 */
function pinProvider(
  kind: Kind,
  name: string,
  props: pulumi.Inputs,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(opts, {
    deleteBeforeReplace: opts.deleteBeforeReplace ?? true,
    transformations: [
      (args: pulumi.ResourceTransformationArgs) => ({
        props: {
          ...checkTransformed(`${typeName(kind)} ${name}`, props, args.props),
          ...ignoredBy(args.opts),
          [PROVIDER]: PROVIDER_TEXTS[kind],
        },
        opts: args.opts,
      }),
    ],
  });
}

function ignoredBy({ ignoreChanges = [] }: pulumi.ResourceOptions): object {
  return ignoreChanges.length === 0 ? {} : { [IGNORE_CHANGES]: ignoreChanges };
}

/** What the program gave was checked before; a transformation of the resource may have put other values in its place. */
function checkTransformed(resource: string, before: pulumi.Inputs, after: pulumi.Inputs): pulumi.Inputs {
  const changed = Object.entries(after).filter(([key, value]) => !key.startsWith("__") && value !== before[key]);
  return {
    ...after,
    ...Object.fromEntries(changed.map(([key, value]) => [key, checkArgument(resource, value, [key])])),
  };
}

/**
 * A dynamic resource whose provider is a constant text. While it is made, errors have no stack trace: Pulumi keeps four of them for each property,
 * which it prints when a program ends with promises that nobody has settled, and in a program of many tools they are most of what it does.
 * @throws what Pulumi throws for arguments that it doesn't take, with the stack trace of this place
 */
export abstract class PinnedResource extends pulumi.dynamic.Resource {
  constructor(kind: Kind, name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      super(STUB, name, props, pinProvider(kind, name, props, opts), "tavus", typeName(kind));
    } catch (error) {
      Error.stackTraceLimit = stackTraceLimit;
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
}
