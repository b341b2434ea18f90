/**
 * A tool's name where several environments share one account: the definition's, and the suffix as far as a name may hold it (T-3). An empty
 * suffix is none.
 */
export function suffixed(name: string, suffix: string): string {
  return suffix === "" ? name : `${name}_${suffix.replace(/[^A-Za-z0-9_]/g, "_")}`;
}
