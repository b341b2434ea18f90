import * as pulumi from "@pulumi/pulumi";
import { IGNORE_CHANGES, PROVIDER } from "../state-format/properties.ts";
import { PROVIDER_TEXTS } from "../state-format/provider-texts.ts";
import { type Kind, typeName } from "../state-format/type-tokens.ts";
import { checkArgument } from "./arguments.ts";

/**
 * A provider that does nothing. `pulumi.dynamic.Resource` needs a provider to serialize, and `pinProvider` replaces the text before registration. The
 * stub captures nothing, so nothing else is serialized.
 */
const STUB: pulumi.dynamic.ResourceProvider = {
  create: () => Promise.reject(new Error("pulumi-tavus: __provider was not replaced")),
};

/**
 * Resource options that set `__provider` to the constant text of a kind of resource. The engine can also decide to replace a resource on its own
 * (`--replace`, `replaceOnChanges`, a taint). Then it must delete first, because the new object would clash with the old one: names and attachments
 * are unique (C-3, P-3).
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

/** The program's arguments were checked before, but a transformation of the resource may have changed them. */
function checkTransformed(resource: string, before: pulumi.Inputs, after: pulumi.Inputs): pulumi.Inputs {
  const changed = Object.entries(after).filter(([key, value]) => !key.startsWith("__") && value !== before[key]);
  return {
    ...after,
    ...Object.fromEntries(changed.map(([key, value]) => [key, checkArgument(resource, value, [key])])),
  };
}

/**
 * A dynamic resource whose provider is a constant text. During its construction, errors have no stack trace. Otherwise, Pulumi would store four stack
 * traces for each property, which takes most of the time in a program with many tools. It only prints them if a program ends with unsettled promises.
 * @throws Pulumi's errors about arguments, with the stack trace of this call
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
