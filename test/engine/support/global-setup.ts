import { ensurePulumi } from "../../../tools/pulumi.ts";

/** Runs before the workers start. Otherwise, two of them would each build the engine on a machine that has none. */
export async function setup(): Promise<void> {
  await ensurePulumi();
}
