import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Runs the tests of one area for ./main.ts. Each test only runs for the mutants that it reaches. */
export default defineConfig({
  resolve: { alias: [{ find: /^\.\/lazy\.ts$/, replacement: fileURLToPath(new URL("unkept.ts", import.meta.url)) }] },
  test: {
    include: JSON.parse(process.env["MUTATION_TESTS"] ?? "[]") as string[],
    testTimeout: 20_000,
  },
});
