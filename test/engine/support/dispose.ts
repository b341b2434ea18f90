import { afterAll } from "vitest";
import { disposeEnvironments } from "./environment.ts";
import { repeats } from "./stack.ts";

// Runs before each test file, because test files share a worker and this folder's modules.
// biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures a hook needs.
afterAll(async ({}, file) => {
  file.meta.repeats = repeats.splice(0);
  await disposeEnvironments();
});
