import { gte } from "semver";

/** The version that is installed or built if there is no usable `pulumi` on PATH. The tests pass with it. */
export const PINNED_VERSION = "v3.276.0";

/** Older CLIs can't import a dynamic resource from a file with inputs and outputs. */
export const OLDEST_USABLE_VERSION = "v3.254.0";

/** The Go version that the engine's `go.mod` requires. */
export const OLDEST_USABLE_GO = "1.26.6";

type Version = readonly [major: number, minor: number, patch: number];

/** Finds the first version in the output of `pulumi version` or `go version`, without a suffix such as `-dev.0`. */
export function parseVersion(text: string): Version | undefined {
  const match = /(?:^|[^\d.])(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** Returns false if either text contains no version, because an unreadable version isn't used. */
export function isAtLeast(text: string, floor: string): boolean {
  const [version, oldest] = [parseVersion(text), parseVersion(floor)];
  return version !== undefined && oldest !== undefined && gte(version.join("."), oldest.join("."));
}
