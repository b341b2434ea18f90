import { join } from "node:path";
import { afterAll } from "vitest";
import { createEngineEnvironment, type EngineEnvironment } from "../../../tools/engine-environment.ts";
import { ensurePulumi, type Pulumi } from "../../../tools/pulumi.ts";
import { REPOSITORY } from "./packages.ts";

/** Each operation starts the provider's process anew: a third of its start is the compiling of the same modules. */
const COMPILE_CACHE = join(REPOSITORY, "node_modules/.cache/node-compile");

const environments = new Set<EngineEnvironment>();
let pulumi: Promise<Pulumi> | undefined;

// Each test file loads this module for itself, so this is the end of a file: reached also when tests failed or timed out.
afterAll(async () => {
  await Promise.all([...environments].map((environment) => environment.dispose()));
});

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
