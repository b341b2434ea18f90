/** The numbers of a version such as `v3.259.0` or `3.300.0-alpha.1`. Any other text has no numbers. */
function numbersOf(version: string): number[] {
  const found = /^\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version);
  return found === null ? [] : found.slice(1).map((part) => Number(part ?? 0));
}

/** Whether a version is at least as new as another one. Text that isn't a version counts as older. */
export function isAtLeast(version: string, floor: string): boolean {
  const [have, need] = [numbersOf(version), numbersOf(floor)];
  for (let i = 0; i < need.length; i += 1) {
    const difference = (have[i] ?? -1) - (need[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Whether a version is in a range in the format of our package.json: `>=3.216.0 <4`. */
export function isInRange(version: string, range: string): boolean {
  return range.split(/\s+/).every((part) => {
    if (part.startsWith(">=")) return isAtLeast(version, part.slice(2));
    return part.startsWith("<") && !isAtLeast(version, part.slice(1));
  });
}
