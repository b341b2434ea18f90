import type * as pulumi from "@pulumi/pulumi";
import type { Tool } from "./tool.ts";

/**
 * The inputs of a PalToolAttachment. Changing one replaces the attachment.
 * @since 0.1.0
 */
export interface PalToolAttachmentArgs {
  /** The PAL's id, such as `p123`. A persona's id is the same. */
  palId: pulumi.Input<string>;
  /**
   * The tool's id, or the Tool. If you pass the Tool, destroying both costs one request, because deleting a tool detaches it (C-20).
   */
  toolId: pulumi.Input<string | Tool>;
}
