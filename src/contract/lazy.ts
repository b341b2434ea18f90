/** Builds a value at its first use, and only once, because building it earlier would slow down the start of each program. */
export function lazy<T>(build: () => T): () => T {
  let built: { readonly value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}
