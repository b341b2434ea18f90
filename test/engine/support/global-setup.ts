import { ensurePulumi } from "../../../tools/pulumi.ts";

/** Before the workers start: two of them would otherwise each build the engine on a machine that has none. */
export async function setup(): Promise<void> {
  await ensurePulumi();
}
