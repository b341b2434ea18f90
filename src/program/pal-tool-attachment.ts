import type * as pulumi from "@pulumi/pulumi";
import { TYPE_TOKENS } from "../state-format/type-tokens.ts";
import { checkArguments, isRecord } from "./arguments.ts";
import { isOfType } from "./identity.ts";
import { checkId, checkOptions } from "./options.ts";
import type { PalToolAttachmentArgs } from "./pal-tool-attachment-args.ts";
import { PinnedResource } from "./pinned-resource.ts";
import { outlivesStack, Tool } from "./tool.ts";
import { toToolId } from "./tool-id.ts";
import { claimPal } from "./two-managers.ts";

export type { PalToolAttachmentArgs } from "./pal-tool-attachment-args.ts";

/**
 * Attaches one tool to one PAL, and leaves the PAL's other tools alone. It takes effect with the PAL's next conversation. A PAL can have at most
 * 50 tools. The id is `<palId>/<toolId>`.
 *
 * Attaching costs one POST, which attachments to the same PAL share. Detaching costs one DELETE. To manage all tools of a PAL, use
 * {@link PalTools}. Using both for one PAL gives a warning.
 * @example new tavus.PalToolAttachment("crm-note-on-support", { palId: "p123", toolId: note });
 * @see https://docs.tavus.io/api-reference/pal-tools/attach-tools-to-pal
 * @since 0.1.0
 */
export class PalToolAttachment extends PinnedResource {
  /** The PAL's id. */
  declare readonly palId: pulumi.Output<string>;
  /** The tool's id. */
  declare readonly toolId: pulumi.Output<string>;

  /**
   * Reads an existing attachment without managing it.
   * @param name the resource's name
   * @param id the attachment's id, `<palId>/<toolId>`
   * @param opts Pulumi's resource options
   * @example const attachment = tavus.PalToolAttachment.get("crm-note-on-support", "p123/tabc123def456");
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): PalToolAttachment {
    const resource = `PalToolAttachment ${name}`;
    const read = { ...checkOptions(resource, opts), id: checkId(resource, id, "p123/tabc123def456") };
    return new PalToolAttachment(name, READ, read);
  }

  /** Whether a value is a PalToolAttachment, from any copy of this package. */
  static override isInstance(value: unknown): value is PalToolAttachment {
    return isOfType(value, TYPE_TOKENS.palToolAttachment);
  }

  /**
   * @param name the resource's name
   * @param args the PAL and the tool
   * @param opts Pulumi's resource options. `provider` takes a {@link Provider}
   * @throws RunError with every argument that can't reach Tavus, its path, and what to write instead
   */
  constructor(name: string, args: PalToolAttachmentArgs, opts?: pulumi.CustomResourceOptions) {
    const resource = `PalToolAttachment ${name}`;
    const own = checkOptions(resource, opts);
    const tool = Tool.isInstance(args?.toolId) ? args.toolId : undefined;
    const given =
      args === READ ? {} : checkArguments(resource, isRecord(args) ? { ...args, toolId: toToolId(args.toolId) } : args);
    // C-20: deleting the tool detaches it everywhere, so a separate request would be wasted. This isn't true for a tool that stays at Tavus.
    const isDeletedWith = tool !== undefined && own.deletedWith === undefined && !outlivesStack(tool);
    super(
      "palToolAttachment",
      name,
      { palId: undefined, toolId: undefined, ...given },
      isDeletedWith ? { ...own, deletedWith: tool } : own,
    );
    if (args !== READ && own.id === undefined) claimPal(this, { kind: "PalToolAttachment", name }, args.palId);
  }
}

/** Passed instead of arguments to read an existing attachment. */
const READ = {} as PalToolAttachmentArgs;
