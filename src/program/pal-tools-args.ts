import type * as pulumi from "@pulumi/pulumi";
import type { Tool } from "./tool.ts";

/**
 * The inputs of a PalTools.
 * @since 0.1.0
 */
export interface PalToolsArgs {
  /**
   * The PAL's id, such as `p123`. A persona's id is the same. Changing it replaces the resource: the old PAL loses its tools, and the new PAL gets
   * them.
   */
  palId: pulumi.Input<string>;
  /**
   * All tools that the PAL should have, at most 50: their ids, or the Tools themselves. Attached tools that are not listed **are detached**, even
   * when the resource is created. Order and duplicates don't matter. An empty list detaches everything.
   */
  toolIds: pulumi.Input<readonly pulumi.Input<string | Tool>[]>;
}
