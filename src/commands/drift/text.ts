import { withoutControls } from "../../tavus-api/terminal.ts";
import { plural, shorten } from "../words.ts";
import type { DriftFinding, DriftReport, DriftResource } from "./report.ts";

const VALUE_MAX = 120;

export function toText(report: DriftReport): string {
  const lines = report.resources.filter(isDiffering).flatMap(describe);
  lines.push(
    ...maskedLine(
      report.resources.filter((one) => !isTouched(one)),
      "not touched since the last up.",
    ),
    ...maskedLine(
      report.resources.filter(isTouched),
      "other fields of the tool were changed outside, so this may have been as well.",
    ),
  );
  return [...lines, ...unknownLine(report), ending(report), ""].join("\n");
}

function unknownLine({ resources }: DriftReport): string[] {
  const findings = resources.flatMap(({ name, findings }) => findings.map((finding) => ({ name, ...finding })));
  const unknown = findings.filter(({ class: kind }) => kind === "unknown to this version");
  if (unknown.length === 0) return [];
  const byPath = Map.groupBy(unknown, ({ path }) => path);
  const fields = [...byPath].map(([path, uses]) => {
    const names = uses.map(({ name }) => name);
    return withoutControls(`${path} of ${shorten(names, 3)}`);
  });
  return [
    `This version of pulumi-tavus doesn't know, and leaves as it is: ${fields.join("; ")}. Update pulumi-tavus to manage it.`,
  ];
}

function describe({ name, type, id, findings }: DriftResource): string[] {
  const title = `${type} ${name}${id === "" ? "" : ` (${id})`}`;
  return [
    withoutControls(title),
    ...findings.filter(({ counts }) => counts).map((finding) => `  ${lineOf(finding)}`),
    "",
  ];
}

function lineOf(finding: DriftFinding): string {
  const where = finding.path === "" ? "" : `  ${withoutControls(finding.path)}`;
  const note = finding.note === undefined ? [] : [withoutControls(finding.note)];
  return [`${finding.class}${where}`, ...sidesOf(finding), ...note].join("\n    ");
}

/** Only the sides that matter. For an edit in the console, these are the applied value and the value at Tavus. */
function sidesOf(finding: DriftFinding): string[] {
  if (finding.path === "") return [];
  const { class: kind } = finding;
  const program = `program  ${show(finding, "wanted")}`;
  const state = `applied  ${show(finding, "applied")}`;
  const account = `account  ${show(finding, "actual")}`;
  if (kind === "pending in program") return [program, state];
  return kind === "both" ? [program, state, account] : [state, account];
}

const SIDES = ["wanted", "applied", "actual"] as const;
type Side = (typeof SIDES)[number];

function show(finding: DriftFinding, side: Side, quote = (text: string): string => text): string {
  const value = finding[side];
  if (value === undefined) return quote("(nothing)");
  const text = JSON.stringify(value);
  const shown = withoutControls(text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text);
  return `${quote(shown)}${finding.defaults?.includes(side) === true ? " (default)" : ""}`;
}

function ending({ summary, differs, stack }: DriftReport): string {
  const total = summary.clean + summary.differing;
  const resources = plural(total, "resource");
  if (!differs) return `Stack ${stack}: no drift, ${resources} clean.`;
  const classes = Object.entries(summary.findings).map(([kind, count]) => `${count} ${kind}`);
  if (summary.differing === 0)
    return `Stack ${stack}: ${resources} clean. Attached to ${total === 1 ? "its" : "their"} PALs by others: ${classes.join(", ")}.`;
  return `Stack ${stack}: ${summary.differing} of ${resources} ${summary.differing === 1 ? "differs" : "differ"}: ${classes.join(", ")}.`;
}

/** The report as a comment on a pull request. Values are formatted as code, so that they can't contain markup or mention anybody. */
export function toMarkdown(report: DriftReport): string {
  const rows = report.resources.filter(isDiffering).flatMap((resource) =>
    resource.findings
      .filter(({ counts }) => counts)
      .map((finding) => {
        const { class: kind, path, note } = finding;
        const values = SIDES.map((side) => (path === "" ? "" : show(finding, side, inlineCode)));
        return [
          `${resource.type} ${inlineCode(resource.name)}`,
          kind,
          path === "" ? escapeMarkdown(note ?? "") : inlineCode(path),
          ...values,
        ];
      }),
  );
  const head = report.differs ? `### Drift in \`${report.stack}\`` : `### No drift in \`${report.stack}\``;
  const table =
    rows.length === 0
      ? []
      : [
          "| Resource | Finding | Property | Program | Last applied | Account |",
          "| --- | --- | --- | --- | --- | --- |",
          ...rows.map((cells) => `| ${cells.join(" | ")} |`),
          "",
        ];
  return [head, "", ...table, ending(report).replace(/^Stack .*?: /, ""), ""].join("\n");
}

function inlineCode(text: string): string {
  const safe = withoutControls(text).replaceAll("|", "\\|");
  const fence = "`".repeat(Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return fence.length > 1 ? `${fence} ${safe} ${fence}` : `${fence}${safe}${fence}`;
}

function escapeMarkdown(text: string): string {
  return withoutControls(text).replace(/[\\`*_{}[\]<>()#+!|@~-]/g, "\\$&");
}

function isDiffering({ findings }: DriftResource): boolean {
  return findings.some(({ counts }) => counts);
}

/** Tavus stores times in whole seconds, so an edit in the same second as an `up` is only visible as a difference. */
function isTouched({ findings }: DriftResource): boolean {
  return findings.some(({ class: kind }) => kind === "changed outside" || kind === "both");
}

function maskedLine(resources: readonly DriftResource[], what: string): string[] {
  const count = resources
    .flatMap(({ findings }) => findings)
    .filter(({ class: kind, counts }) => kind === "cannot be known (masked)" && !counts).length;
  return count === 0 ? [] : [`${plural(count, "secret")}: cannot be known (masked); ${what}`];
}
