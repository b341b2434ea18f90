import { ensurePulumi } from "../../../tools/pulumi.ts";

/** Before the workers start, because otherwise two of them would each build the engine on a machine that has none. */
export async function setup(): Promise<void> {
  await ensurePulumi();
}
