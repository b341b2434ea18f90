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
 * One tool attached to one PAL; other attachments of the PAL are left alone. Takes effect with the PAL's next conversation.
 * Id: `<palId>/<toolId>`. One POST to attach (several to one PAL at a time share it), one DELETE to detach; a PAL takes at most 50 tools.
 * For all tools of a PAL and no others, use `PalTools`; both on one PAL is warned about.
 * @example new tavus.PalToolAttachment("crm-note-on-support", { palId: "p123", toolId: note });
 * @see https://docs.tavus.io/api-reference/pal-tools/attach-tools-to-pal
 */
export class PalToolAttachment extends PinnedResource {
  declare readonly palId: pulumi.Output<string>;
  declare readonly toolId: pulumi.Output<string>;

  /**
   * Reads an existing attachment.
   * @param id `<palId>/<toolId>`
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): PalToolAttachment {
    const resource = `PalToolAttachment ${name}`;
    const read = { ...checkOptions(resource, opts), id: checkId(resource, id, "p123/tabc123def456") };
    return new PalToolAttachment(name, READ, read);
  }

  /** Whether a value is a PalToolAttachment, from whichever copy of this package. */
  static override isInstance(value: unknown): value is PalToolAttachment {
    return isOfType(value, TYPE_TOKENS.palToolAttachment);
  }

  /** @throws RunError that lists every argument that can't reach Tavus, with its path and what to write instead */
  constructor(name: string, args: PalToolAttachmentArgs, opts?: pulumi.CustomResourceOptions) {
    const resource = `PalToolAttachment ${name}`;
    const own = checkOptions(resource, opts);
    const tool = Tool.isInstance(args?.toolId) ? args.toolId : undefined;
    const given =
      args === READ ? {} : checkArguments(resource, isRecord(args) ? { ...args, toolId: toToolId(args.toolId) } : args);
    // C-20: deleting the tool detaches it everywhere, so a request of its own would be wasted. One that stays at Tavus detaches nothing.
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

/** In the place of arguments: an existing attachment is read. */
const READ = {} as PalToolAttachmentArgs;
