import { globSync, readFileSync } from "node:fs";
import { configDefaults, defineConfig } from "vitest/config";
import { Failures } from "./tools/failures.ts";
import { SlowestFiles } from "./tools/slowest-files.ts";

/** Where .ci/run wants the results as JSON. */
const report = process.env["TEST_REPORT"];

/** The tests that replace a module, which needs modules of their own. All others share theirs, which saves half of their time. */
const MOCKING = globSync("{src,test}/**/*.test.ts", { exclude: ["**/node_modules"] }).filter((file) =>
  /\bvi\.(mock|doMock|resetModules)\(/.test(readFileSync(file, "utf8")),
);

export default defineConfig({
  test: {
    // An operation of the engine waits for a fifth of its time: three of them keep two cores busy.
    maxWorkers: 3,
    reporters: [
      ["default", { summary: false }],
      new SlowestFiles(),
      ...(report === undefined
        ? []
        : [["json", { outputFile: report }] as [string, Record<string, unknown>], new Failures(`${report}.failures`)]),
    ],
    tags: [
      {
        name: "nightly",
        description:
          "Left out by npm test, because a faster test covers the same behavior. npm run test:nightly runs it.",
      },
    ],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // One load of all modules for each worker instead of one for each file, which is two thirds of what most files cost.
          isolate: false,
          // What a test replaces comes back before the next one, which may be another file's.
          restoreMocks: true,
          unstubEnvs: true,
          unstubGlobals: true,
          // Some start programs, and the machine may be busy.
          testTimeout: 300_000,
          // The fault matrix waits more than it computes.
          maxConcurrency: 24,
          include: [
            "src/**/*.test.ts",
            "test/{architecture,docs,emulator,tools}/**/*.test.ts",
            "test/e2e/{interop,runtimes}/**/*.test.ts",
          ],
          exclude: [...configDefaults.exclude, ...MOCKING],
        },
      },
      {
        extends: true,
        test: { name: "mocked", include: MOCKING, testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/e2e/browser/**/*.test.ts"],
          globalSetup: ["test/e2e/browser/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "engine",
          isolate: false,
          setupFiles: ["test/engine/support/dispose.ts"],
          include: ["test/engine/**/*.test.ts"],
          globalSetup: ["test/engine/support/global-setup.ts"],
          testTimeout: 600_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
