/** The most names in one message. */
const SHOWN = 10;

/**
 * A message's text about an unknown name: the most similar name, then the existing names.
 * @example describeNames("crm_nte", ["crm_note", "lead"]) // "Did you mean crm_note? There are: crm_note, lead."
 * @param labels what to show for the existing names. @default the names
 */
export function describeNames(wanted: string, known: readonly string[], labels: readonly string[] = known): string {
  const near = nearestName(wanted, known);
  const sorted = [...new Set(labels)].sort();
  const shown = sorted.slice(0, SHOWN).join(", ") || "none";
  const more = sorted.length > SHOWN ? ` and ${sorted.length - SHOWN} more` : "";
  return `${near === undefined ? "" : `Did you mean ${near}? `}There are: ${shown}${more}.`;
}

/** A typo affects at most a third of a name, and the stack's suffix may be missing. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const folded = fold(wanted);
  if (folded.length > NAME_MAX) return undefined;
  let best: string | undefined;
  let least = Math.floor(folded.length / 3) + 0.5;
  for (const name of names) {
    const isPart = folded.length > 2 && fold(name).startsWith(folded);
    const away = isPart ? 1 : editsBetween(folded, fold(name));
    if (away < least) [best, least] = [name, away];
  }
  return best;
}

/** A longer text isn't a name, and comparing it takes time. */
const NAME_MAX = 100;
const fold = (name: string): string => name.toLowerCase().replace(/[-\s.]/g, "_");

/** Levenshtein's distance. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries())
      next.push(Math.min((row[j] ?? 0) + (left === right ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row.at(-1) ?? 0;
}
