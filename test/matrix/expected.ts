import type { Cell, Result } from "./cell.ts";

/** The columns: what is being done. */
export const COLUMNS: readonly string[] = [
  "create",
  "update",
  "replace",
  "delete",
  "attach",
  "detach",
  "set",
  "set, changed",
  "set, removed",
  "adopt",
  "refresh",
  "import",
  "drift",
];

/**
 * What must become of each cell: `o` ok, `f` fails, `a` asks (cell.ts: Result); for each call of the operation two letters, the fault once and the
 * fault for good. Faults that are alike stand together, with the reason.
 */
export const ROWS: readonly (readonly [why: string, faults: readonly string[], cells: string])[] = [
  [
    "Refused, or taken for a refusal: asking again is of no use. A 404 may be a gateway's, so what it seems to say is gone is looked up first. A set attaches tool by tool where the whole is refused.",
    ["400", "404", "422"],
    "ff        ff        ff,ff     ff        ff        ff        ff,of     ff,ff,ff  ff,ff     ff,ff,ff  ff,ff     ff,ff,ff  ff,ff",
  ],
  [
    "The key is wrong or may not, or the wait that is asked for is longer than an up should take.",
    ["401", "403", "429, Retry-After: a date", "429, Retry-After: a year"],
    "ff        ff        ff,ff     ff        ff        ff        ff,ff     ff,ff,ff  ff,ff     ff,ff,ff  ff,ff     ff,ff,ff  ff,ff",
  ],
  [
    "A conflict. At the creation of a tool it is the name, which adopt takes over. After our own deletion the name may be free a moment later.",
    ["409"],
    "ff        ff        ff,of     ff        ff        ff        ff,of     ff,ff,ff  ff,ff     of,ff,ff  ff,ff     ff,ff,ff  ff,ff",
  ],
  [
    "It passes: asked again, as patiently as the server says, within limits.",
    [
      "429",
      "500",
      "502",
      "503",
      "504",
      "429, Retry-After: seconds",
      "429, Retry-After: a negative",
      "429, Retry-After: nonsense",
      "503, Retry-After: seconds",
      "reset",
      "no answer",
    ],
    "of        of        of,of     of        of        of        of,of     of,of,of  of,of     of,of,of  of,of     of,of,of  of,of",
  ],
  [
    "Done, and nobody said so. Setting a value again is harmless; a creation is looked up by name and proven by definition and time. Only where that look-up fails too, the user is asked.",
    [
      "500, but done",
      "504, but done",
      "reset, but done",
      "no answer, but done",
      "garbage, but done",
      "empty, but done",
      "HTML, but done",
    ],
    "oa        of        of,oa     of        of        of        of,of     of,of,of  of,of     of,of,of  of,of     of,of,of  of,of",
  ],
  [
    "The same, whatever `when` says: the request was handled, and its answer does not arrive.",
    ["answer byte by byte", "half an answer"],
    "oa        of        oa,oa     oo        of        oo        of,of     of,of,oo  of,oo     of,of,of  of,of     of,of,of  of,of",
  ],
  [
    "Not done, under a status that says it was. What is there is read back and told as it is; a creation is looked up and made.",
    ["garbage", "empty", "HTML"],
    "of        ff        ff,of     ff        ff        ff        of,ff     of,ff,ff  of,ff     of,of,ff  of,of     of,of,of  of,of",
  ],
  [
    "The body counts, not what it is called.",
    ["right answer as text/plain"],
    "oo        oo        oo,oo     oo        oo        oo        oo,oo     oo,oo,oo  oo,oo     oo,oo,oo  oo,oo     oo,oo,oo  oo,oo",
  ],
  [
    "Harmless, but for a creation: the second answer says that the name is taken, and whose the tool is, is for the user to say.",
    ["handled twice"],
    "aa        oo        oa,aa     oo        oo        oo        oo,oo     oo,oo,oo  oo,oo     oo,oo,oo  oo,oo     oo,oo,oo  oo,oo",
  ],
  [
    "Nobody is there, or not the right one: soon told, nothing was sent.",
    ["connection refused", "name does not resolve", "certificate not trusted"],
    "-f        -f        -f        -f        -f        -f        -f        -f        -f        -f        -f        -f        -f",
  ],
];

const RESULTS: Readonly<Record<string, Result>> = { o: "ok", f: "fails", a: "asks" };

/** @throws Error for a cell that the table does not have */
export function expected({ operation, site, fault, lasting }: Cell): Result {
  const result = RESULTS[lettersOf(fault.name, operation.name)[site.at - 1]?.[lasting ? 1 : 0] ?? ""];
  if (result === undefined) throw new Error(`no cell for ${fault.name} at ${site.name} of ${operation.name}`);
  return result;
}

/** For each call of an operation its two letters. */
export function lettersOf(fault: string, operation: string): string[] {
  const cells = ROWS.find(([, faults]) => faults.includes(fault))?.[2].split(/ +/) ?? [];
  return cells[COLUMNS.indexOf(operation)]?.split(",") ?? [];
}
