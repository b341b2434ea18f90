import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ensurePulumi } from "../tools/pulumi.ts";
import { ROOT } from "./project.ts";
import { figure, markdownOf, type Row, type Section } from "./table.ts";

const PAGE = join(ROOT, "docs/benchmarks.md");

/** What the history records for a run: a ratio, or our own figure. */
const KEPT: readonly {
  readonly what: RegExp;
  readonly of: "ratio" | "ours";
  readonly unit?: string;
  readonly floorIs?: string;
}[] = [
  { what: /^up, nothing changed, 1000 tools/, of: "ratio" },
  { what: /^preview, nothing changed, 1000 tools/, of: "ratio" },
  { what: /^refresh, 1000 tools/, of: "ratio" },
  { what: /^first up, 1000 tools$/, of: "ratio", floorIs: "provider that does nothing" },
  { what: /^first up of 100 tools/, of: "ratio", unit: "s" },
  { what: /^a tool created/, of: "ours" },
  { what: /^peak memory .* 5000 tools/, of: "ours" },
  { what: /^start of a program/, of: "ours" },
];

const LAST_RUN = /(?<=<!-- last run -->\n).*(?=<!-- end of last run -->)/s;

/** The time and the environment of a measurement. */
export interface RunDescription {
  readonly at: string;
  readonly commit: string;
  /** The version of the Pulumi engine. */
  readonly version: string;
}

export async function describeRun(): Promise<RunDescription> {
  const { version } = await ensurePulumi();
  const at = new Date().toISOString().slice(0, 10);
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
  const changes = git("status", "--porcelain", "--", "src", "bench") === "" ? "" : " and changes since";
  return { at, commit: `${git("rev-parse", "--short", "HEAD")}${changes}`, version };
}

/** Replaces the tables of the new measurements, keeps all other tables, and adds a line to the history. */
export function writePage(sections: readonly Section[], { at, commit, version }: RunDescription): void {
  const about = `${at}, commit ${commit}, Node ${process.versions.node}, Pulumi ${version}, ${availableParallelism()} cores.`;
  const measured = new Map(sections.map((section) => [section.title, markdownOf(section, about)]));
  const rows = sections.flatMap((section) => section.rows);
  const line = `| ${[at, commit, ...KEPT.map((kept) => keptOf(kept, rows))].join(" | ")} |`;
  const page = readFileSync(PAGE, "utf8")
    .replace(LAST_RUN, (tables) => {
      const before = tables
        .split(/^(?=### )/m)
        .map((table): [string, string] => [/^### (.*)/.exec(table)?.[1] ?? "", table.trimEnd()]);
      // A table keeps its position. A new one comes last.
      return `${[...new Map([...before, ...measured]).values()].join("\n\n")}\n`;
    })
    .replace("<!-- next -->", () => `${line}\n<!-- next -->`);
  writeFileSync(PAGE, page);
}

function keptOf({ what, of, unit, floorIs }: (typeof KEPT)[number], rows: readonly Row[]): string {
  const row = rows.find(
    (one) =>
      what.test(one.what) &&
      (unit === undefined || one.unit === unit) &&
      (floorIs === undefined || one.floorIs === floorIs),
  );
  if (row === undefined) return "";
  return of === "ratio" ? figure(row.ours / row.floor) : `${figure(row.ours)} ${row.unit}`;
}
