import * as pulumi from "@pulumi/pulumi";
import { PROVIDER_TEXTS } from "./provider-texts.ts";

export { PROVIDER_TEXTS } from "./provider-texts.ts";

/**
 * A provider that does nothing: `pulumi.dynamic.Resource` wants one to serialise, and the text is replaced before registration.
 * It captures nothing, so that there is nothing to serialise.
 */
export const STUB: pulumi.dynamic.ResourceProvider = {
  create: () => Promise.reject(new Error("pulumi-tavus: __provider was not replaced")),
};

/**
 * Resource options with which `__provider` becomes the constant of a kind of resource. A replacement that the engine decides alone
 * (`--replace`, `replaceOnChanges`, a taint) deletes first as well: a name is unique in an account and an attachment is a
 * pair, so the new one would meet the old one (C-3, P-3).
 */
export function pinProvider(
  kind: keyof typeof PROVIDER_TEXTS,
  opts: pulumi.CustomResourceOptions = {},
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(opts, {
    deleteBeforeReplace: opts.deleteBeforeReplace ?? true,
    transformations: [
      (args: pulumi.ResourceTransformationArgs) => ({
        props: { ...args.props, __provider: PROVIDER_TEXTS[kind] },
        opts: args.opts,
      }),
    ],
  });
}
