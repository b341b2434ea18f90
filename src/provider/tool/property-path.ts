import type { Path } from "../../contract/index.ts";

/** `a.b`, `a["b c"]`, `a[0]`, `a.*`, `a[*]`: Pulumi's syntax for the path of a property. */
const STEP = /\.?([^.[\]]+)|\[(\d+|\*)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * Reads a path of `ignoreChanges`. `*` stands for any one step.
 * @returns `undefined` if the text isn't a path
 * @example parsePropertyPath('delivery.api.headers["X-Team"]') // ["delivery", "api", "headers", "X-Team"]
 */
export function parsePropertyPath(text: string): Path | undefined {
  const path: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const [, name, index, quoted] = STEP.exec(text) ?? [];
    const step = name ?? index ?? quoted?.replace(/\\(.)/g, "$1");
    if (step === undefined) return undefined;
    path.push(index === undefined || index === "*" ? step : Number(index));
  }
  return path.length === 0 ? undefined : path;
}

/** Whether `ignoreChanges` names a property, or a property that contains it. */
export function isIgnored(path: Path, ignoreChanges: readonly string[]): boolean {
  return ignoreChanges.some((text) => {
    const ignored = parsePropertyPath(text)?.slice();
    // `tags[*]` means all items. A list is compared as a whole, so this is the same as `tags`.
    if (text.endsWith("[*]")) ignored?.pop();
    return (
      ignored !== undefined &&
      ignored.length > 0 &&
      ignored.length <= path.length &&
      ignored.every((step, i) => step === "*" || nameOf(step, path, i) === nameOf(path[i], path, i))
    );
  });
}

/** D-14: header names that differ only in case are the same. */
function nameOf(step: string | number | undefined, path: Path, i: number): string {
  const isHeader = i === 3 && path.slice(0, 3).join(".") === "delivery.api.headers";
  return isHeader ? String(step).toLowerCase() : String(step);
}
