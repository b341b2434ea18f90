import type * as pulumi from "@pulumi/pulumi";
import { PinnedResource } from "../dynamic/pin.ts";
import { outlivesStack, Tool } from "../tool/resource.ts";
import type { PalToolAttachmentArgs } from "./args.ts";
import { claimPal } from "./claim.ts";

export type { PalToolAttachmentArgs } from "./args.ts";

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
    return new PalToolAttachment(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: PalToolAttachmentArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal The form that `PalToolAttachment.get` uses. */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: PalToolAttachmentArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const tool = args?.toolId instanceof Tool ? args.toolId : undefined;
    const inputs = { palId: args?.palId, toolId: tool === undefined ? args?.toolId : tool.id };
    // C-20: deleting the tool detaches it everywhere, so a request of its own would be wasted. One that stays at Tavus detaches nothing.
    const isDeletedWith = tool !== undefined && opts?.deletedWith === undefined && !outlivesStack(tool);
    const own = isDeletedWith ? { ...opts, deletedWith: tool } : opts;
    super("palToolAttachment", name, inputs, own);
    if (args !== undefined && opts?.id === undefined) claimPal(this, { kind: "PalToolAttachment", name }, args.palId);
  }
}
