/** Replaces src/contract/lazy.ts. A mutant runs with the tests that reach it, but only the first of them would reach a cached value. */
export function lazy<T>(build: () => T): () => T {
  return build;
}
