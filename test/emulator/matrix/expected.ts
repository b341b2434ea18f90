import type { Cell, Result } from "./cell.ts";

/** The columns: the operations. */
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
 * The expected result of each cell: `o` ok, `f` fails, `a` asks (cell.ts: Result). Each call of the operation has two letters: for the fault once, and for the
 * fault every time. Similar faults share a row, with the reason.
 */
export const ROWS: readonly (readonly [why: string, faults: readonly string[], cells: string])[] = [
  [
    "Tavus refuses, so the provider doesn't retry. A 404 may come from a gateway, so a list must confirm that something is gone. If a set is refused, the provider attaches its tools one by one.",
    ["400", "404", "422"],
    "ff        ff        ff,ff     ff        ff        ff        ff,of     ff,ff,ff  ff,ff     ff,ff,ff  ff,ff     ff,ff,ff  ff,ff",
  ],
  [
    "The key is wrong or not allowed, or the requested wait is longer than an `up` should take.",
    ["401", "403", "429, Retry-After: a date", "429, Retry-After: a year"],
    "ff        ff        ff,ff     ff        ff        ff        ff,ff     ff,ff,ff  ff,ff     ff,ff,ff  ff,ff     ff,ff,ff  ff,ff",
  ],
  [
    "A conflict. For a new tool, the name is taken. `adopt` takes over the tool that has it. After our own deletion, the name is free a moment later.",
    ["409"],
    "ff        ff        ff,of     ff        ff        ff        ff,of     ff,ff,ff  ff,ff     of,ff,ff  ff,ff     ff,ff,ff  ff,ff",
  ],
  [
    "A temporary problem. The provider retries, and waits as long as the server asks, within limits.",
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
    "The request was handled, but the answer is lost. Setting a value again is harmless. After a creation, the provider looks the tool up by name, and compares definition and time. It asks the user only if that look-up fails, too.",
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
    "The request was handled, and its answer never arrives completely.",
    ["answer byte by byte", "half an answer"],
    "oa        of        oa,oa     oo        of        oo        of,of     of,of,oo  of,oo     of,of,of  of,of     of,of,of  of,of",
  ],
  [
    "The request wasn't handled, but the status claims that it was. The provider reads the tool back. A missing tool is created.",
    ["garbage", "empty", "HTML"],
    "of        ff        ff,of     ff        ff        ff        of,ff     of,ff,ff  of,ff     of,of,ff  of,of     of,of,of  of,of",
  ],
  [
    "The body counts, not its content type.",
    ["right answer as text/plain"],
    "oo        oo        oo,oo     oo        oo        oo        oo,oo     oo,oo,oo  oo,oo     oo,oo,oo  oo,oo     oo,oo,oo  oo,oo",
  ],
  [
    "Harmless, except for a creation: the second answer says that the name is taken, and only the user knows who created the tool.",
    ["handled twice"],
    "aa        oo        oa,aa     oo        oo        oo        oo,oo     oo,oo,oo  oo,oo     oo,oo,oo  oo,oo     oo,oo,oo  oo,oo",
  ],
  [
    "The server can't be reached or isn't the right one. The provider reports it quickly. Nothing was sent.",
    ["connection refused", "name doesn't resolve", "certificate not trusted"],
    "-f        -f        -f        -f        -f        -f        -f        -f        -f        -f        -f        -f        -f",
  ],
];

const RESULTS: Readonly<Record<string, Result>> = { o: "ok", f: "fails", a: "asks" };

/** @throws Error if the table doesn't have the cell */
export function expected({ operation, site, fault, lasting }: Cell): Result {
  const result = RESULTS[lettersOf(fault.name, operation.name)[site.at - 1]?.[lasting ? 1 : 0] ?? ""];
  if (result === undefined) throw new Error(`no cell for ${fault.name} at ${site.name} of ${operation.name}`);
  return result;
}

/** The two letters of each call of an operation. */
export function lettersOf(fault: string, operation: string): string[] {
  const cells = ROWS.find(([, faults]) => faults.includes(fault))?.[2].split(/ +/) ?? [];
  return cells[COLUMNS.indexOf(operation)]?.split(",") ?? [];
}
