import * as pulumi from "@pulumi/pulumi";
import { PinnedResource } from "../dynamic/pin.ts";
import { claimPal } from "../pal-tool-attachment/claim.ts";
import type { PalToolsArgs } from "./args.ts";
import { checkCount } from "./check.ts";

export type { PalToolsArgs } from "./args.ts";

/**
 * All tools of one PAL: what is listed is attached, what is not **is detached**, also when the resource is created and whoever attached it.
 * For single tools beside those of others, use `PalToolAttachment`; both on one PAL is warned about. Takes effect with the PAL's next conversation.
 *
 * Id: the PAL's. One GET, one POST for all that is missing, one DELETE for each tool that is not listed; deleting it detaches its tools.
 * There is no `deletedWith` here as an attachment has: a set depends on many tools, and Pulumi takes only one.
 * @example new tavus.PalTools("support-tools", { palId: "p123", toolIds: [note, summary, "tabc123def456"] });
 * @see https://docs.tavus.io/api-reference/pal-tools/attach-tools-to-pal
 */
export class PalTools extends PinnedResource {
  declare readonly palId: pulumi.Output<string>;
  declare readonly toolIds: pulumi.Output<string[]>;

  /**
   * Reads the tools of a PAL, and manages nothing.
   * @param id the PAL's id
   * @example export const toolIds = tavus.PalTools.get("support-tools", "p123").toolIds;
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): PalTools {
    return new PalTools(name, undefined, { ...opts, id });
  }

  /** @throws RunError where the program lists more Tools than a PAL takes: what has no id yet, no other check can count */
  constructor(name: string, args: PalToolsArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal The form that `PalTools.get` uses. */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: PalToolsArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    for (const problem of checkCount(countable(args?.toolIds)))
      throw new pulumi.RunError(`PalTools ${name}: ${problem}`);
    const inputs = { palId: args?.palId, toolIds: args && toIds(args.toolIds) };
    super("palTools", name, inputs, opts);
    if (args !== undefined && opts?.id === undefined) claimPal(this, { kind: "PalTools", name }, args.palId);
  }
}

type ToolIds = PalToolsArgs["toolIds"];

/** Where there are Tools: what is the same tool only if it is the same value. Ids alone are counted by the check, at the resource. */
function countable(toolIds: ToolIds | undefined): unknown[] {
  const isTool = (item: unknown): boolean => pulumi.CustomResource.isInstance(item);
  if (!Array.isArray(toolIds) || !toolIds.some(isTool)) return [];
  return toolIds.filter((item) => typeof item === "string" || isTool(item));
}

/** A Tool as its id, with the dependency on it. A list in the program keeps its known members known in a preview. */
function toIds(toolIds: ToolIds): pulumi.Input<unknown> {
  if (Array.isArray(toolIds)) return toolIds.map(toId);
  return pulumi.output(toolIds).apply((list): unknown => (Array.isArray(list) ? pulumi.all(list.map(toId)) : list));
}

function toId(item: unknown): pulumi.Input<unknown> {
  if (pulumi.CustomResource.isInstance(item)) return item.id;
  if (typeof item === "string") return item;
  return pulumi
    .output(item as pulumi.Input<string>)
    .apply((known: unknown): unknown => (pulumi.CustomResource.isInstance(known) ? known.id : known));
}
