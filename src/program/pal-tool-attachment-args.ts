import type * as pulumi from "@pulumi/pulumi";
import type { Tool } from "./tool.ts";

/** The inputs of a PalToolAttachment. Changing either replaces it. */
export interface PalToolAttachmentArgs {
  /** The PAL's id, such as `p123`; a persona's id is the same. */
  palId: pulumi.Input<string>;
  /** The tool's id, or the Tool itself: then its deletion detaches it and no request of its own is made, unless the tool stays at Tavus. */
  toolId: pulumi.Input<string | Tool>;
}
