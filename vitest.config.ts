import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          // Some start programs, and the machine may be busy.
          testTimeout: 60_000,
          include: ["src/**/*.test.ts", "test/{contract,docs,house,matrix,model,runtimes,tools}/**/*.test.ts"],
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/browser/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          // The first run installs Tavus's client.
          name: "interop",
          include: ["test/interop/**/*.test.ts"],
          testTimeout: 600_000,
        },
      },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          globalSetup: ["test/engine/support/global-setup.ts"],
          // Each test drives a real Pulumi engine: two cores carry two of them.
          maxWorkers: 2,
          testTimeout: 600_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
