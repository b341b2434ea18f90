import { defineConfig } from "vitest/config";

/** The tests of one room, as ./main.ts names them. Each runs only for the mutants that it reaches. */
export default defineConfig({
  test: {
    include: JSON.parse(process.env["MUTATION_TESTS"] ?? "[]") as string[],
    testTimeout: 20_000,
  },
});
