import type * as pulumi from "@pulumi/pulumi";
import type { Tool } from "./tool.ts";

/** The inputs of a PalTools. */
export interface PalToolsArgs {
  /** The PAL's id, such as `p123`; a persona's id is the same. Changing it replaces: the former PAL loses the tools, the new one gets them. */
  palId: pulumi.Input<string>;
  /**
   * Every tool that the PAL shall have: ids, or the Tools themselves; at most 50. What is attached and not listed **is detached**, also when
   * the resource is created. Order and repetitions do not matter. An empty list detaches everything.
   */
  toolIds: pulumi.Input<readonly pulumi.Input<string | Tool>[]>;
}
