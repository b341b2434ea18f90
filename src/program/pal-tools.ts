import * as pulumi from "@pulumi/pulumi";
import { checkCount } from "../provider/pal-tools/check.ts";
import { TYPE_TOKENS } from "../state-format/type-tokens.ts";
import { checkArguments, isRecord } from "./arguments.ts";
import { isOfType } from "./identity.ts";
import { checkId, checkOptions } from "./options.ts";
import type { PalToolsArgs } from "./pal-tools-args.ts";
import { PinnedResource } from "./pinned-resource.ts";
import { Tool } from "./tool.ts";
import { toToolId } from "./tool-id.ts";
import { claimPal } from "./two-managers.ts";

export type { PalToolsArgs } from "./pal-tools-args.ts";

/**
 * Manages all tools of one PAL. It attaches the listed tools and **detaches all others**, no matter who attached them, even when the resource is
 * created. It takes effect with the PAL's next conversation. The id is the PAL's id.
 *
 * An update costs one GET, one POST for all missing tools, and one DELETE for each tool to detach. Deleting the resource detaches its tools. To
 * attach single tools, use {@link PalToolAttachment}. Using both for one PAL gives a warning.
 * @example new tavus.PalTools("support-tools", { palId: "p123", toolIds: [note, summary, "tabc123def456"] });
 * @see https://docs.tavus.io/api-reference/pal-tools/attach-tools-to-pal
 * @since 0.1.0
 */
export class PalTools extends PinnedResource {
  /** The PAL's id. */
  declare readonly palId: pulumi.Output<string>;
  /** The ids of its tools. */
  declare readonly toolIds: pulumi.Output<string[]>;

  /**
   * Reads the tools of a PAL without managing them.
   * @param name the resource's name
   * @param id the PAL's id
   * @param opts Pulumi's resource options
   * @example export const toolIds = tavus.PalTools.get("support-tools", "p123").toolIds;
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): PalTools {
    const read = { ...checkOptions(`PalTools ${name}`, opts), id: checkId(`PalTools ${name}`, id, "p123") };
    return new PalTools(name, READ, read);
  }

  /** Whether a value is a PalTools, from any copy of this package. */
  static override isInstance(value: unknown): value is PalTools {
    return isOfType(value, TYPE_TOKENS.palTools);
  }

  /**
   * @param name the resource's name
   * @param args the PAL and its tools
   * @param opts Pulumi's resource options. `provider` takes a {@link Provider}
   * @throws RunError with every argument that can't reach Tavus, its path, and what to write instead. Also for more than 50 tools
   */
  constructor(name: string, args: PalToolsArgs, opts?: pulumi.CustomResourceOptions) {
    const resource = `PalTools ${name}`;
    const own = checkOptions(resource, opts);
    for (const problem of checkCount(countable(args?.toolIds))) throw new pulumi.RunError(`${resource}: ${problem}`);
    const given =
      args === READ
        ? {}
        : checkArguments(resource, isRecord(args) ? { ...args, toolIds: toToolIds(args.toolIds) } : args);
    super("palTools", name, { palId: undefined, toolIds: undefined, ...given }, own);
    if (args !== READ && own.id === undefined) claimPal(this, { kind: "PalTools", name }, args.palId);
  }
}

/** Passed instead of arguments to read the tools of a PAL. */
const READ = {} as PalToolsArgs;

/** The items to count if the list contains Tools. Two Tools are equal only if they are the same object. The resource's check counts plain ids. */
function countable(toolIds: unknown): unknown[] {
  if (!Array.isArray(toolIds) || !toolIds.some(Tool.isInstance)) return [];
  return toolIds.filter((item) => typeof item === "string" || Tool.isInstance(item));
}

/** Replaces Tools with their ids. In a plain list, known members stay known in a preview. */
function toToolIds(toolIds: unknown): unknown {
  if (Array.isArray(toolIds)) return Array.from(toolIds, toToolId);
  if (pulumi.Output.isInstance(toolIds)) return toolIds.apply((list: unknown) => toToolIds(list));
  if (toolIds instanceof Promise) return toolIds.then(toToolIds);
  return toToolId(toolIds);
}
