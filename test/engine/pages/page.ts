import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../support/packages.ts";

/** Why a block of commands isn't run. A new reason must be better than running the block. */
export const REASONS = [
  "needs a real account",
  "installs from a registry",
  "needs a program that is not in this repository",
  "is a step of .ci/run",
  "takes about 40 minutes",
] as const;

export interface Command {
  readonly text: string;
  /** The output in the page. */
  readonly shown: readonly string[];
}

/** The steps of a page's reader, in order. Marks in comments, which readers don't see, add the rest. */
export type Step =
  /** `<!-- file: index.ts -->` before a block of code: the reader saves the code under this name. */
  | { readonly kind: "file"; readonly name: string; readonly text: string }
  /** A block `sh` or `bash`, or the commands of `<!-- run: … -->`. */
  | { readonly kind: "script"; readonly text: string }
  /** A `console` block: each `$ ` begins a command, and its output follows. */
  | { readonly kind: "console"; readonly commands: readonly Command[]; readonly exitCode: number }
  /** `<!-- keeps running -->` before a block, or `<!-- keep running: … -->`: a second terminal. */
  | { readonly kind: "background"; readonly text: string; readonly shown: readonly string[] }
  /** `<!-- not run: <reason> -->` before a block. */
  | { readonly kind: "left out"; readonly reason: string };

export interface Page {
  readonly file: string;
  /**
   * `<!-- project: … -->`: an example's folder, `typescript` for a project of `pulumi new typescript`, or `repository` for a clone. Without the mark,
   * the page begins in an empty folder.
   */
  readonly project: string | undefined;
  /** `<!-- account: … -->`: the emulator's content at the beginning, a file in accounts/. */
  readonly account: string | undefined;
  readonly steps: readonly Step[];
}

const PIECES = /^<!-- *([\s\S]*?) *-->$|^ *```(\w*)\n([\s\S]*?)^ *```$/gm;
const SHELLS = new Set(["sh", "bash", "console"]);

export function readPage(file: string): Page {
  const text = readFileSync(join(REPOSITORY, file), "utf8");
  const steps: Step[] = [];
  let project: string | undefined;
  let account: string | undefined;
  /** Marks directly before the next block. */
  let marks = new Map<string, string>();
  let end = 0;
  for (const piece of text.matchAll(PIECES)) {
    const [whole, comment, language = "", code = ""] = piece;
    if (text.slice(end, piece.index).trim() !== "") marks = new Map();
    end = piece.index + whole.length;
    if (comment === undefined) {
      const step = stepOf(language, code, marks, file);
      if (step !== undefined) steps.push(step);
      marks = new Map();
      continue;
    }
    const [, name = "", value = ""] = /^([a-z ]+?)(?::\s*([\s\S]*))?$/.exec(comment) ?? [];
    if (name === "project") project = value;
    else if (name === "account") account = value;
    else if (name === "run") steps.push({ kind: "script", text: `${value}\n` });
    else if (name === "keep running") steps.push({ kind: "background", text: `${value}\n`, shown: [] });
    else marks.set(name, value);
  }
  return { file, project, account, steps };
}

function stepOf(language: string, code: string, marks: ReadonlyMap<string, string>, file: string): Step | undefined {
  const name = marks.get("file");
  if (name !== undefined) return { kind: "file", name, text: code };
  if (!SHELLS.has(language)) {
    if (/^\$ /m.test(code)) throw new Error(`${file} has commands in a block without the language console: ${code}`);
    return undefined;
  }
  const reason = marks.get("not run");
  if (reason !== undefined) return { kind: "left out", reason };
  // A value that differs in each run, such as an id: `<!-- with: c48d3d3881708=$id -->`.
  const [shownValue = "", variable = ""] = marks.get("with")?.split("=") ?? [];
  const live = (text: string): string => (shownValue === "" ? text : text.replaceAll(shownValue, variable));
  const commands =
    language === "console" ? commandsOf(code).map(({ text, shown }) => ({ text: live(text), shown })) : [];
  if (marks.has("keeps running")) {
    const [first] = commands;
    return { kind: "background", text: first === undefined ? code : `${first.text}\n`, shown: first?.shown ?? [] };
  }
  if (language !== "console") return { kind: "script", text: live(code) };
  return { kind: "console", commands, exitCode: Number(marks.get("exit code") ?? 0) };
}

function commandsOf(code: string): Command[] {
  const [, ...parts] = `\n${code.trimEnd()}`.split("\n$ ");
  return parts.map((part) => {
    // A command continues in the next line after a backslash.
    const [text = ""] = /^(.*\\\n)*.*/.exec(part) ?? [];
    return { text, shown: part.slice(text.length).split("\n").slice(1) };
  });
}

/** The number of steps by outcome, for one line about a page. */
export function countSteps({ steps }: Page): { run: number; leftOut: Record<string, number> } {
  const leftOut: Record<string, number> = {};
  let run = 0;
  for (const step of steps) {
    if (step.kind === "left out") leftOut[step.reason] = (leftOut[step.reason] ?? 0) + 1;
    else if (step.kind !== "file") run += 1;
  }
  return { run, leftOut };
}
