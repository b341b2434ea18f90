import type { Path } from "../../contract/index.ts";

/** `a.b`, `a["b c"]`, `a[0]`, `a.*`, `a[*]`: how Pulumi writes the path of a property. */
const STEP = /\.?([^.[\]]+)|\[(\d+|\*)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * Reads a path as `ignoreChanges` has it; `*` stands for any one step.
 * @returns `undefined` for what is no path
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

/** Whether a property is one of those that `ignoreChanges` names, or within one. */
export function isIgnored(path: Path, ignoreChanges: readonly string[]): boolean {
  return ignoreChanges.some((text) => {
    const ignored = parsePropertyPath(text);
    return (
      ignored !== undefined &&
      ignored.length <= path.length &&
      ignored.every((step, i) => step === "*" || nameOf(step, path, i) === nameOf(path[i], path, i))
    );
  });
}

/** D-14: names of headers that differ by case only are the same. */
function nameOf(step: string | number | undefined, path: Path, i: number): string {
  const isHeader = i === 3 && path.slice(0, 3).join(".") === "delivery.api.headers";
  return isHeader ? String(step).toLowerCase() : String(step);
}
