import { join } from "node:path";
import { createEngineEnvironment, type EngineEnvironment } from "../../../tools/engine-environment.ts";
import { ensurePulumi, type Pulumi } from "../../../tools/pulumi.ts";
import { REPOSITORY } from "./packages.ts";

/** Each operation starts the provider's process again. Compiling the same modules takes a third of its start. */
const COMPILE_CACHE = join(REPOSITORY, "node_modules/.cache/node-compile");

const environments = new Set<EngineEnvironment>();
let pulumi: Promise<Pulumi> | undefined;

/** Runs at the end of a test file (dispose.ts), even if tests failed or timed out. */
export async function disposeEnvironments(): Promise<void> {
  const ended = [...environments];
  environments.clear();
  await Promise.all(ended.map((environment) => environment.dispose()));
}

/** An engine environment that is disposed of at the end of the test file. */
export async function createTestEnvironment(env: NodeJS.ProcessEnv = {}): Promise<EngineEnvironment> {
  pulumi ??= ensurePulumi();
  const environment = await createEngineEnvironment({
    pulumi: await pulumi,
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
  });
  environments.add(environment);
  return environment;
}
