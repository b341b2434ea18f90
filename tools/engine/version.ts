/** The version that is installed or built where no usable `pulumi` is on PATH: the one the tests are known to pass with. */
export const PINNED_VERSION = "v3.276.0";

/** Older CLIs cannot import a dynamic resource from a file with inputs and outputs. */
export const OLDEST_USABLE_VERSION = "v3.254.0";

/** What `go.mod` of the engine asks for. */
export const OLDEST_USABLE_GO = "1.26.6";

type Version = readonly [major: number, minor: number, patch: number];

/** Finds the first version in the output of `pulumi version` or `go version`; a suffix such as `-dev.0` is left out. */
export function parseVersion(text: string): Version | undefined {
  const match = /(?:^|[^\d.])(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** False also where either text holds no version: what cannot be read is not used. */
export function isAtLeast(text: string, floor: string): boolean {
  const version = parseVersion(text);
  const oldest = parseVersion(floor);
  if (version === undefined || oldest === undefined) return false;
  const [major, minor, patch] = version;
  if (major !== oldest[0]) return major > oldest[0];
  if (minor !== oldest[1]) return minor > oldest[1];
  return patch >= oldest[2];
}
