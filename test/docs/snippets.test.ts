import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it, onTestFinished } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const PAGES = [
  ...["README.md", "AGENTS.md", "llms.txt"].filter((name) => existsSync(join(ROOT, name))),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `docs/${name}`),
];

/** What the other programs of a page import: its own, where it shows one, else the example's. */
function actionsOf(page: string): string {
  const [, shown] = /^`actions\.ts`[^\n]*\n\n```ts\n([\s\S]*?)```/m.exec(readFileSync(join(ROOT, page), "utf8")) ?? [];
  return shown ?? readFileSync(join(ROOT, "examples/receiver/actions.ts"), "utf8");
}

/** The programs of a page; those that say `…` leave something out and are no whole ones. */
function programsOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code = ""]) => code)
    .filter((code) => !code.includes("{ …"));
}

describe.each(PAGES.filter((page) => programsOf(page).length > 0))("the programs in %s", (page) => {
  const programs = programsOf(page);
  // A whole compiler for each page: more than the usual 5 s on a machine that is busy with the other tests.
  it("compile under strict", { timeout: 60_000 }, () => {
    // In the repository, where the packages are; the definitions stand beside each.
    mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
    const folder = mkdtempSync(join(ROOT, "node_modules/.cache/snippets-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "package.json"), '{"type":"module","imports":{"#actions":"./actions.ts"}}');
    writeFileSync(join(folder, "actions.ts"), actionsOf(page));
    const files = programs.map((program, i) => {
      const file = join(folder, `snippet-${i + 1}.ts`);
      writeFileSync(file, program);
      return file;
    });
    const program = ts.createProgram(files, {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2023,
      lib: ["lib.es2024.d.ts"],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      types: ["node"],
      typeRoots: [join(ROOT, "node_modules/@types")],
    });
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file, messageText }) =>
          `${file?.fileName.split("/").at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      );
    expect(problems).toEqual([]);
  });
});

describe.each(PAGES)("the links in %s", (page) => {
  it("lead to files that exist", () => {
    const text = readFileSync(join(ROOT, page), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)(#[^)]*)?\)/g)].map(([, target = ""]) => target);
    for (const target of links)
      expect(readdirSync(resolve(ROOT, page, "..", target, ".."))).toContain(target.split("/").at(-1));
  });
});
